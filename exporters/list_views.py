"""The packages: a form for a new one, how far they are, and what is in each."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from budget.access import administers_everything
from exporters.access import closed_to, exports_of, seen_of
from exporters.formats import MISSING
from exporters.forms import YearForm
from exporters.orders import AT_ONCE
from exporters.progress import Row, rows_of

PAGE_SIZE = 20
TABLES = 50  # of a package on one page


@require_safe
@login_required
def export_list(request: HttpRequest) -> HttpResponse:
    """A form, and the packages of the user, newest first; administrators may ask for those of everybody."""
    everybody = administers_everything(request.user) and request.GET.get("who") == "all"
    exports = exports_of(request.user) if everybody else exports_of(request.user).filter(by_id=request.user.pk)
    page = Paginator(exports, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": YearForm(request.GET, request.user),
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "rows": rows_of(page.object_list, closed_to(request.user, page.object_list)),
        "everybody": everybody,
        "small": AT_ONCE,
        "not_here": list(MISSING.values()),
        "may_see_all": administers_everything(request.user),
    }
    return render(request, "exporters/list.html", context)


@require_safe
@login_required
def export_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One package: what was asked for, and which tables were in it at that moment."""
    export = get_object_or_404(exports_of(request.user), pk=pk)
    rows = seen_of(export.tables.select_related("table__project", "agency"), request.user)
    page = Paginator(rows.order_by("position"), TABLES).get_page(request.GET.get("page"))
    context = {
        "row": _row(request.user, export),
        "export": export,
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "hidden": export.total - page.paginator.count,
    }
    return render(request, "exporters/detail.html", context)


@require_safe
@login_required
def export_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a package is, as a part of a page; asked for again and again until it is done."""
    export = get_object_or_404(exports_of(request.user), pk=pk)
    if "HX-Request" not in request.headers:
        return redirect("export_detail", pk=pk)
    return render(request, "exporters/_state.html", {"row": _row(request.user, export)})


def _row(user: Any, export: Any) -> Row:
    return rows_of([export], closed_to(user, [export]))[0]
