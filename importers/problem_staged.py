"""The findings of tables that wait or were left: JSON beside each table, with their numbers in columns.

So a window is cut by adding up the columns, and only the tables that it touches are parsed. A search has to parse the
tables that hold the text; the database finds those.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from django.db.models import F, Q, QuerySet, Value

from importers.models import ImportBatch, ImportTable
from importers.planning import STATES
from importers.problem_kinds import Problem, place_words, table_words
from importers.problem_sources import text_matches
from importers.staging import UNPLACED, findings_of
from indicators.findings import Finding

NUMBERS = ("unplaced", "blocks", "warns", "infos")


class Staged:
    """The findings that are still kept in the batch."""

    def __init__(self, batch: ImportBatch, query: str) -> None:
        rows = ImportTable.objects.filter(file__batch=batch).exclude(findings="")
        if not batch.files.exclude(written=sum(map(F, STATES), Value(0))).exists():
            rows = rows.none()  # what was written keeps none here, so that its tables need not be looked through
        self.rows = rows.filter(any_of(NUMBERS)).select_related("file").defer("content", "before")
        self.query = query.casefold()

    @cached_property
    def numbers(self) -> list[tuple[int, Counter[str]]]:
        """Each table's key with how many of its findings are of each kind."""
        if self.query:
            return [(row.pk, self._matching(row)) for row in self._holding().iterator(500)]
        columns = self.rows.order_by("file", "ordinal").values_list("pk", *NUMBERS)
        return [(pk, _by_kind(*numbers)) for pk, *numbers in columns]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many of each kind there are."""
        counts: Counter[str] = Counter()
        for _, numbers in self.numbers:
            counts.update(numbers)
        return counts

    def count(self, kind: str) -> int:
        """How many of a kind there are."""
        return self.counts[kind]

    def window(self, kind: str, start: int, stop: int) -> Iterator[Problem]:
        """In the order of the files and of the tables in them."""
        touched, skipped = self._touched(kind, start, stop)
        rows = self.rows.filter(pk__in=touched).order_by("file", "ordinal")
        found = [each for row in rows for each in self._problems(row) if each.kind == kind]
        yield from found[skipped : skipped + stop - start]

    def _touched(self, kind: str, start: int, stop: int) -> tuple[list[int], int]:
        """The tables whose findings reach into the window, and how many of those come before it."""
        touched: list[int] = []
        passed = skipped = 0
        for pk, numbers in self.numbers:
            if not numbers[kind]:
                continue
            if passed < stop and passed + numbers[kind] > start:
                skipped = skipped if touched else start - passed
                touched.append(pk)
            passed += numbers[kind]
        return touched, max(0, skipped)

    def _holding(self) -> QuerySet[ImportTable]:
        """The tables that may hold the text: it is looked for as it stands in JSON."""
        written = json.dumps(self.query, ensure_ascii=False)[1:-1]
        named = text_matches(self.query, "project_name", "file__name")
        return self.rows.filter(named | Q(findings__icontains=written)).order_by("file", "ordinal")

    def _matching(self, row: ImportTable) -> Counter[str]:
        return Counter(each.kind for each in self._problems(row))

    def _problems(self, row: ImportTable) -> Iterator[Problem]:
        table = table_words(row.ordinal, row.project_name)
        named = self.query in row.file.name.casefold() or self.query in row.project_name.casefold()
        for each in findings_of(row):
            where = place_words(each.place.inside if each.place else "", each.field, each.level3)
            said = (each.code, each.severity, each.message, each.found, each.expected)
            problem = Problem(_kind_of(each), row.file.name, row.file_id, table, where, *said, row=row.pk)
            if named or any(self.query in text.casefold() for text in (*said, where)):
                yield problem


def any_of(numbers: tuple[str, ...]) -> Q:
    """Whether one of these columns is not zero."""
    found = Q()
    for name in numbers:
        found |= Q(**{f"{name}__gt": 0})
    return found


def _kind_of(finding: Finding) -> str:
    return "unplaced" if finding.code == UNPLACED else finding.severity


def _by_kind(unplaced: int, blocks: int, warns: int, infos: int) -> Counter[str]:
    """Inside a table, text without a place is always a warning (importers/draft.py)."""
    return Counter(unplaced=unplaced, block=blocks, warn=warns - unplaced, info=infos)
