"""importers/pace.py: how fast a batch goes, and how long it will take."""

from datetime import timedelta

import pytest
from django.utils import timezone

from importers.batches import create_batch
from importers.models import ImportBatch, ImportFile
from importers.pace import Pace, in_words, pace, pace_of
from importers.progress import progress_of

State = ImportFile.State
MINUTE = timedelta(minutes=1)


def test_a_pace_is_so_much_a_minute_and_the_rest_at_that_pace() -> None:
    found = pace(files=30, tables=60, rows=600, taken=MINUTE / 2, waiting=90)
    assert found == Pace(60, 120, 1200, 1.5 * MINUTE)
    assert found.words == "每分钟约 60 个文件、120 张表、1,200 条指标，还需约 2 分钟"


@pytest.mark.parametrize(("files", "taken"), [(0, MINUTE), (2, MINUTE), (30, timedelta())])
def test_too_little_tells_nothing(files: int, taken: timedelta) -> None:
    assert pace(files, 1, 1, taken, 5) is None


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "不到 1 分钟"), (0.4, "不到 1 分钟"), (1, "约 1 分钟"), (59, "约 59 分钟"), (60, "约 1 小时"),
        (61, "约 1 小时 1 分钟"), (600, "约 10 小时"),
    ],
)  # fmt: skip
def test_what_is_left_is_told_roughly(minutes: float, words: str) -> None:
    assert in_words(minutes * MINUTE) == words


def batch(**states: int) -> ImportBatch:
    """Files in these states; those that are over were done one a second, the last one just now."""
    wanted = [state for state, number in states.items() for _ in range(number)]
    made = create_batch(2025, "", "批次", [(f"{n}.txt", str(n).encode()) for n in range(len(wanted))])
    now = timezone.now()
    for place, (file, state) in enumerate(zip(made.files.order_by("pk"), wanted, strict=True)):
        heartbeat = now - timedelta(seconds=place)
        ImportFile.objects.filter(pk=file.pk).update(state=state, heartbeat=heartbeat, tables_read=2, rows_read=20)
    return made


def found(made: ImportBatch) -> Pace | None:
    return pace_of(made, progress_of([made])[made.pk])


@pytest.mark.django_db
def test_what_was_read_in_the_last_minute_tells_how_long_the_rest_takes() -> None:
    told = found(batch(ready=10, failed=1, queued=22))
    assert told is not None
    assert told.files == pytest.approx(60, rel=0.05)
    assert told.tables == pytest.approx(2 * told.files)
    assert told.left.total_seconds() == pytest.approx(22, rel=0.1)


@pytest.mark.django_db
def test_what_is_long_past_or_over_tells_nothing() -> None:
    old = batch(ready=10, queued=5)
    old.files.update(heartbeat=timezone.now() - 2 * MINUTE)
    assert found(old) is None
    assert found(batch(ready=10)) is None
    assert found(batch(done=10)) is None


@pytest.mark.django_db
def test_writing_counts_what_was_written_alone() -> None:
    told = found(batch(done=4, confirmed=8, failed=9, ready=3))
    assert told is not None
    assert told.files == pytest.approx(60, rel=0.05)
    assert told.left.total_seconds() == pytest.approx(8, rel=0.1)


@pytest.mark.django_db
def test_what_was_done_at_one_moment_tells_no_pace() -> None:
    made = batch(ready=16, queued=16)
    made.files.filter(state=State.READY).update(heartbeat=timezone.now() - timedelta(seconds=1))
    assert found(made) is None
