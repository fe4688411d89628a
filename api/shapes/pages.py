"""Lists, a page at a time."""

from __future__ import annotations

from api.shapes.base import Exact
from api.shapes.figures import StatisticEntry
from api.shapes.reviews import EventShape, FindingShape, LoggedEvent, RevisionShape
from api.shapes.tables import AgencyShape, IndicatorShape, ProjectShape, TableShape
from api.shapes.work import BatchShape, ExportShape


class Page(Exact):
    """A page of a list: `next` is the address of the next one, null on the last."""

    next: str | None


class Agencies(Page):
    """A page."""

    items: list[AgencyShape]


class Projects(Page):
    """A page."""

    items: list[ProjectShape]


class Tables(Page):
    """A page."""

    items: list[TableShape]


class Indicators(Page):
    """A page."""

    items: list[IndicatorShape]


class Findings(Page):
    """A page."""

    items: list[FindingShape]


class Revisions(Page):
    """All of a table."""

    items: list[RevisionShape]


class Events(Page):
    """All of a table."""

    items: list[EventShape]


class LoggedEvents(Page):
    """A page."""

    items: list[LoggedEvent]


class Batches(Page):
    """A page."""

    items: list[BatchShape]


class Exports(Page):
    """A page."""

    items: list[ExportShape]


class Statistics(Page):
    """All of them."""

    items: list[StatisticEntry]
