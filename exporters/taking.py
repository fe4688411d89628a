"""Tables by their keys, some at a time, as they stand at that moment: what is in the rows, or what is in force.

A table that is gone meanwhile, or no longer in force, is left out and counted. Memory holds one step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from budget.models import Agency
from exporters.entry import Entry
from indicators.content import TableContent
from indicators.models import GoalTable, Status
from indicators.storing import contents_of, digest

STEP = 100  # tables read at once: three queries, or one of what is in force


class Taken(NamedTuple):
    """A table on its way into a file."""

    agency: Agency
    status: str  # in words, of the content that is taken
    entry: Entry


class Taking:
    """Goes through the tables once, in the order of their keys. `told` hears after each step how many are done.

    `traced`: what is in the rows says so by its digest, for a format that can carry it.
    """

    def __init__(
        self,
        keys: Sequence[int],
        in_force: bool,
        told: Callable[[int], None] = lambda number: None,
        traced: bool = False,
    ) -> None:
        self.keys, self.in_force, self.told = keys, in_force, told
        self.traced = traced and not in_force
        self.done = self.left_out = 0

    def __iter__(self) -> Iterator[Taken]:
        for start in range(0, len(self.keys), STEP):
            keys = self.keys[start : start + STEP]
            found = _in_force(keys) if self.in_force else _as_they_stand(keys)
            yield from (_traced(found[key]) if self.traced else found[key] for key in keys if key in found)
            self.left_out += len(keys) - len(found)
            self.done += len(keys)
            self.told(self.done)


def _traced(taken: Taken) -> Taken:
    entry = taken.entry
    return taken._replace(entry=entry._replace(made_from=digest(entry.content)))


def _as_they_stand(keys: Sequence[int]) -> dict[int, Taken]:
    """What is in the rows."""
    tables = GoalTable.objects.filter(pk__in=keys)
    contents = contents_of(tables)
    known = tables.select_related("project__agency")
    return {
        table.pk: _taken(table, contents[table.pk], Status(table.status)) for table in known if table.pk in contents
    }


def _in_force(keys: Sequence[int]) -> dict[int, Taken]:
    """What was approved last and holds, also while the table is being adjusted; never a draft."""
    tables = GoalTable.objects.filter(pk__in=keys, in_force__isnull=False)
    known = tables.select_related("project__agency", "in_force").defer("in_force__findings_text")
    return {
        table.pk: _taken(table, table.in_force.content, _status_in_force(table)) for table in known if table.in_force
    }


def _status_in_force(table: GoalTable) -> Status:
    """What is in force was approved, though an adjustment of it may be a draft; that is nobody's outside."""
    return Status.PUBLISHED if table.status == Status.PUBLISHED else Status.APPROVED


def _taken(table: GoalTable, content: TableContent, status: Status) -> Taken:
    project = table.project
    return Taken(project.agency, str(status.label), Entry(project.year, content))
