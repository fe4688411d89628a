"""The list of tables as an address asks for it, for its page and for exports: what one may see, filtered, in order."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import QueryDict

from budget.access import visible_agencies
from indicators.filters import TableFilter
from indicators.models import GoalTable
from indicators.occurrence import occurring_codes
from indicators.queries import ORDERS, GoalTableQuerySet


class Listing(NamedTuple):
    """`tables` pass the filters of `form`; `years` are all that the user may choose from."""

    form: TableFilter
    tables: GoalTableQuerySet
    years: list[int]
    with_year: bool
    sort: str

    def ordered(self, tables: GoalTableQuerySet) -> GoalTableQuerySet:
        """Tables in the order of the list."""
        return tables.in_order(self.sort.removeprefix("-"), self.sort.startswith("-"))


def listing(asked: QueryDict, user: Any) -> Listing:
    """What an address with these filters means for the user."""
    visible = GoalTable.objects.visible_to(user)
    years = sorted(visible.order_by().values_list("project__year", flat=True).distinct(), reverse=True)
    agencies = visible_agencies(user).select_related("parent") if years else []
    form = TableFilter(asked, years, agencies, occurring_codes(user) if years else ())
    with_year = len(years) > 1 and "year" not in form.chosen
    return Listing(form, form.apply(visible), years, with_year, _sort_of(asked, "-year" if with_year else "agency"))


def _sort_of(asked: QueryDict, default: str) -> str:
    """The order that is asked for: a name of ORDERS, with a minus for descending."""
    sort = asked.get("sort", "")
    return sort if sort.removeprefix("-") in ORDERS else default
