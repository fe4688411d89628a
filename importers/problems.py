"""Everything that went wrong with a batch as one flat list, structure before rows: for the page and the workbook.

Counted by the database and read in windows, so that a page costs the same for three files and for three hundred.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from importers.models import ImportBatch
from importers.problem_kinds import KINDS, Problem
from importers.problem_sources import Issues, Source, Untaken
from importers.problem_staged import Staged
from importers.problem_stored import Stored

STEP = 1000


class Problems:
    """The problems of a batch, of one kind where one is asked for, that hold a text where one is asked for.

    Can be counted and sliced, which is all that a paginator asks of a list.
    """

    def __init__(self, batch: ImportBatch, kind: str = "", query: str = "") -> None:
        self.kinds = [kind] if kind else list(KINDS)
        self.sources: list[Source] = [each(batch, query) for each in (Issues, Untaken, Staged, Stored)]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many of each kind, of all kinds."""
        return {kind: sum(source.count(kind) for source in self.sources) for kind in KINDS}

    def count(self) -> int:
        """How many there are of what was asked for."""
        return sum(self.counts[kind] for kind in self.kinds)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, asked: slice) -> list[Problem]:
        return list(self._window(asked.start or 0, self.count() if asked.stop is None else asked.stop))

    def __iter__(self) -> Iterator[Problem]:
        """All of them, a window at a time, so that no more are in memory."""
        for start in range(0, self.count(), STEP):
            yield from self._window(start, start + STEP)

    def _window(self, start: int, stop: int) -> Iterator[Problem]:
        passed = 0
        for kind in self.kinds:
            for source in self.sources:
                number = source.count(kind)
                first, last = max(start - passed, 0), min(stop - passed, number)
                if first < last:
                    yield from source.window(kind, first, last)
                passed += number
