"""importers/progress.py: phases, sums and shares of batches, counted from the rows of their files."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from importers.batches import create_batch
from importers.models import ImportBatch, ImportFile
from importers.progress import QUIET, SUMS, WORDS, Progress, progress_of, silent

State = ImportFile.State


def batch(*states: str, **sums: int) -> ImportBatch:
    """A batch with a file in each of these states; each file counts `sums`."""
    made = create_batch(2025, "", "批次", [(f"{n}.txt", str(n).encode()) for n in range(len(states))])
    for file, state in zip(made.files.order_by("pk"), states, strict=True):
        ImportFile.objects.filter(pk=file.pk).update(state=state, **sums)
    return made


def progress(*states: str, **sums: int) -> Progress:
    made = batch(*states, **sums)
    return progress_of([made])[made.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("states", "phase"),
    [
        ((), "empty"),
        ((State.RECEIVED,), "received"),
        ((State.READY, State.RECEIVED), "received"),
        ((State.QUEUED, State.READY, State.DONE), "reading"),
        ((State.READING, State.CONFIRMED), "reading"),
        ((State.CONFIRMED, State.DONE, State.READY), "writing"),
        ((State.COMMITTING, State.FAILED), "writing"),
        ((State.READY, State.DONE, State.FAILED), "ready"),
        ((State.DONE, State.FAILED, State.UNDONE, State.SKIPPED), "done"),
        ((State.FAILED, State.UNDONE, State.SKIPPED), "undone"),
        ((State.FAILED, State.SKIPPED), "failed"),
        ((State.SKIPPED,), "skipped"),
        ((State.UNPACKED,), "empty"),
    ],
)
def test_what_there_is_to_do_next_is_the_phase(states: tuple[str, ...], phase: str) -> None:
    found = progress(*states)
    assert found.phase == phase
    assert found.words == WORDS[phase]


@pytest.mark.django_db
def test_sums_over_files() -> None:
    found = progress(State.DONE, State.DONE, State.READY, tables_read=3, rows_read=30, new=2, failed=1, written=2)
    assert {name: found.sums[name] for name in SUMS} == {
        "tables_read": 9, "rows_read": 90, "written": 6, "new": 6, "changed": 0, "unchanged": 0, "conflict": 0,
        "failed": 3,
    }  # fmt: skip


@pytest.mark.django_db
def test_an_archive_is_no_document() -> None:
    found = progress(State.UNPACKED, State.READY, State.QUEUED, State.FAILED)
    assert (found.total, found.read, found.percent) == (3, 2, 66)


@pytest.mark.django_db
def test_percent_of_writing() -> None:
    assert progress(State.CONFIRMED, State.COMMITTING, State.DONE, State.DONE, State.FAILED).percent == 50
    assert progress(State.COMMITTING).percent == 0


@pytest.mark.django_db
def test_what_failed_or_was_skipped_can_be_tried_again() -> None:
    found = progress(State.FAILED, State.FAILED, State.SKIPPED, State.DONE)
    assert (found.failed_files, found.retryable) == (2, 3)


states_of_files = st.dictionaries(st.sampled_from(State.values), st.integers(0, 50))


@given(states_of_files)
def test_shares_are_shares_and_every_batch_has_a_phase(files: dict[str, int]) -> None:
    found = Progress()
    found.files.update(files)
    assert 0 <= found.read <= found.total == sum(files.values()) - files.get(State.UNPACKED, 0)
    assert 0 <= found.percent <= 100
    assert found.phase in WORDS
    assert found.is_working == (found.phase in ("reading", "writing", "undoing"))
    assert (found.phase == "empty") == (found.total == 0)


@pytest.mark.django_db
def test_many_batches_take_one_question(django_assert_num_queries: Any) -> None:
    batches = [batch(State.DONE, State.READY) for _ in range(4)] + [batch()]
    with django_assert_num_queries(1):
        found = progress_of(batches)
    assert [found[each.pk].total for each in batches] == [2, 2, 2, 2, 0]
    assert progress_of([]) == {}


@pytest.mark.django_db
def test_only_a_batch_without_any_worker_is_silent() -> None:
    waiting, other = batch(State.QUEUED, State.DONE), batch(State.READING)
    long_ago, now = timezone.now() - QUIET - timedelta(seconds=1), timezone.now()
    ImportFile.objects.update(heartbeat=long_ago)
    assert silent([waiting, other]) == {waiting.pk, other.pk}
    other.files.update(heartbeat=now)
    assert silent([waiting, other]) == set()  # the worker is busy elsewhere
    other.files.update(state=State.READY)
    assert silent([waiting]) == set()  # between two files
    other.files.update(state=State.QUEUED)
    assert silent([waiting]) == {waiting.pk}  # somebody uploads, nobody works
    waiting.files.filter(state=State.QUEUED).update(heartbeat=now)
    assert silent([waiting]) == set()  # only just handed out
    assert silent([]) == set()
