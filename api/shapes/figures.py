"""Statistics."""

from __future__ import annotations

from typing import Annotated

from api.queries import OneOf
from api.shapes.base import Count, Exact
from figures.figure import Kind


class StatisticEntry(Exact):
    """A statistic that there is."""

    key: str
    section: str
    section_title: str
    address: str


class FigureColumn(Exact):
    """A column of a statistic; amounts are text."""

    key: str
    title: str
    kind: Annotated[str, OneOf(tuple(Kind))]


class FigureRow(Exact):
    """Values by column, and the addresses of the lists that some of them count."""

    values: dict[str, str | int | float | None]
    links: dict[str, str]


class FigureShape(Exact):
    """A statistic."""

    key: str
    title: str
    says: str
    notes: list[str]
    columns: list[FigureColumn]
    rows: list[FigureRow]
    total: FigureRow | None
    in_all: Count
