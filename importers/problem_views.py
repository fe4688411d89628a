"""What went wrong with a batch, with its place, by kinds; and the whole result as a workbook."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from budget.access import administrator_required
from importers.batch_views import batch_or_404
from importers.documents import TYPES, file_name
from importers.problem_kinds import KINDS, Problem
from importers.problems import Problems
from importers.result_workbook import written_result
from indicators.text import normal_text

PAGE_SIZE = 100


@require_safe
@administrator_required
def import_problems(request: HttpRequest, pk: int) -> HttpResponse:
    """All problems of a batch, structure before rows, 100 a page."""
    batch = batch_or_404(pk)
    query = normal_text(request.GET.get("q", "")).strip()[:100]
    asked = request.GET.get("kind", "")
    kind = asked if asked in KINDS else ""
    problems: Any = Problems(batch, kind, query)  # counted and sliced, as a paginator needs it
    page: Page[Problem] = Paginator(problems, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "query": query,
        "kind": kind,
        "tabs": [(key, words, problems.counts[key], key == kind) for key, words in KINDS.items()],
        "all": sum(problems.counts.values()),
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "kinds": KINDS,
    }
    return render(request, "importers/batch_problems.html", context)


@require_safe
@administrator_required
def import_result(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of every table, and every problem, as a workbook."""
    batch = batch_or_404(pk)
    name = file_name(f"{batch} 导入结果.xlsx")
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    answer = FileResponse(written_result(batch), content_type=TYPES["xlsx"], headers=headers)
    return cast(HttpResponse, answer)  # a stream is no HttpResponse to the type checker
