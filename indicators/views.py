"""Pages of the tables: the list, and one table as it looks on paper. Objects are fetched through budget.access."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from budget.access import EDITORS, administers_everything, has_role, may_edit, roles_of, visible_agencies
from budget.money import UNITS
from indicators.display import budget_unit, marks_of, shown_rows, unit_choices
from indicators.filters import TableFilter
from indicators.models import GoalTable
from indicators.occurrence import occurring_codes
from indicators.panel import panel
from indicators.queries import ORDERS, GoalTableQuerySet

PAGE_SIZE = 50


class Column(NamedTuple):
    """A heading of the list: its order, its words, and whether bigger comes first when it is chosen."""

    name: str
    words: str
    big_first: bool = False


COLUMNS = (
    Column("project", "项目"),
    Column("agency", "单位"),
    Column("year", "年度", True),
    Column("budget", "预算数", True),
    Column("indicators", "指标", True),
    Column("findings", "疑点", True),
    Column("status", "状态"),
    Column("changed", "更新时间", True),
)


def _unit_of(request: HttpRequest, default: str = "元") -> str:
    """The unit of money that is asked for; a wrong one is as good as none."""
    asked = request.GET.get("unit", "")
    return asked if asked in UNITS else default


def _sort_of(request: HttpRequest, default: str) -> str:
    """The order that is asked for: a name of ORDERS, with a minus for descending."""
    asked = request.GET.get("sort", "")
    return asked if asked.removeprefix("-") in ORDERS else default


def _headings(sort: str, with_year: bool) -> list[dict[str, Any]]:
    """The headings with the order that a click on each asks for: the other way round on the one in use."""
    headings = []
    for name, words, big_first in COLUMNS:
        if name == "year" and not with_year:
            continue
        ways = (f"-{name}", name) if big_first else (name, f"-{name}")
        state = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
        headings.append({"name": name, "words": words, "sort": ways[1] if sort == ways[0] else ways[0], "state": state})
    return headings


def _page_of(tables: GoalTableQuerySet, sort: str, count: int, number: str | None) -> Page[Any]:
    """One page of the ordered tables: first its keys, then all that the rows show, so that nothing is counted twice."""
    keys = tables.in_order(sort.removeprefix("-"), sort.startswith("-")).values_list("pk", flat=True)
    paginator = Paginator(keys, PAGE_SIZE)
    paginator.count = count  # known from the totals
    page = paginator.get_page(number)
    page.object_list = GoalTable.objects.as_listed(page.object_list)
    return page


@require_safe
@login_required
def table_list(request: HttpRequest) -> HttpResponse:
    """The tables that the user may see, with filters, search, order, totals and pages."""
    visible = GoalTable.objects.visible_to(request.user)
    years = sorted(visible.order_by().values_list("project__year", flat=True).distinct(), reverse=True)
    agencies = visible_agencies(request.user).select_related("parent") if years else []
    form = TableFilter(request.GET, years, agencies, occurring_codes(request.user) if years else ())
    tables = form.apply(visible)
    with_year = len(years) > 1 and "year" not in form.chosen
    sort = _sort_of(request, "-year" if with_year else "agency")
    totals = tables.totals()
    page = _page_of(tables, sort, totals["tables"], request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "totals": totals,
        "sort": sort,
        "headings": _headings(sort, with_year),
        "with_year": with_year,
        "unit": _unit_of(request),
        "units": unit_choices("元"),
        "nothing_yet": not years,
        "shown_year": form.chosen.get("year") or (years[0] if len(years) == 1 else ""),
        "roles": roles_of(request.user),
        "may_start": has_role(request.user, *EDITORS),
        "may_import": administers_everything(request.user),
    }
    return render(request, "indicators/table_list.html", context)


@require_safe
@login_required
def table_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One table as it looks on paper, with what was found in it and where it comes from."""
    visible = GoalTable.objects.visible_to(request.user)
    table = get_object_or_404(visible.select_related("project__agency", "project__budget", "framework"), pk=pk)
    rows = list(table.indicators.all())
    findings = list(table.findings.select_related("kept__by"))
    editable = table.is_editable and may_edit(request.user, table.project.agency)
    own_unit = budget_unit(getattr(table.project, "budget", None))
    context = {
        "table": table,
        "rows": shown_rows(rows, findings),
        "head_marks": marks_of(findings),
        "with_weights": any(row.weight is not None for row in rows),
        "panel": panel(rows, findings, editable),
        "may_edit": editable,
        "unit": _unit_of(request, own_unit),
        "units": unit_choices(own_unit),
        "beside": visible.beside(table),
    }
    return render(request, "indicators/table_detail.html", context)
