"""The list of tables as an address asks for it, for its page and for exports: what one may see, filtered, in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import QueryDict

from budget.access import sees_everything, visible_agencies
from budget.models import Agency
from budget.parents import with_parents
from indicators.filters import TableFilter
from indicators.lines import ORDERS, LineQuerySet, TallyQuerySet
from indicators.models import TableLine, TableTally
from indicators.occurrence import occurring_codes


class Listing(NamedTuple):
    """`tables` are the lines that pass the filters of `form`, `searched` those that pass all but the words; `years` are
    all that the user may choose from."""

    form: TableFilter
    tables: LineQuerySet
    searched: LineQuerySet
    years: list[int]
    with_year: bool
    sort: str
    tally: TallyQuerySet | None

    def totals(self) -> dict[str, Any]:
        """The totals of the lines; from the tally, where that has the filters too."""
        return self.tables.totals() if self.tally is None else self.tally.totals()

    @property
    def words(self) -> list[str]:
        """The words that are searched."""
        return str(self.form.chosen.get("q", "")).split()

    def ordered(self, tables: LineQuerySet) -> LineQuerySet:
        """Tables in the order of the list."""
        return tables.in_order(self.sort.removeprefix("-"), self.sort.startswith("-"))


def listing(asked: QueryDict, user: Any) -> Listing:
    """What an address with these filters means for the user."""
    tally = TableTally.objects.visible_to(user)
    years = tally.years()
    agencies = with_parents(visible_agencies(user)) if years else []
    form = TableFilter(asked, years, agencies, occurring_codes(user) if years else ())
    with_year = len(years) > 1 and "year" not in form.chosen
    sort = _sort_of(asked, "-year" if with_year else "agency")
    visible = TableLine.objects.all() if sees_everything(user) else _of(agencies)
    searched, tables = form.apply(visible, without="q"), form.apply(visible)
    return Listing(form, tables, searched, years, with_year, sort, form.apply(tally) if form.is_tallied else None)


def _of(agencies: Iterable[Agency]) -> LineQuerySet:
    """The lines of some agencies, by keys: of a subquery PostgreSQL thinks that it lets nearly all lines pass."""
    return TableLine.objects.filter(agency__in=[each.pk for each in agencies])


def _sort_of(asked: QueryDict, default: str) -> str:
    """The order that is asked for: a name of ORDERS, with a minus for descending."""
    sort = asked.get("sort", "")
    return sort if sort.removeprefix("-") in ORDERS else default
