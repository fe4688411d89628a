"""Ask for a statistic as somebody, and follow its links."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict

from accounts.models import User
from figures.figure import Figure, Kind, Row
from figures.registry import entries
from figures.selection import selection_of
from indicators.listing import listing

MONEY = ("total", "fiscal_funds", "other_funds")


def ask(user: User, key: str, query: str = "") -> Figure:
    """A statistic at an address."""
    return entries()[key].make(user, selection_of(QueryDict(query), user))


def values(figure: Figure, *keys: str) -> dict[str, tuple[Any, ...]]:
    """The values of some columns by what stands in the first."""
    places = [figure.place(key) for key in keys]
    return {str(row[0].value): tuple(row[place].value for place in places) for row in figure.rows}


def total(figure: Figure, *keys: str) -> tuple[Any, ...]:
    """The same of the row of sums."""
    assert figure.total
    return tuple(figure.total[figure.place(key)].value for key in keys)


def check_links(figure: Figure, user: User) -> int:
    """Every number that is not 0 leads to a list of tables that holds exactly what it counts; gives how many."""
    followed: dict[str, Any] = {}
    number = 0
    for row in _rows(figure):
        for column, cell in zip(figure.columns, row, strict=True):
            if column.kind not in (Kind.COUNT, Kind.MONEY) or not cell.link.startswith("/tables/"):
                continue
            if cell.link not in followed:
                followed[cell.link] = _totals(cell.link, user)
            _check(column.key, column.kind, cell.value, followed[cell.link], cell.link)
            number += 1
    return number


def _rows(figure: Figure) -> list[Row]:
    return [*figure.rows, *([figure.total] if figure.total else [])]


def _totals(link: str, user: User) -> dict[str, Any]:
    asked = listing(QueryDict(urlsplit(link).query), user)
    assert not asked.form.ignored, link
    found = asked.totals()
    assert asked.tables.order_by().count() == found["tables"], link
    return found


def _check(key: str, kind: Kind, value: Any, found: dict[str, Any], link: str) -> None:
    if kind == Kind.COUNT:
        assert found["tables"] == value, (key, link)
    elif key in MONEY:
        # The list adds up floating numbers on SQLite.
        assert abs(found[key] - value) <= max(Decimal("0.01"), abs(value) / 10**12), (key, link)


def unlinked(figure: Figure, *but: str) -> list[tuple[str, Any]]:
    """Counts that are not 0 and lead nowhere."""
    return [
        (column.key, cell.value)
        for row in _rows(figure)
        for column, cell in zip(figure.columns, row, strict=True)
        if column.kind == Kind.COUNT and cell.value and not cell.link and column.key not in but
    ]
