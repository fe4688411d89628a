"""The pages and files of the lists of findings and of indicators. A listing is limited by budget.access."""

from __future__ import annotations

import io
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from budget.access import role_required
from budget.models import Role
from exporters.responses import file_answer
from figures.figure import CUT, MOST, Figure
from figures.lists.listing import FINDINGS, INDICATORS, Kind, Listing, listing
from figures.lists.paging import MOST as COUNTED
from figures.lists.paging import all_keys, page_of
from figures.workbook import csv_of, workbook_of
from indicators.list_workbook import XLSX

CSV = "text/csv; charset=utf-8"
anybody = role_required(*Role.values)


@require_safe
@anybody
def finding_list(request: HttpRequest) -> HttpResponse:
    """Findings, one in a row."""
    return _page(request, FINDINGS, "figures/finding_list.html")


@require_safe
@anybody
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Indicators, one in a row."""
    return _page(request, INDICATORS, "figures/indicator_list.html")


def _page(request: HttpRequest, kind: Kind, template: str) -> HttpResponse:
    listed, after = listing(kind, request.GET, request.user), request.GET.get("after", "")
    found = page_of(listed.rows, request.GET.get("page"), after)
    context = {
        "listed": listed,
        "form": listed.form,
        "rows": kind.read(found.keys),
        "page": found.page,
        "page_numbers": found.page.paginator.get_elided_page_range(found.page.number) if found.page else (),
        "after": found.after,
        "begun": bool(after),
        "counted": None if listed.rows.keys is None else len(listed.rows.keys),
        "most": COUNTED,
        "headings": _headings(listed),
        "range": _range(listed),
    }
    return render(request, template, context)


def _headings(listed: Listing) -> list[dict[str, str]]:
    """The headings with the order that a click on each asks for; only what is counted can be put in order."""
    found = []
    for name, words in listed.kind.heads:
        may = name and listed.rows.keys is not None
        state = {name: "ascending", f"-{name}": "descending"}.get(listed.sort, "") if may else ""
        sort = f"-{name}" if listed.sort == name else name
        found.append({"words": words, "sort": sort if may else "", "state": state})
    return found


def _range(listed: Listing) -> str:
    """What is chosen, in words."""
    form = listed.form
    words = [dict(form.fields[name].choices).get(value, value) for name, value in form.chosen.items()]
    year = form.chosen.get("year") or (listed.years[0] if len(listed.years) == 1 else "")
    return "、".join([f"{year} 年度" if year else "全部年度", *words[bool(form.chosen.get("year")) :]])


@require_safe
@anybody
def finding_export(request: HttpRequest, ending: str) -> HttpResponse:
    """The findings of the list as .xlsx or .csv."""
    return _file(request, FINDINGS, ending)


@require_safe
@anybody
def indicator_export(request: HttpRequest, ending: str) -> HttpResponse:
    """The indicators of the list as .xlsx or .csv."""
    return _file(request, INDICATORS, ending)


def _file(request: HttpRequest, kind: Kind, ending: str) -> HttpResponse:
    listed, now = listing(kind, request.GET, request.user), timezone.localtime()
    rows: list[Any] = []
    for keys in all_keys(listed.rows, MOST + 1):
        rows += map(kind.cells, kind.read(keys))
    notes = (*listed.notes, *((CUT,) if len(rows) > MOST else ()))
    figure = Figure("list", kind.title, "", kind.columns, tuple(rows[:MOST]), notes=notes)
    name = f"{kind.title}{now:%Y%m%d}.{ending}"
    if ending == "csv":
        return cast(HttpResponse, file_answer(io.BytesIO(csv_of(figure, "元")), name, CSV))
    facts = [
        ("清单", kind.title), ("范围", _range(listed)), *(("注意", each) for each in notes),
        ("时间", f"{now.year}年{now.month}月{now.day}日 {now:%H:%M}"),
    ]  # fmt: skip
    return cast(HttpResponse, file_answer(workbook_of(figure, "元", facts), name, XLSX))
