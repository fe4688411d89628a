"""The page of one batch: what is going on, what would happen, what did; and what an administrator asks of it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from budget.access import administrator_required
from importers.batches import known_files
from importers.choosing import choose, choose_shown, waiting
from importers.models import ImportBatch, ImportIssue, ImportTable
from importers.pace import pace_of
from importers.preview import PreviewFilter, shown, tables_of
from importers.progress import Progress, progress_of, silent
from importers.staging import TAKEN_BY_ITSELF, UNPLACED
from importers.years import suggested

PAGE_SIZE = 50
RESULT_PHASES = ("done", "failed", "undone", "skipped")


def batch_or_404(pk: int) -> ImportBatch:
    """A batch with the people who had to do with it."""
    return get_object_or_404(ImportBatch.objects.select_related("created_by", "confirmed_by"), pk=pk)


@require_safe
@administrator_required
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch in whatever phase it is."""
    batch = batch_or_404(pk)
    context = progress_context(batch)
    progress: Progress = context["progress"]
    context |= _list_context(request, batch, with_results=progress.phase in RESULT_PHASES)
    context["known"] = known_files(batch) if progress.phase == "received" else []
    context["chosen"] = _chosen(batch)
    context["conflicts"] = _conflicts(batch) if progress.phase == "ready" else 0
    context["left"] = _left(batch) if progress.phase in RESULT_PHASES else 0
    context["kept"] = ImportTable.objects.filter(file__batch=batch, result=ImportTable.Result.KEPT).count()
    context["suggestion"] = _other_year(batch, progress)
    return render(request, "importers/batch.html", context)


@require_safe
@administrator_required
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The tiles, asked for every other second while a worker works; when it has finished, the page loads anew."""
    context = progress_context(batch_or_404(pk))
    response = render(request, "importers/_progress.html", context)
    if context["progress"].phase != request.GET.get("phase"):
        response["HX-Refresh"] = "true"
    return response


def progress_context(batch: ImportBatch) -> dict[str, Any]:
    """What the tiles show."""
    progress = progress_of([batch])[batch.pk]
    return {
        "batch": batch,
        "progress": progress,
        "pace": pace_of(batch, progress),
        "unplaced": _unplaced(batch),
        "nobody_works": progress.is_working and bool(silent([batch])),
    }


def _unplaced(batch: ImportBatch) -> int:
    """Pieces of text that found no place, in tables and around them."""
    rows = ImportTable.objects.filter(file__batch=batch, unplaced__gt=0).order_by()
    in_tables: int = rows.aggregate(number=Coalesce(Sum("unplaced"), 0))["number"]
    return in_tables + ImportIssue.objects.filter(file__batch=batch, code=UNPLACED).count()


def _list_context(request: HttpRequest, batch: ImportBatch, with_results: bool) -> dict[str, Any]:
    """The filtered page of tables."""
    form = PreviewFilter(request.GET, with_results=with_results)
    # Keys first: what a table says is long, and a batch of a whole year would be put in order with all of it.
    paginator = Paginator(form.apply(tables_of(batch)).values_list("pk", flat=True), PAGE_SIZE)
    page: Page[Any] = paginator.get_page(request.GET.get("page"))
    keys = list(page.object_list)
    rows = ImportTable.objects.select_related("file", "table").in_bulk(keys)
    page.object_list = [rows[pk] for pk in keys if pk in rows]
    return {
        "form": form,
        "page": page,
        "page_numbers": paginator.get_elided_page_range(page.number),
        "shown": shown(page.object_list),
        "with_results": with_results,
    }


def _chosen(batch: ImportBatch) -> int:
    return waiting(batch).filter(chosen=True).count()


def _conflicts(batch: ImportBatch) -> int:
    """Conflicts that wait for a decision; not those that are taken over, nor those of an earlier confirmation."""
    return waiting(batch).filter(state=ImportTable.State.CONFLICT, takeover="").count()


def _left(batch: ImportBatch) -> int:
    """Tables that were left and can be looked at again."""
    rows = ImportTable.objects.filter(file__batch=batch, result=ImportTable.Result.LEFT).exclude(content="")
    return rows.count()


def _other_year(batch: ImportBatch, progress: Progress) -> Any:
    """What the documents say where it is not the batch's year, as long as that can be changed."""
    if progress.phase != "ready" or progress.sums["written"]:
        return None
    told = suggested(batch.files.exclude(years={}).values_list("years", flat=True))
    return told if told and told.year != batch.year else None


@require_POST
@administrator_required
def import_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ticks: those of a page as they stand, or a whole filter at once. A script gets the button with the new number."""
    batch = batch_or_404(pk)
    bulk = request.POST.get("bulk", "")
    if bulk:
        _choose_all(batch, bulk, request.GET)
    else:
        choose_shown(batch, request.POST.getlist("shown"), request.POST.getlist("row"))
    if "HX-Request" in request.headers:
        suggestion = _other_year(batch, progress_of([batch])[batch.pk])
        context = {"batch": batch, "chosen": _chosen(batch), "suggestion": suggestion}
        return render(request, "importers/_confirm.html", context)
    query = request.GET.urlencode()
    return redirect(reverse("import_batch", args=[pk]) + (f"?{query}" if query else "") + "#tables")


def _choose_all(batch: ImportBatch, bulk: str, asked: QueryDict) -> None:
    """Tick all, none, or those of one state alone, within the filter that is set."""
    rows = waiting(batch).filter(pk__in=PreviewFilter(asked, with_results=False).apply(tables_of(batch)).values("pk"))
    if bulk in TAKEN_BY_ITSELF:
        choose(rows.exclude(state=bulk), False)
        rows = rows.filter(state=bulk)
    choose(rows, bulk != "none")
