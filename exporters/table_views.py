"""One table as a file, at once: what stands in it now, what is in force, or what was submitted once."""

from __future__ import annotations

import io

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from exporters.formats import FORMATS, write_one
from exporters.list_orders import title_of
from exporters.names import clean
from exporters.responses import file_answer
from indicators.content import TableContent
from indicators.models import GoalTable, Revision
from indicators.paper_views import revision_asked
from indicators.storing import content_of, digest


@require_safe
@login_required
def table_export(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The table in a format; ?revision=n or ?version=in-force for another content than that of now."""
    tables = GoalTable.objects.visible_to(request.user).select_related("project__agency", "in_force")
    table = get_object_or_404(tables, pk=pk)
    if format not in FORMATS:
        raise Http404
    content, version = _asked(request, table)
    made_from = "" if version else digest(content)
    data = io.BytesIO(write_one(format, content, table.project.year, made_from))
    return file_answer(data, clean(title_of(table, version), FORMATS[format].ending), FORMATS[format].media_type)


def _asked(request: HttpRequest, table: GoalTable) -> tuple[TableContent, str]:
    """The content, and the words that tell its version in the file's name."""
    revision: Revision | None = revision_asked(table, request.GET.get("revision", ""))
    version = request.GET.get("version", "draft")
    if version == "in-force":
        revision = table.in_force
    if version not in ("draft", "in-force") or (version == "in-force" and revision is None):
        raise Http404
    return (revision.content, f" {revision}") if revision else (content_of(table), "")
