"""The two lists as an address asks for them, for their pages and files: what one may see, filtered, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.http import QueryDict

from budget.access import sees_everything, visible_agencies
from budget.models import Agency
from budget.parents import with_parents
from figures.figure import Column, Row
from figures.lists import finding_rows, indicator_rows
from figures.lists.far import far_from_usual
from figures.lists.forms import FindingFilter, IndicatorFilter, RowFilter
from figures.lists.paging import AGENCY_DOWN, Rows, rows_in
from figures.selection import selection_of
from figures.targets import MANY
from figures.usual import RULE
from indicators.models import Indicator, TableFinding, TableLine, TableTally

NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Kind:
    """What is listed: its words, the section of the statistics that counts it, its filters and model, the column that
    orders the rows of a table, what the list may be ordered by, its headings, and how rows are read and written."""

    title: str
    section: str
    unit: str
    form: type[RowFilter]
    model: Any
    order: str
    sorts: dict[str, tuple[Any, ...]]
    heads: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    read: Callable[[Any], list[Any]]
    cells: Callable[[Any], Row]


FINDINGS = Kind(
    "疑点清单", "findings", "处疑点", FindingFilter, TableFinding, "pk", finding_rows.SORTS, finding_rows.HEADS,
    finding_rows.COLUMNS, finding_rows.finding_rows, finding_rows.cells,
)  # fmt: skip
INDICATORS = Kind(
    "指标清单", "indicators", "个指标", IndicatorFilter, Indicator, "position", indicator_rows.SORTS,
    indicator_rows.HEADS, indicator_rows.COLUMNS, indicator_rows.indicator_rows, indicator_rows.cells,
)  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """A list: `notes` say what has to be known about it, `years` are all that the user may choose from."""

    kind: Kind
    form: Any
    rows: Rows
    years: list[int]
    sort: str
    notes: tuple[str, ...]


def listing(kind: Kind, asked: QueryDict, user: Any) -> Listing:
    """What an address with these filters means for the user."""
    years = TableTally.objects.visible_to(user).years()
    agencies = with_parents(visible_agencies(user)) if years else []
    form = kind.form(asked, years, agencies)
    wanted, notes = _wanted(form, user)
    sort = asked.get("sort", "")
    sort = sort if sort.removeprefix("-") in kind.sorts else "agency"
    visible, found = _lines(user, agencies), kind.model.objects.filter(wanted).order_by()
    rows = rows_in(found, form.apply(visible), visible, kind.order, _order(kind, sort))
    return Listing(kind, form, rows, years, sort, notes)


def _lines(user: Any, agencies: list[Agency]) -> Any:
    """What `visible_to` gives, with the agencies as keys: of a subquery PostgreSQL thinks that nearly all pass."""
    if sees_everything(user):
        return TableLine.objects.all()
    return TableLine.objects.filter(agency__in=[each.pk for each in agencies])


def _wanted(form: Any, user: Any) -> tuple[Q, tuple[str, ...]]:
    """Which rows pass, and what has to be said."""
    if not form.chosen.get("outlier"):
        return form.wanted, ()
    if not form.same:
        return NOTHING, ("“偏离的”要与“同类指标”一起选，请从统计的“同类指标的常用指标值”点进来。",)
    far = far_from_usual(selection_of(form.data, user), *form.same)
    if far is None:
        return NOTHING, (f"所选范围超过 {MANY:,} 张表，请先选择主管部门或者单位。",)
    return form.wanted & far, (f"{RULE}。",)


def _order(kind: Kind, sort: str) -> tuple[Any, ...]:
    """What stands before the order of the tables, which is that of their agencies; blank values come last."""
    if sort == "-agency":
        return AGENCY_DOWN
    keys = kind.sorts[sort.removeprefix("-")]
    if sort.startswith("-"):
        return tuple(key.desc(nulls_last=True) if isinstance(key, F) else key.desc() for key in keys)
    return tuple(key.asc(nulls_last=True) if isinstance(key, F) else key.asc() for key in keys)
