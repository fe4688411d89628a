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

from django.db.models import Case, CharField, Count, F, Q, Sum, Value, When

from importers.counting import WRITTEN
from importers.models import ImportBatch, ImportTable
from importers.problem_kinds import Problem, place_words, table_words
from importers.problem_sources import text_matches
from importers.staging import UNPLACED
from indicators.lines import COUNTS
from indicators.models import TableFinding, TableLine

# Text without a place is told as such, whatever severity it was given.
KIND_OF_FINDING = Case(When(code=UNPLACED, then=Value("unplaced")), default=F("severity"), output_field=CharField())
SUMS = {kind: Sum(column) for kind, column in COUNTS.items()}
Numbers = list[tuple[int, int]]  # tables with how many findings of a kind they have


class Stored:
    """The findings that are kept with tables, in the order of the tables."""

    def __init__(self, batch: ImportBatch, query: str) -> None:
        written = ImportTable.objects.filter(file__batch=batch, result__in=WRITTEN, table__isnull=False)
        self.written = written.select_related("file").defer("content", "findings", "before")
        self.tables = written.order_by().values("table")
        self.query = query
        asked = text_matches(query, "message", "found", "code", "place", "level3", "table__project__name")
        if query:
            asked |= Q(table__in=self.tables.filter(file__name__icontains=query))
        self.asked = TableFinding.objects.open().filter(asked).order_by()
        self.findings = self.asked.filter(table__in=self.tables)
        self._known: dict[str, tuple[list[int], list[int]]] = {}

    @cached_property
    def counts(self) -> Counter[str]:
        """By kind: as the lines say it, less the texts without a place, which are a kind of their own."""
        if self.query:
            return Counter({kind: sum(each for _, each in tables) for kind, tables in self._found.items()})
        lines = TableLine.objects.filter(pk__in=self.tables).order_by()
        counts = Counter({kind: number or 0 for kind, number in lines.aggregate(**SUMS).items()})
        for (_, severity), number in self._unplaced.items():
            counts += Counter({"unplaced": number})
            counts -= Counter({severity: number})
        return counts

    @cached_property
    def _found(self) -> dict[str, Numbers]:
        """By kind which tables have how many of what is searched, in one query."""
        numbers: dict[str, Numbers] = {}
        rows = self.findings.annotate(kind=KIND_OF_FINDING).values_list("kind", "table").annotate(number=Count("pk"))
        for kind, table, number in rows.order_by("table"):
            numbers.setdefault(kind, []).append((table, number))
        return numbers

    @cached_property
    def _unplaced(self) -> Counter[tuple[int, str]]:
        """How many texts without a place a table has, by the severity that they were given."""
        rows = self.findings.filter(code=UNPLACED).values_list("table", "severity").annotate(number=Count("pk"))
        return Counter({(table, severity): number for table, severity, number in rows})

    def _numbers(self, kind: str) -> Numbers:
        """Which tables have how many of a kind, in their order."""
        if self.query:
            return self._found.get(kind, [])
        texts = Counter[int]()
        for (table, severity), number in self._unplaced.items():
            texts[table] += number if kind in ("unplaced", severity) else 0
        if kind == "unplaced":
            return sorted(texts.items())
        column = COUNTS[kind]
        lines = TableLine.objects.filter(**{f"{column}__gt": 0}, pk__in=self.tables).order_by()
        return [(pk, left) for pk, number in sorted(lines.values_list("pk", column)) if (left := number - texts[pk])]

    def _passed(self, kind: str) -> tuple[list[int], list[int]]:
        """The tables that have some of a kind, and how many of these there are up to and with each."""
        if kind not in self._known:
            numbers = self._numbers(kind)
            self._known[kind] = [table for table, _ in numbers], list(accumulate(number for _, number in numbers))
        return self._known[kind]

    def count(self, kind: str) -> int:
        """How many of a kind there are."""
        return self.counts[kind]

    def window(self, kind: str, start: int, stop: int) -> Iterator[Problem]:
        """In the order of the tables."""
        tables, passed = self._passed(kind)
        first, last = bisect_right(passed, start), bisect_right(passed, stop - 1)
        touched = tables[first : last + 1]
        skipped = start - (passed[first - 1] if first else 0)
        # Of all kinds: asked for one, PostgreSQL would go through all findings of that kind.
        findings = self.asked.filter(table__in=touched).annotate(kind=KIND_OF_FINDING)
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
