"""What happened to a table in its review, and what was noted, for the pages that stand beside it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from indicators.models import GoalTable
from indicators.storing import content_of
from reviews.process import events_of, process_context


@require_safe
@login_required
def table_process(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what, when and why, and the notes: a fragment for other pages, a page of its own without scripts."""
    return process_fragment(request, pk)


def process_fragment(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment, or the page. Notes lead to the rows of the table as it is now."""
    context = _context(request, pk)
    fragment = "HX-Request" in request.headers
    context["rows_at"] = "" if _has_rows(request, pk) else reverse("table_detail", args=[pk])
    response = render(request, f"reviews/{'_process' if fragment else 'process'}.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Current-URL"])
    return response


def _has_rows(request: HttpRequest, pk: int) -> bool:
    """Whether the page that the fragment goes to shows the rows that notes lead to; the history does not."""
    page = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return page in (reverse("table_detail", args=[pk]), reverse("table_edit", args=[pk]))


def _context(request: HttpRequest, pk: int) -> dict[str, Any]:
    visible = GoalTable.objects.visible_to(request.user).select_related("project__agency")
    table = get_object_or_404(visible, pk=pk)
    events = events_of(table)
    return {"table": table, **process_context(table, request.user, content_of(table), events)}
