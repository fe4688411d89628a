"""What a row of a review list shows beside the table itself: days, notes that are open, why it came back, what I did.

A bounded number of queries for the tables of one page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count

from indicators.models import GoalTable, Status
from reviews.deadlines import Dates, days_since
from reviews.models import Comment, ReviewEvent
from reviews.queues import Tab
from reviews.states import JUDGEMENTS, Action


def rows_of(pks: Iterable[int], tab: Tab, user: Any) -> list[Any]:
    """The tables with these keys in this order, each with `days`, `days_late`, `open_comments`, `returned`, `mine`."""
    tables = GoalTable.objects.as_listed(pks)
    add_days(tables)
    keys = [table.pk for table in tables]
    comments = open_comments(keys)
    returned = returns_of(table.pk for table in tables if table.status == Status.RETURNED)
    mine = _own_events(keys, tab, user)
    for table in tables:
        table.open_comments = comments[table.pk]
        table.returned = returned.get(table.pk)
        table.mine = mine.get(table.pk)
    return tables


def add_days(tables: Iterable[Any]) -> None:
    """Give each table `days` since it changed its state or content, and `days_late`."""
    dates = Dates()
    for table in tables:
        project = table.project
        table.days = days_since(table.changed_at)
        where = (project.agency.region, project.year, table.status, bool(table.in_force_id))
        table.days_late = dates.days_late(*where)


def open_comments(keys: Iterable[int]) -> Counter[int]:
    """How many notes on each table are not settled."""
    rows = Comment.objects.filter(table__in=list(keys), settled_at=None).order_by()
    return Counter(dict(rows.values_list("table").annotate(number=Count("pk"))))


def returns_of(keys: Iterable[int]) -> dict[int, ReviewEvent]:
    """The last return of each table: who, when, why."""
    events = ReviewEvent.objects.filter(table__in=list(keys), action=Action.RETURN)
    return {event.table_id: event for event in events.order_by("table", "position")}


def _own_events(keys: list[int], tab: Tab, user: Any) -> dict[int, ReviewEvent]:
    """What the user last did to each table, in the lists of what one has done."""
    actions = {Tab.JUDGED: JUDGEMENTS, Tab.MINE: (Action.SUBMIT,)}.get(tab)
    if not actions:
        return {}
    events = ReviewEvent.objects.filter(table__in=keys, by=user, action__in=actions)
    return {event.table_id: event for event in events.order_by("table", "position")}
