"""What a statistic is about: year, region, department and agency as an address names them, limited by budget.access.

The names and values are those of the list of tables, so that a number's link is the same selection with a little more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from copy import copy
from functools import cached_property, lru_cache
from typing import Any, TypeVar, cast
from urllib.parse import quote_plus

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from budget.access import sees_everything, visible_agencies
from budget.models import Agency
from budget.parents import with_parents
from figures.figure import MOST, PAGE
from indicators.filters import NO_REGION, TableFilter, department_of
from indicators.lines import LineQuerySet, TallyQuerySet
from indicators.models import TableLine, TableTally

Made = TypeVar("Made")
NAMES = ("year", "region", "department", "agency")


class Selection:
    """What is selected. `years` are all that the user may choose from; `everything` asks for all rows of a long list.

    `year` is None where all years are meant. Nothing here reaches a table that the user can't open.
    """

    def __init__(self, user: Any, asked: Mapping[str, str], everything: bool = False) -> None:
        """`asked` has the values of an address: NAMES, and what single statistics ask about (`option`, `page_of`).

        What makes no sense is left out (`form.ignored`).
        """
        self.user, self.asked, self.everything = user, asked, everything
        self.years = TableTally.objects.visible_to(user).years()
        self.visible: list[Agency] = with_parents(visible_agencies(user)) if self.years else []
        given = QueryDict(mutable=True)
        given.update({name: asked[name] for name in NAMES if name in asked})
        if len(self.years) == 1 and not given.get("year"):
            given["year"] = str(self.years[0])  # the form says what is shown
        self.form = TableFilter(given, self.years, self.visible, ())
        self.chosen = {name: value for name, value in self.form.chosen.items() if name in NAMES}
        only = self.years[0] if len(self.years) == 1 else None
        self.year: int | None = int(self.chosen["year"]) if "year" in self.chosen else only
        self._of_years: dict[int | None, Selection] = {self.year: self}
        self._made: dict[Any, Any] = {}

    @cached_property
    def agencies(self) -> list[Agency]:
        """The agencies that are selected, with their parents, in the order of their codes."""
        return [each for each in self.visible if self._holds(each)] if self.chosen.keys() - {"year"} else self.visible

    @cached_property
    def department_of(self) -> dict[int, str]:
        """The key of the department of each agency that is selected."""
        return {each.pk: department_of(each) for each in self.agencies}

    def _holds(self, agency: Agency) -> bool:
        chosen = self.chosen
        return (
            chosen.get("agency", str(agency.pk)) == str(agency.pk)
            and chosen.get("region", agency.region or NO_REGION) == (agency.region or NO_REGION)
            and chosen.get("department", department_of(agency)) == department_of(agency)
        )

    def tally(self, every_year: bool = False) -> TallyQuerySet:
        """The selected rows of the tally."""
        return self.limit(TableTally.objects.all(), every_year)

    def lines(self, every_year: bool = False) -> LineQuerySet:
        """The selected tables as lines."""
        return self.limit(TableLine.objects.all(), every_year)

    def limit(self, rows: Any, every_year: bool = False) -> Any:
        """The selected of any rows that have `agency` and `year`."""
        if self.year is not None and not every_year:
            rows = rows.filter(year=self.year)
        if "agency" in self.chosen or "department" in self.chosen:
            return rows.filter(agency__in=[each.pk for each in self.agencies])
        if not sees_everything(self.user):
            rows = rows.filter(agency__in=visible_agencies(self.user).order_by().values("pk"))
        if "region" in self.chosen:
            region = self.chosen["region"]
            rows = rows.filter(agency__region="" if region == NO_REGION else region)
        return rows

    def option(self, name: str, choices: Collection[str]) -> str:
        """What is asked of one statistic beside NAMES; blank where that is none of the choices."""
        value = self.asked.get(name, "")
        return value if value in choices else ""

    def page_of(self, key: str) -> int:
        """Which page of a long statistic is asked for, from 1: its key stands in the address."""
        page = self.asked.get(key, "")
        return max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 7 else 1

    def slice_of(self, key: str, number: int) -> slice:
        """Which of so many rows a statistic that is made page by page shows: a page, or all that a file may have."""
        if self.everything:
            return slice(MOST)
        first = PAGE * (min(self.page_of(key), max(1, -(-number // PAGE))) - 1)
        return slice(first, first + PAGE)

    def at(self, year: int | None) -> Selection:
        """The same selection of another year; the same object for the same year."""
        if year not in self._of_years:
            other = copy(self)
            other.year, other._made = year, {}
            self._of_years[year] = other
        return self._of_years[year]

    def department_words(self, key: str) -> str:
        """The code of a department, with its name where one is known."""
        return self._department_words.get(key, key)

    @cached_property
    def _department_words(self) -> dict[str, str]:
        return dict(self.form.fields["department"].choices)  # type: ignore[attr-defined]

    def once(self, make: Callable[[Selection], Made]) -> Made:
        """What `make` gives for this selection; made once, however many statistics of a page need it."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(Made, self._made[make])

    def query(self, **more: object) -> str:
        """The selection as the end of an address, with `more` (or instead: year=2024). All years are year=."""
        given = self._given | more
        return "?" + urlencode({name: value for name, value in given.items() if value or name == "year"})

    @property
    def _given(self) -> dict[str, Any]:
        return {"year": self.year or "", **{name: self.chosen[name] for name in NAMES[1:] if name in self.chosen}}

    def tables(self, **more: object) -> str:
        """The address of the list of tables that holds the selected ones, filtered by `more` too."""
        return self._address("table_list", (), more)

    def findings(self, **more: object) -> str:
        """The address of the list of findings of the selected tables."""
        return self._address("finding_list", (), more)

    def indicators(self, **more: object) -> str:
        """The address of the list of indicators of the selected tables."""
        return self._address("indicator_list", (), more)

    def statistic(self, section: str, key: str, **more: object) -> str:
        """The address of a statistic on the page of its section, filtered by `more` too."""
        return f"{self._address('statistics_section', (section,), more)}#{key}"

    def _address(self, name: str, args: tuple[str, ...], more: dict[str, object]) -> str:
        """Hundreds of links a page: what they have in common is written once."""
        if (name, args) not in self._made:
            self._made[name, args] = reverse(name, args=args), self.query(), frozenset(self._given)
        begin, query, names = self._made[name, args]
        if names.isdisjoint(more):
            return begin + query + "".join(f"&{key}={_quoted(value)}" for key, value in more.items() if value)
        return begin + self.query(**more)


@lru_cache(maxsize=10_000)
def _quoted(value: object) -> str:
    return quote_plus(str(value))


def selection_of(asked: QueryDict, user: Any, everything: bool = False) -> Selection:
    """What an address asks for."""
    return Selection(user, {name: str(value) for name, value in asked.items()}, everything)
