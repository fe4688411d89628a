"""Workers killed at random moments of a batch: afterwards every table is there once and whole, and nothing is stuck.

Thirteen kills on each database, at moments of its own: two thirds of the time is Django starting once more.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from budget.models import Agency, Budget, Project
from importers.asking import confirm, undo
from importers.batches import create_batch, enqueue
from importers.claims import sweep
from importers.models import ImportBatch, ImportFile, ImportTable, TableSource
from indicators.content import TableContent
from indicators.models import GoalTable, Indicator, TableChange
from indicators.storing import contents_of
from tests.importers.stepping import CONTENT, document, named
from tests.importers.workers import SILENCE, Workers, workers

pytestmark = pytest.mark.django_db(transaction=True)
State = ImportFile.State
LONGEST = 90  # seconds until a test that gets nowhere is given up
BUSY = (State.QUEUED, State.READING, State.CONFIRMED, State.COMMITTING, State.TO_UNDO, State.UNDOING)


def content(number: int, ordinal: int) -> TableContent:
    """The agencies recur in many files, so that workers meet."""
    return named(
        f"项目{number}-{ordinal}", number=ordinal, agency_code=f"667{number % 7:03}", agency_name=f"单位{number % 7}"
    )


def documents(number: int) -> Iterator[tuple[str, bytes]]:
    """Every tenth is broken; the others hold one or two tables."""
    for each in range(number):
        if each % 10 == 9:
            yield f"坏{each}.docx", b"PK\x03\x04" + str(each).encode()
        else:
            yield f"{each}.docx", document(*(content(each, ordinal) for ordinal in range(1, 2 + each % 2)))


def expected(number: int) -> dict[str, TableContent]:
    good = [each for each in range(number) if each % 10 != 9]
    tables = [content(each, ordinal) for each in good for ordinal in range(1, 2 + each % 2)]
    return {table.project_name: table for table in tables}


def number_in(batch: ImportBatch, *states: str) -> int:
    return batch.files.filter(state__in=states).count()


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < end, Counter(ImportFile.objects.values_list("state", flat=True))
        time.sleep(0.02)


def kill_at_random(running: Workers, chance: random.Random, done: Callable[[], int], kills: int, most: int) -> None:
    """Kill workers when so many files are done, or a little later: in the midst of the next one."""
    for threshold in sorted(chance.sample(range(most), kills)):
        wait_until(lambda threshold=threshold: done() >= threshold)  # type: ignore[misc]
        time.sleep(chance.random() * 0.03)
        running.kill()


def wait_for_all(batch: ImportBatch) -> None:
    """Until nobody works; the sweep is what any worker does from time to time."""

    def all_done() -> bool:
        sweep()
        return number_in(batch, *BUSY) == 0

    wait_until(all_done)


@pytest.fixture(autouse=True)
def short_waits(settings: Any) -> None:
    """Also for jobs that were taken from the queue by a worker which was killed before it claimed the file."""
    settings.IMPORT_SILENCE = SILENCE


def assert_whole(batch: ImportBatch, number: int) -> None:
    """Every good table is there once, every bad file has its sentence, nothing else is there."""
    states = Counter(batch.files.values_list("state", flat=True))
    assert states == {State.DONE: number - number // 10, State.FAILED: number // 10}, told(batch)
    for file in batch.files.filter(state=State.FAILED):
        assert file.name.startswith("坏"), told(batch)
        assert file.name in file.issues.get().message
    stored = {each.project_name: each for each in contents_of(GoalTable.objects.all()).values()}
    assert stored == expected(number)
    tables = len(stored)
    for model in (GoalTable, Project, Budget, TableSource, TableChange, ImportTable):
        assert model.objects.count() == tables, model  # type: ignore[attr-defined]
    assert Indicator.objects.count() == tables * len(CONTENT.indicators)
    assert Agency.objects.count() == 7
    assert set(ImportTable.objects.values_list("result", "state")) == {("written", "new")}
    assert sum(batch.files.values_list("written", flat=True)) == tables


def told(batch: ImportBatch) -> list[Any]:
    return list(batch.files.exclude(state=State.DONE).values_list("name", "state", "attempts", "issues__code"))


def test_killed_while_reading_and_while_writing(tmp_path: Path, engine: dict[str, str]) -> None:
    """Four kills before the preview is complete and four after it was confirmed."""
    number, chance = 80, random.Random(f"read and write on {connection.vendor}")
    batch = create_batch(2025, "", "批次", documents(number))
    enqueue(batch)
    with workers(tmp_path, **engine) as running:
        read = (State.READY, State.FAILED)
        kill_at_random(running, chance, lambda: number_in(batch, *read), kills=4, most=number - 30)
        wait_for_all(batch)
        assert number_in(batch, State.READY) == number - number // 10, told(batch)
        assert not GoalTable.objects.exists()
        assert not Agency.objects.exists()
        assert set(ImportTable.objects.values_list("project_name", flat=True)) == set(expected(number))
        confirm(batch, None)
        kill_at_random(running, chance, lambda: number_in(batch, State.DONE), kills=4, most=number - 30)
        wait_for_all(batch)
    assert_whole(batch, number)


def test_killed_while_documents_are_read_and_written_at_once_and_while_they_are_undone(
    tmp_path: Path, engine: dict[str, str]
) -> None:
    number, chance = 40, random.Random(f"at once and undone on {connection.vendor}")
    batch = create_batch(2025, "", "批次", documents(number), unattended=True)
    enqueue(batch)

    def undone() -> int:
        sweep()  # until the file of the killed worker is handed out again, the others wait for their turn
        return number_in(batch, State.UNDONE)

    with workers(tmp_path, **engine) as running:
        done = (State.DONE, State.FAILED)
        kill_at_random(running, chance, lambda: number_in(batch, *done), kills=3, most=number - 15)
        wait_for_all(batch)
        assert_whole(batch, number)
        undo(batch, None)
        kill_at_random(running, chance, undone, kills=2, most=number - 20)
        wait_for_all(batch)
    assert Counter(batch.files.values_list("state", flat=True)) == {
        State.UNDONE: number - number // 10,
        State.FAILED: number // 10,
    }, told(batch)
    for model in (GoalTable, Project, Budget, TableSource, TableChange, Indicator):
        assert not model.objects.exists(), model  # type: ignore[attr-defined]
    assert set(ImportTable.objects.values_list("result", flat=True)) == {"undone"}
