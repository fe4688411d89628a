"""Where a table came from: the panel of the table page, and the document itself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from importers.documents import document_response, file_name, is_text
from importers.provenance import may_open, source_of
from indicators.models import GoalTable


@require_safe
@login_required
def table_source(request: HttpRequest, pk: int) -> HttpResponse:
    """The source of a table: a fragment for the table page, a page of its own without scripts."""
    tables = GoalTable.objects.visible_to(request.user).select_related("project__agency")
    table = get_object_or_404(tables, pk=pk)
    source = source_of(table)
    context: dict[str, Any] = {"table": table, "source": source}
    if source:
        context |= {
            "name": file_name(source.file.name),
            "may_open": may_open(request.user, source.file.source),
            "is_text": is_text(source.file.name),
        }
    fragment = "HX-Request" in request.headers
    response = render(request, f"importers/{'_source' if fragment else 'table_source'}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@login_required
def table_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document that a table came from; ?download=1 gives a text as a file instead of showing it."""
    table = get_object_or_404(GoalTable.objects.visible_to(request.user), pk=pk)
    source = source_of(table)
    if source is None:
        raise Http404
    if not may_open(request.user, source.file.source):
        raise PermissionDenied
    content = bytes(source.file.source.content)
    return document_response(source.file.name, content, shown="download" not in request.GET)
