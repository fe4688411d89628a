"""Batches for workers that get into trouble: documents, damaged ones among them, and what must come of them."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from budget.models import Agency, Budget, Project
from importers.claims import sweep
from importers.models import ImportBatch, ImportFile, ImportTable, TableSource
from indicators.content import TableContent
from indicators.models import GoalTable, Indicator, TableChange
from indicators.storing import contents_of
from tests.importers.stepping import CONTENT, document, named
from tests.importers.workers import Workers

State = ImportFile.State
BUSY = (State.QUEUED, State.READING, State.CONFIRMED, State.COMMITTING, State.TO_UNDO, State.UNDOING)
LONGEST = 120  # seconds without anything happening until a test is given up


class Documents:
    """So many documents, every `damaged`-th of them broken, the others with one or two tables each."""

    def __init__(self, number: int, damaged: int) -> None:
        self.number, self.damaged = number, damaged
        self.agencies = max(7, number // 10)

    def is_good(self, each: int) -> bool:
        """Whether a document can be read."""
        return each % self.damaged != self.damaged - 1

    @property
    def bad(self) -> int:
        """How many can't."""
        return self.number // self.damaged

    def tables(self, each: int) -> list[TableContent]:
        """What stands in a document. The agencies recur in many of them, so that workers meet."""
        agency = {"agency_code": f"667{each % self.agencies:03}", "agency_name": f"单位{each % self.agencies}"}
        return [named(f"项目{each}-{ordinal}", number=ordinal, **agency) for ordinal in range(1, 2 + each % 2)]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Names and bytes."""
        for each in range(self.number):
            if self.is_good(each):
                yield f"{each}.docx", document(*self.tables(each))
            else:
                yield f"坏{each}.docx", b"PK\x03\x04" + str(each).encode()

    def expected(self) -> dict[str, TableContent]:
        """Everything that must be stored in the end, by project."""
        good = (each for each in range(self.number) if self.is_good(each))
        return {table.project_name: table for each in good for table in self.tables(each)}


def number_in(batch: ImportBatch, *states: str) -> int:
    """How many files are in these states."""
    return batch.files.filter(state__in=states).count()


def wait_until(happened: Callable[[], bool], moved: Callable[[], Any] = lambda: None) -> None:
    """Wait; no longer than LONGEST while `moved` gives the same."""
    end, last = time.monotonic() + LONGEST, moved()
    while not happened():
        if (now := moved()) != last:
            end, last = time.monotonic() + LONGEST, now
        assert time.monotonic() < end, Counter(ImportFile.objects.values_list("state", flat=True))
        time.sleep(0.02)


def with_sweeps(count: Callable[[], int]) -> Callable[[], int]:
    """Count, and now and then sweep as the supervisor does: what the killed ones left is taken up meanwhile."""
    last = time.monotonic()

    def swept() -> int:
        nonlocal last
        if time.monotonic() - last > 1:
            sweep()
            last = time.monotonic()
        return count()

    return swept


def kill_at_random(running: Workers, chance: random.Random, count: Callable[[], int], kills: int, most: int) -> None:
    """Kill workers when so many files are done, or a little later: in the midst of the next one."""
    done = with_sweeps(count)
    for threshold in sorted(chance.choices(range(most), k=kills)):
        wait_until(lambda threshold=threshold: done() >= threshold, done)  # type: ignore[misc]
        time.sleep(chance.random() * 0.03)
        running.kill()


def wait_for_all(batch: ImportBatch) -> None:
    """Until nobody works; the sweep is what the supervisor does from time to time."""

    def all_done() -> bool:
        sweep()
        return number_in(batch, *BUSY) == 0

    wait_until(all_done, lambda: number_in(batch, *BUSY))


def told(batch: ImportBatch) -> list[Any]:
    """The files that are not done, with what is said of them."""
    return list(batch.files.exclude(state=State.DONE).values_list("name", "state", "attempts", "issues__code"))


def assert_whole(batch: ImportBatch, documents: Documents) -> None:
    """Every good table is there once, every bad file has its sentence, nothing else is there."""
    states = Counter(batch.files.values_list("state", flat=True))
    good = documents.number - documents.bad
    assert states == {State.DONE: good, State.FAILED: documents.bad}, told(batch)
    for file in batch.files.filter(state=State.FAILED).prefetch_related("issues"):
        (issue,) = file.issues.all()
        assert file.name.startswith("坏"), told(batch)
        assert file.name in issue.message
    stored = {each.project_name: each for each in contents_of(GoalTable.objects.all()).values()}
    assert stored == documents.expected()
    tables = len(stored)
    for model in (GoalTable, Project, Budget, TableSource, TableChange, ImportTable):
        assert model.objects.count() == tables, model  # type: ignore[attr-defined]
    assert Indicator.objects.count() == tables * len(CONTENT.indicators)
    assert Agency.objects.count() == len({content.agency_code for content in stored.values()})
    assert set(ImportTable.objects.values_list("result", "state")) == {("written", "new")}
    assert sum(batch.files.values_list("written", flat=True)) == tables
