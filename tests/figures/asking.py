"""Ask for a statistic as somebody, and follow its links."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict

from accounts.models import User
from budget.access import visible_agencies
from figures.figure import Figure, Kind, Row
from figures.lists.listing import FINDINGS, INDICATORS, listing
from figures.registry import entries
from figures.selection import selection_of
from indicators.checks import CHECKS
from indicators.filters import TableFilter
from indicators.models import TableLine, TableTally

LISTS = {"/tables/?": None, "/findings/?": FINDINGS, "/indicators/?": INDICATORS}
ONE_BY_ONE = ("#stages-stays", "#findings-reviewed")
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


class Follower:
    """Follows links as a user; each list is counted once, however many numbers lead there."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.lines = TableLine.objects.visible_to(user)
        self.years = TableTally.objects.visible_to(user).years()
        self.agencies = list(visible_agencies(user).select_related("parent"))
        self.found: dict[str, dict[str, Any]] = {}

    def check(self, figure: Figure) -> int:
        """Every number with a link leads to a list that holds exactly what it counts: of tables, findings, indicators;
        gives how many."""
        linked = [
            (column, cell)
            for row in all_rows(figure)
            for column, cell in zip(figure.columns, row, strict=True)
            if (column.kind in (Kind.COUNT, Kind.MONEY) and cell.link.startswith(tuple(LISTS)))
            or (cell.link.endswith(ONE_BY_ONE) and column.kind == Kind.COUNT)
        ]
        for column, cell in linked:
            if cell.link not in self.found:
                self.found[cell.link] = self._totals(cell.link)
            _check(column.key, column.kind, cell.value, self.found[cell.link], cell.link)
        return len(linked)

    def _totals(self, link: str) -> dict[str, Any]:
        """What a list says above its rows: of tables, the lines that pass the filters of the address."""
        if link.endswith(ONE_BY_ONE):
            return self._one_by_one(link)
        asked, kind = QueryDict(urlsplit(link).query), LISTS[urlsplit(link).path + "?"]
        if kind:
            listed = listing(kind, asked, self.user)
            assert not listed.form.ignored, link
            assert listed.rows.keys is not None
            return {"tables": len(listed.rows.keys)}
        form = TableFilter(asked, self.years, self.agencies, set(CHECKS))
        assert not form.ignored, link
        return dict(form.apply(self.lines).totals())

    def _one_by_one(self, link: str) -> dict[str, Any]:
        """Of a statistic that lists tables one by one: how many, or where it has sums, those of what is asked for."""
        address = urlsplit(link)
        query = QueryDict(address.query)
        figure = entries()[address.fragment].make(self.user, selection_of(query, self.user, everything=True))
        assert figure.in_all == len(figure.rows)
        if "reviewed" not in query:
            return {"tables": figure.in_all}
        place = figure.place(query["reviewed"])
        numbers = [row[place].value for row in figure.rows]
        assert figure.total
        assert figure.total[place].value == sum(numbers)  # type: ignore[arg-type]
        assert all(numbers)
        return {"tables": sum(numbers)}  # type: ignore[arg-type]


def check_links(figure: Figure, user: User) -> int:
    """The same for one statistic."""
    return Follower(user).check(figure)


def all_rows(figure: Figure) -> list[Row]:
    """The rows and the sums."""
    return [*figure.rows, *([figure.total] if figure.total else [])]


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
        for row in all_rows(figure)
        for column, cell in zip(figure.columns, row, strict=True)
        if column.kind == Kind.COUNT and cell.value and not cell.link and column.key not in but
    ]
