"""Rows that are made when they are looked at, and how they are written as HTML."""

from __future__ import annotations

import pytest

from figures.figure import Cell, Kind, Row, Rows
from figures.row_html import row_html

pytestmark = pytest.mark.once


def test_only_what_is_looked_at_is_made() -> None:
    made = []

    def row(number: int) -> Row:
        made.append(number)
        return (Cell(number),)

    rows = Rows(range(1000), row, lambda number: number % 7)
    assert len(rows) == 1000
    assert rows[10:12] == ((Cell(10),), (Cell(11),))
    assert rows[3] == (Cell(3),)
    assert made == [10, 11, 3]
    assert [each[0].value for each in rows.largest(3, lambda _: 0)] == [6, 13, 20]  # the first of those that are alike
    assert made == [10, 11, 3, 6, 13, 20]
    assert len(list(rows)) == 1000


def test_the_largest_are_measured_by_their_cells_where_nobody_says_how() -> None:
    rows = Rows((5, 9, 7), lambda number: (Cell(number),))
    assert rows.largest(2, lambda row: float(row[0].value or 0)) == [(Cell(9),), (Cell(7),)]


def test_nothing_in_a_row_is_markup() -> None:
    row = (Cell("<b>&", '/a/?x="&y'), Cell(0, "/b/"), Cell(12), Cell(None), Cell(""))
    html = row_html(row, [Kind.TEXT, Kind.COUNT, Kind.COUNT, Kind.MONEY, Kind.TEXT], ["", "a", "b", "c", "d"], "元")
    assert html == (
        '<th scope="row"><a href="/a/?x=&quot;&amp;y">&lt;b&gt;&amp;</a></th>'
        '<td class="n zero" data-label="a"><a href="/b/">0</a></td><td class="n" data-label="b">12</td>'
        '<td class="n zero" data-label="c">—</td><td data-label="d"></td>'
    )
