"""The page with the list of tables. Objects are fetched through budget.access."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budget.access import EDITORS, administers_everything, has_role, roles_of
from budget.leafing import FromBothEnds
from indicators.display import unit_asked, unit_choices
from indicators.listing import Listing, listing
from indicators.models import GoalTable
from indicators.search.listed import first_of, hits

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


def _page_of(listed: Listing, asked: QueryDict) -> tuple[Page[Any], dict[str, Any]]:
    """One page of the ordered tables and the totals of all: first the keys of the page, then all that the rows show,
    so that nothing is counted twice."""
    everything = "whole" in asked
    if listed.words:
        keys, totals = hits(listed.ordered(listed.searched), listed.words, everything)
        paginator: Paginator[Any] = Paginator(keys, PAGE_SIZE)
    elif "level" in listed.form.chosen and not everything:
        keys, totals = first_of(listed.ordered(listed.tables))
        paginator = Paginator(keys, PAGE_SIZE)
    else:
        totals = listed.totals()
        paginator = FromBothEnds(listed.ordered(listed.tables).values_list("pk", flat=True), PAGE_SIZE)
        paginator.count = totals["tables"]
    page = paginator.get_page(asked.get("page"))
    page.object_list = GoalTable.objects.as_listed(page.object_list)
    return page, totals


@require_safe
@login_required
def table_list(request: HttpRequest) -> HttpResponse:
    """The tables that the user may see, with filters, search, order, totals and pages."""
    listed = listing(request.GET, request.user)
    form, years = listed.form, listed.years
    page, totals = _page_of(listed, request.GET)
    context = {
        "form": form,
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "totals": totals,
        "sort": listed.sort,
        "headings": _headings(listed.sort, listed.with_year),
        "with_year": listed.with_year,
        "unit": unit_asked(request),
        "units": unit_choices("元"),
        "nothing_yet": not years,
        "shown_year": form.chosen.get("year") or (years[0] if len(years) == 1 else ""),
        "roles": roles_of(request.user),
        "may_start": has_role(request.user, *EDITORS),
        "may_import": administers_everything(request.user),
    }
    return render(request, "indicators/table_list.html", context)
