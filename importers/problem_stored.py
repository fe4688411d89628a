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

from django.db.models import Case, CharField, Count, F, Q, Value, When

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
        asked = text_matches(query, "message", "found", "code", "place", "level3", "table__project__name")
        if query:
            asked |= Q(table__in=self.tables.filter(file__name__icontains=query))
        self.asked = TableFinding.objects.open().filter(asked).order_by()
        self.findings = self.asked.filter(table__in=self.tables)

    @cached_property
    def numbers(self) -> dict[str, Numbers]:
        """By kind, in the order of the tables."""
        return self._of_findings() if self.query else self._of_lines()

    def _of_findings(self) -> dict[str, Numbers]:
        """Counted one by one, in one query."""
        numbers: dict[str, Numbers] = {}
        rows = self.findings.annotate(kind=KIND_OF_FINDING).values_list("kind", "table").annotate(number=Count("pk"))
        for kind, table, number in rows.order_by("table"):
            numbers.setdefault(kind, []).append((table, number))
        return numbers

    def _of_lines(self) -> dict[str, Numbers]:
        """As the lines say it, less the texts without a place, which are a kind of their own."""
        apart = self.findings.filter(code=UNPLACED).values_list("table", "severity").annotate(number=Count("pk"))
        unplaced = {(table, severity): number for table, severity, number in apart}
        some = Q(blocks__gt=0) | Q(warns__gt=0) | Q(infos__gt=0)
        lines = TableLine.objects.filter(some, pk__in=self.tables).order_by()
        rows = sorted(lines.values_list("pk", *COUNTS.values()))
        numbers = {
            kind: [(row[0], left) for row in rows if (left := row[place] - unplaced.get((row[0], kind), 0))]
            for place, kind in enumerate(COUNTS, 1)
        }
        texts: Counter[int] = Counter()
        for (table, _), number in unplaced.items():
            texts[table] += number
        return numbers | {"unplaced": sorted(texts.items())}

    @cached_property
    def _passed(self) -> dict[str, list[int]]:
        """By kind how many findings there are up to and with each table."""
        return {kind: list(accumulate(number for _, number in tables)) for kind, tables in self.numbers.items()}

    def count(self, kind: str) -> int:
        """How many of a kind there are."""
        passed = self._passed.get(kind)
        return passed[-1] if passed else 0

    def window(self, kind: str, start: int, stop: int) -> Iterator[Problem]:
        """In the order of the tables."""
        passed = self._passed[kind]
        first, last = bisect_right(passed, start), bisect_right(passed, stop - 1)
        touched = [table for table, _ in self.numbers[kind][first : last + 1]]
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
