"""The history of a table: what each writing of it changed, newest first.

A change keeps what was there before it; what it made of that stands in the next change, and for the last one in the
table itself (models/changes.py). So a page of changes needs one row more, or the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from budget.access import administers_everything
from indicators.compare import Difference, compare
from indicators.content import TableContent
from indicators.models import GoalTable, TableChange
from indicators.storing import content_of

PAGE_SIZE = 20


class Entry(NamedTuple):
    """One change and what it did: the number of indicators for the one that made the table, else the difference."""

    change: TableChange
    indicators: int
    difference: Difference | None
    address: str


def history(table: GoalTable, user: Any, number: str | None) -> Page[Any]:
    """One page of entries, newest first; where they come from is a link for who may open it."""
    changes = table.changes.select_related("by").order_by("-pk")
    page: Page[Any] = Paginator(changes, PAGE_SIZE).get_page(number)
    shown = list(page.object_list)
    page.object_list = _entries(shown, _content_after(table, shown), administers_everything(user))
    return page


def _content_after(table: GoalTable, shown: Sequence[TableChange]) -> TableContent | None:
    """What the newest of the changes made of the table."""
    if not shown:
        return None
    later: QuerySet[TableChange] = table.changes.filter(pk__gt=shown[0].pk).order_by("pk")
    following = later.first()
    return following.content_before if following else content_of(table)


def _entries(shown: Sequence[TableChange], newest: TableContent | None, opens: bool) -> list[Entry]:
    entries = []
    after = newest
    for change in shown:
        before = change.content_before
        difference = compare(before, after) if before and after else None
        # Only addresses of our own: what else may stand in the field is no link.
        address = change.address if opens and change.address.startswith("/") else ""
        entries.append(Entry(change, len(after.indicators) if after else 0, difference, address))
        after = before
    return entries
