"""The list of batches: what came in, how far it is, who brought it and when."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from budget.access import administrator_required
from importers.batch_filter import BatchFilter
from importers.models import ImportBatch
from importers.planning import STATES
from importers.progress import Progress, progress_of, silent

PAGE_SIZE = 30


@require_safe
@administrator_required
def import_list(request: HttpRequest) -> HttpResponse:
    """All batches, newest first; while one of them works, the page asks for the rows alone again and again."""
    years = list(ImportBatch.objects.order_by("-year").values_list("year", flat=True).distinct())
    form = BatchFilter(request.GET, years)
    batches = form.apply(ImportBatch.objects.select_related("created_by").order_by("-pk"))
    page = Paginator(batches, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = _rows(page)
    context = {
        "form": form,
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "rows": rows,
        "is_working": any(row["progress"].is_working for row in rows),
        "nothing_yet": not years,
    }
    fragment = "HX-Request" in request.headers
    response = render(request, f"importers/{'_batch_rows' if fragment else 'batch_list'}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _rows(page: Page[ImportBatch]) -> list[dict[str, Any]]:
    """What the rows show: two queries, and one more while something works."""
    progress = progress_of(page)
    quiet = silent(each for each in page if progress[each.pk].is_working)
    return [
        {
            "batch": batch,
            "progress": progress[batch.pk],
            "tables": _tables(progress[batch.pk]),
            "quiet": batch.pk in quiet,
        }
        for batch in page
    ]


def _tables(progress: Progress) -> list[tuple[str, str, int]]:
    """The tables of a batch beside what is stored, in words; what does not occur is left out."""
    return [(state, words, progress.sums[state]) for state, words in STATES.items() if progress.sums[state]]
