"""One list of the review as an address names it: its tab and its filters. The list, the batch and 上一张/下一张 use it.

All years are shown unless one is chosen: what waits longest may be of the year before.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.http import urlencode

from budget.access import visible_agencies
from budget.parents import with_parents
from indicators.filters import TableFilter
from indicators.lines import LineQuerySet, TallyQuerySet
from indicators.models import TableTally
from indicators.occurrence import occurring_codes
from reviews.deadlines import late
from reviews.queues import DONE_BY, TAB_WORDS, Tab, tables_in, tabs_for, tally_of

LATE = "late"  # a filter of ours beside those of TableFilter
MOST = 1_000  # tables of a list of what one has done: these only grow, and nobody leafs back for years


class Listing(NamedTuple):
    """A tab with its filters; `tables` are those that pass them, in the order of the tab.

    `tally` are their numbers, where the tab and its filters are such that a tally knows.
    """

    tab: Tab
    form: TableFilter
    only_late: bool
    tables: LineQuerySet
    tally: TallyQuerySet | None

    @property
    def words(self) -> str:
        """The name of the tab."""
        return TAB_WORDS[self.tab]

    @property
    def query(self) -> str:
        """What an address carries so that it leads to this very list."""
        chosen = {"tab": self.tab.value, "year": ""} | self.form.chosen
        return urlencode(chosen | ({LATE: "1"} if self.only_late else {}))

    def number(self) -> int:
        """How many tables there are; of what one has done, MOST + 1 say that there are more than MOST."""
        if self.tab in DONE_BY:
            return len(self.tables.order_by().values_list("pk")[: MOST + 1])
        return self.tables.order_by().count() if self.tally is None else self.tally.number()

    def number_late(self) -> int:
        """How many of them are late."""
        return late(self.tables).order_by().count() if self.tally is None else late(self.tally).number()

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the tab is chosen."""
        return self.only_late or bool(self.form.chosen)


def tab_of(asked: QueryDict, user: Any) -> Tab:
    """The tab that is asked for; the first of the user's for another's or none."""
    tabs = tabs_for(user)
    return next((tab for tab in tabs if tab == asked.get("tab")), tabs[0])


def listing(asked: QueryDict, user: Any) -> Listing:
    """The list that a query string asks for."""
    tab = tab_of(asked, user)
    years = TableTally.objects.visible_to(user).years()
    agencies = with_parents(visible_agencies(user))
    given = asked.copy()
    given.setdefault("year", "")
    form = TableFilter(given, years, agencies, occurring_codes(user))
    tables, only_late = form.apply(tables_in(tab, user)), asked.get(LATE) == "1"
    tally = form.apply(tally_of(tab, user)) if form.is_tallied and tab not in DONE_BY else None
    if only_late:
        return Listing(tab, form, True, late(tables), None if tally is None else late(tally))
    return Listing(tab, form, False, tables, tally)
