"""Where the problems of a batch are kept, each source as a list that can be counted and cut into windows.

Issues of files and reasons of tables that were not taken. The findings of tables that were written are rows too (see
problem_stored.py), those of tables that wait are JSON beside the table (see problem_staged.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Protocol

from django.db.models import Count, Q

from importers.models import ImportBatch, ImportIssue, ImportTable
from importers.problem_kinds import BY_SEVERITY, Problem, table_words
from importers.staging import UNPLACED
from indicators.search.texts import in_any_case

Result, State = ImportTable.Result, ImportTable.State


class Source(Protocol):
    """Problems of some kinds, in a fixed order inside each kind."""

    def count(self, kind: str) -> int:
        """How many of a kind there are."""

    def window(self, kind: str, start: int, stop: int) -> Iterator[Problem]:
        """Those from `start` up to `stop`."""


def text_matches(query: str, *fields: str) -> Q:
    """Whether one of these fields holds the text; everything does where none is asked for."""
    found = Q()
    for field in fields if query else ():
        found |= in_any_case(field, query)
    return found


class Issues:
    """What is wrong with whole files, and the text in them that belongs to no table."""

    def __init__(self, batch: ImportBatch, query: str) -> None:
        asked = text_matches(query, "message", "found", "code", "place", "file__name")
        self.issues = ImportIssue.objects.filter(asked, file__batch=batch)

    @cached_property
    def counts(self) -> dict[str, int]:
        """By kind, in one query."""
        unplaced = Q(code=UNPLACED)
        return self.issues.aggregate(unplaced=Count("pk", filter=unplaced), file=Count("pk", filter=~unplaced))

    def count(self, kind: str) -> int:
        """How many of a kind there are."""
        return self.counts.get(kind, 0)

    def window(self, kind: str, start: int, stop: int) -> Iterator[Problem]:
        """The worst first, then in the order of the files."""
        unplaced = Q(code=UNPLACED)
        issues = self.issues.filter(unplaced if kind == "unplaced" else ~unplaced).select_related("file")
        for each in issues.order_by(BY_SEVERITY, "file", "pk")[start:stop]:
            place = (each.file.name, each.file_id, "", each.place)
            yield Problem(kind, *place, each.code, each.severity, each.message, each.found, each.expected)


class Untaken:
    """Tables that were not taken, and those that could not be taken back."""

    def __init__(self, batch: ImportBatch, query: str) -> None:
        names = ("reason", "note", "reason_code", "project_name", "agency_name", "agency_code", "file__name")
        left = Q(state__in=(State.FAILED, State.CONFLICT), result__in=(Result.OPEN, Result.LEFT))
        rows = ImportTable.objects.filter(left | Q(result=Result.KEPT), text_matches(query, *names), file__batch=batch)
        self.rows = rows.select_related("file").defer("content", "findings", "before")

    @cached_property
    def number(self) -> int:
        """How many there are."""
        return self.rows.count()

    def count(self, kind: str) -> int:
        """How many of a kind there are."""
        return self.number if kind == "table" else 0

    def window(self, kind: str, start: int, stop: int) -> Iterator[Problem]:
        """In the order of the files."""
        for row in self.rows.order_by("file", "ordinal")[start:stop]:
            code, why = ("not-undone", row.note) if row.result == Result.KEPT else (row.reason_code, row.reason)
            table = table_words(row.ordinal, row.project_name)
            place = (row.file.name, row.file_id, table, row.place)
            stored = row.table_id if row.result == Result.KEPT else None
            yield Problem(kind, *place, code, "block", why, row=row.pk, stored=stored)
