"""Pages of the library: the list, one indicator with the tables it stands in, and what the editor asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_safe

from budget.access import administers_everything, has_role, role_required, sees_everything
from budget.leafing import FromBothEnds
from budget.models import Role
from indicators.library.finding import Shown, Wanted, counted, matching, own_groups, own_rows, with_entries
from indicators.library.forms import LibraryFilter
from indicators.library.suggesting import LONGEST, suggestions
from indicators.models import GoalTable, Indicator, LibraryCount, LibraryEntry
from indicators.search.listed import visible_lines
from indicators.text import normal_text

PAGE_SIZE = 50
OWN_ORDERS = {"-count": "-times", "-agencies": "-places", "words": "library_key"}
anybody = role_required(*Role.values)


@require_safe
@anybody
def library(request: HttpRequest) -> HttpResponse:
    """All indicators that the user may read, with filters, search, order and pages."""
    everything, number = sees_everything(request.user), request.GET.get("page")
    form = LibraryFilter(request.GET, with_source=not everything)
    # As long as nothing is common, one's own tables are better than an empty page.
    own = form.own or not (everything or counted(request.user).exists())
    page = _own_page(request.user, form, number) if own else _counted_page(request.user, form, number)
    context = {
        "form": form,
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "counting": LibraryCount.current(),
        "may_write": administers_everything(request.user),
        "everything": everything,
        "own": own,
    }
    return render(request, "indicators/library.html", context)


def _counted_page(user: Any, form: LibraryFilter, number: str | None) -> Page[Any]:
    rows = matching(counted(user), form.wanted).order_by(*form.order)
    page: Page[Any] = FromBothEnds(rows, PAGE_SIZE).get_page(number)
    page.object_list = with_entries(page.object_list)
    return page


def _own_page(user: Any, form: LibraryFilter, number: str | None) -> Page[Any]:
    """First the keys of the page, then what stands under them."""
    tables = GoalTable.objects.visible_to(user)
    order = OWN_ORDERS[form.order[0]]
    keys = own_rows(tables, form.wanted).order_by(order, "library_key").values_list("library_key", flat=True)
    page = Paginator(keys, PAGE_SIZE).get_page(number)
    page.object_list = with_entries(own_groups(tables, list(page.object_list)))
    return page


@require_safe
@anybody
def library_indicator(request: HttpRequest) -> HttpResponse:
    """One indicator: its spellings and usual targets, and where it stands in the tables that the user may see."""
    key = normal_text(request.GET.get("key", ""))
    visible = GoalTable.objects.visible_to(request.user)
    everything = sees_everything(request.user)
    page = Paginator(_rows_with(key, request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = Indicator.objects.filter(pk__in=list(page.object_list)).select_related("table__project__agency")
    page.object_list = rows.order_by("-pk")
    found = _indicator(request.user, key, visible, any_rows=bool(page.paginator.count))
    entry = found.entry
    changes: Sequence[Any] = entry.history.select_related("by") if entry else ()
    context = {
        "shown": found,
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "changes": changes,
        "may_write": administers_everything(request.user),
        "everything": everything,
    }
    return render(request, "indicators/library_indicator.html", context)


def _rows_with(key: str, user: Any) -> Any:
    """The keys of the rows under a key that the user may see, the last written first."""
    rows = Indicator.objects.filter(library_key=key).order_by().values_list("pk", flat=True)
    if sees_everything(user):
        return rows.order_by("-pk")
    # Put in order here: the database would go through the rows of everybody in that order, to find those of a few.
    return sorted(rows.filter(table__in=visible_lines(user).values("pk")), reverse=True)


def _indicator(user: Any, key: str, visible: Any, any_rows: bool) -> Shown:
    """What was counted of a key; where that is nothing for the user, what stands in the user's own tables."""
    seen = counted(user).filter(key=key).first()
    if seen is None and any_rows:
        seen = next(iter(own_groups(visible, [key])), None)
    if seen is None or not key:
        raise Http404
    return Shown(seen, LibraryEntry.objects.filter(key=key).select_related("by").first())


@require_safe
def library_suggest(request: HttpRequest) -> JsonResponse:
    """At most ten indicators for what is typed; nothing for a question that names nothing."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "登录已过期，请重新登录。", "login": resolve_url("login")}, status=401)
    if not has_role(request.user, *Role.values):
        return JsonResponse({"error": "您的账户还没有分配角色。"}, status=403)
    asked = {name: normal_text(request.GET.get(name, "")).strip() for name in ("q", "level1", "level2")}
    wanted = Wanted(asked["q"], asked["level1"], asked["level2"])
    too_long = any(len(text) > LONGEST for text in asked.values())
    found = suggestions(request.user, wanted) if any(wanted) and not too_long else []
    return JsonResponse({"suggestions": found})
