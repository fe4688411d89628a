"""The findings of the tables that a batch has written, as they are now.

Their lines (docs/adr/0019) say how many findings of each severity a table has, so that a batch of a whole year is
counted without its findings, and a window reads only the tables that it touches. A search has to read the findings.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from importers.counting import WRITTEN
from importers.models import ImportBatch, ImportTable
from importers.problem_kinds import Problem, place_words, table_words
from importers.problem_sources import text_matches
from importers.staging import UNPLACED
from indicators.lines import COUNTS
from indicators.models import TableFinding, TableLine

# Text without a place is told as such, whatever severity it was given.
KIND_OF_FINDING = Case(When(code=UNPLACED, then=Value("unplaced")), default=F("severity"), output_field=CharField())
Numbers = list[tuple[int, int]]  # tables with how many findings of a kind they have


class Stored:
    """The findings that are kept with tables, in the order of the tables."""

    def __init__(self, batch: ImportBatch, query: str) -> None:
        written = ImportTable.objects.filter(file__batch=batch, result__in=WRITTEN, table__isnull=False)
        self.written = written.select_related("file").defer("content", "findings", "before")
        self.tables = written.order_by().values("table")
        self.query = query
        self._known: dict[str, tuple[list[int], list[int]]] = {}

    def _findings(self, touched: list[int] | None = None) -> QuerySet[TableFinding]:
        """What is open at the tables (or some of them), and holds the text or stands where a name does.

        The names as they are shown: to join those of the projects to every finding took longer than all else.
        """
        asked = text_matches(self.query, "message", "found", "code", "place", "level3")
        if self.query:
            named = self.tables.filter(text_matches(self.query, "project_name", "file__name"))
            asked |= Q(table__in=named if touched is None else named.filter(table__in=touched))
        tables: Any = self.tables if touched is None else touched
        return TableFinding.objects.open().filter(asked, table__in=tables).order_by()

    def _numbers(self, kind: str) -> Numbers:
        """The tables that have some of a kind, in their order."""
        if self.query:
            return self._found.get(kind, [])
        if kind == "unplaced":
            return sorted(self._texts.items())
        place = list(COUNTS).index(kind) + 1
        return [(row[0], left) for row in self._lines if (left := row[place] - self._unplaced[row[0], kind])]

    @cached_property
    def _found(self) -> dict[str, Numbers]:
        """What is searched by kind, counted one by one, in one query."""
        numbers: dict[str, Numbers] = {}
        rows = self._findings().annotate(kind=KIND_OF_FINDING).values_list("kind", "table").annotate(number=Count("pk"))
        for kind, table, number in rows.order_by("table"):
            numbers.setdefault(kind, []).append((table, number))
        return numbers

    @cached_property
    def _lines(self) -> list[tuple[int, ...]]:
        """The tables with something open, and how many of each severity, in their order."""
        some = Q(blocks__gt=0) | Q(warns__gt=0) | Q(infos__gt=0)
        lines = TableLine.objects.filter(some, pk__in=self.tables).order_by()
        return sorted(lines.values_list("pk", *COUNTS.values()))

    @cached_property
    def _unplaced(self) -> Counter[tuple[int, str]]:
        """Texts without a place, which are a kind of their own, by table and by the severity that they were given."""
        rows = self._findings().filter(code=UNPLACED).values_list("table", "severity").annotate(number=Count("pk"))
        return Counter({(table, severity): number for table, severity, number in rows})

    @cached_property
    def _texts(self) -> Counter[int]:
        texts: Counter[int] = Counter()
        for (table, _), number in self._unplaced.items():
            texts[table] += number
        return texts

    @cached_property
    def counts(self) -> Counter[str]:
        """How many of each kind there are."""
        if self.query:
            return Counter({kind: sum(number for _, number in tables) for kind, tables in self._found.items()})
        counts = Counter({kind: sum(row[place] for row in self._lines) for place, kind in enumerate(COUNTS, 1)})
        for (_, severity), number in self._unplaced.items():
            counts[severity] -= number
        return counts + Counter(unplaced=self._texts.total())

    def count(self, kind: str) -> int:
        """How many of a kind there are."""
        return self.counts[kind]

    def _passed(self, kind: str) -> tuple[list[int], list[int]]:
        """The tables that have some of a kind, and how many of these there are up to and with each."""
        if kind not in self._known:
            numbers = self._numbers(kind)
            self._known[kind] = [table for table, _ in numbers], list(accumulate(number for _, number in numbers))
        return self._known[kind]

    def window(self, kind: str, start: int, stop: int) -> Iterator[Problem]:
        """In the order of the tables."""
        tables, passed = self._passed(kind)
        first, last = bisect_right(passed, start), bisect_right(passed, stop - 1)
        touched = tables[first : last + 1]
        skipped = start - (passed[first - 1] if first else 0)
        # Of all kinds: asked for one, PostgreSQL would go through all findings of that kind.
        findings = self._findings(touched).annotate(kind=KIND_OF_FINDING)
        found = [each for each in findings.order_by("table_id", "pk") if each.kind == kind]
        page = found[skipped : skipped + stop - start]
        rows = {row.table_id: row for row in self.written.filter(table__in=touched)}
        for each in page:
            row = rows.get(each.table_id)
            if row is None:  # undone since they were counted: a workbook takes its time
                continue
            where = place_words(each.place, each.field, each.level3)
            place = (row.file.name, row.file_id, table_words(row.ordinal, row.project_name), where)
            said = (each.code, each.severity, each.message, each.found, each.expected)
            yield Problem(kind, *place, *said, row=row.pk, stored=each.table_id)
