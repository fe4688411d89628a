"""A statistic as the page shows it: rows in the order and of the page that are asked for, values in words, a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from figures.charts import Drawing, drawing_of
from figures.figure import PAGE, Cell, Column, Figure, Kind, Row
from figures.row_html import row_html
from figures.selection import Selection
from figures.wording import heading

SORT = "sort"  # the name in an address; the value is figure:column or figure:-column


@dataclass(frozen=True)
class Heading:
    """A heading, and the address of the order that it asks for: bigger numbers first, then the other way round."""

    column: Column
    words: str
    address: str
    state: str

    @property
    def is_number(self) -> bool:
        """Whether its cells stand on the right."""
        return self.column.kind != Kind.TEXT


@dataclass(frozen=True)
class Leaf:
    """A link to another page of the rows; without an address it is the one that is shown, or a gap."""

    words: str
    address: str = ""
    here: bool = False


@dataclass(frozen=True)
class OnPage:
    """A statistic and what the page needs of it."""

    figure: Figure
    headings: list[Heading]
    rows: list[SafeString]
    total: SafeString | None
    drawing: Drawing | None
    leaves: list[Leaf]
    number: int


def on_page(figure: Figure, selection: Selection, unit: str) -> OnPage:
    """A statistic in the order and on the page that the selection's address asks for; amounts in `unit`."""
    ordered, sort = _ordered(figure, selection)
    number = len(figure.rows) if figure.in_all is None else figure.in_all
    page = Paginator(range(number), PAGE).get_page(selection.page_of(figure.key))
    rows = ordered[page.start_index() - 1 : page.end_index()] if figure.in_all is None and number else ordered
    headings = [_heading(figure, column, sort, selection, unit) for column in figure.columns]
    kinds, labels = [each.kind for each in figure.columns], [escape(each.words) for each in headings]
    return OnPage(
        figure=figure,
        headings=headings,
        rows=[row_html(row, kinds, labels, unit) for row in rows],
        total=row_html(figure.total, kinds, labels, unit) if figure.total else None,
        drawing=drawing_of(figure, unit),
        leaves=_leaves(page, figure.key, selection),
        number=number,
    )


def _leaves(page: Page[Any], key: str, selection: Selection) -> list[Leaf]:
    """Links to the pages, where there are several."""
    paginator = page.paginator
    if paginator.num_pages < 2:
        return []
    found = [Leaf("‹ 上一页", _same_page(selection, key, key, page.number - 1))] if page.has_previous() else []
    for number in paginator.get_elided_page_range(page.number):
        is_link = isinstance(number, int) and number != page.number
        address = _same_page(selection, key, key, int(number)) if is_link else ""
        found.append(Leaf(str(number), address, number == page.number))
    return found + ([Leaf("下一页 ›", _same_page(selection, key, key, page.number + 1))] if page.has_next() else [])


def _same_page(selection: Selection, key: str, name: str, value: str | int) -> str:
    """The address of this page with one thing asked otherwise, at the statistic with that key."""
    return f"?{urlencode({**selection.asked, name: value})}#{key}"


def _ordered(figure: Figure, selection: Selection) -> tuple[Sequence[Row], str]:
    """All rows in the order that is asked for, and that order; a list that is made page by page has its own."""
    key, _, sort = selection.asked.get(SORT, "").partition(":")
    name = sort.removeprefix("-")
    if figure.in_all is not None or key != figure.key or name not in [each.key for each in figure.columns]:
        return figure.rows, ""  # made as they are shown
    place = figure.place(name)
    rows = tuple(figure.rows)
    known = [row for row in rows if row[place].value is not None]
    known.sort(key=lambda row: _comparable(row[place], figure.columns[place]), reverse=sort.startswith("-"))
    return known + [row for row in rows if row[place].value is None], sort


def _comparable(cell: Cell, column: Column) -> Any:
    return str(cell.value) if column.kind == Kind.TEXT else cell.value


def _heading(figure: Figure, column: Column, sort: str, selection: Selection, unit: str) -> Heading:
    ways = (column.key, f"-{column.key}") if column.kind == Kind.TEXT else (f"-{column.key}", column.key)
    state = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
    asked = f"{figure.key}:{ways[1] if sort == ways[0] else ways[0]}"
    address = "" if figure.in_all is not None else _same_page(selection, figure.key, SORT, asked)
    return Heading(column, heading(column, unit), address, state)
