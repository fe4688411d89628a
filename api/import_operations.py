"""Imports: hand over documents as the page does, ask how far they are. People confirm them, on the batch's page.

Only administrators of everything may: documents bring tables of any agency.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from api import shapes
from api.answers import answer, made, moment
from api.cursors import page, place_in
from api.gate import only
from api.problems import Problem
from api.queries import FIRST, LAST, Paging
from api.rows import Row, first_and_place
from budget.access import administers_everything
from importers.batches import known_files
from importers.models import ImportBatch
from importers.progress import Progress, progress_of
from importers.upload_form import UploadForm
from importers.upload_views import NO_FILES
from importers.uploading import Refused, clean_name, receive, refused_unread, start_unless_known

router = Router(tags=["导入"])
FIELDS = ("year", "region", "name")
FILES: Any = File(..., description="文件，与“新建导入”页收的相同")


@router.get("/imports/", response=shapes.Batches, url_name="api_imports", summary="导入批次")
@only(administers_everything)
def imports(request: HttpRequest, query: Query[Paging]) -> HttpResponse:
    """导入批次和进度，最近的在前；限全部单位的管理员。"""
    found = ImportBatch.objects.select_related("created_by").order_by("-pk")
    place = place_in(request)
    if place:
        found = found.filter(pk__lt=place[0])
    batches, last = first_and_place(found[: query.size + 1], query.size)
    progress = progress_of(batches)
    rows = [_row(batch, progress[batch.pk]) for batch in batches]
    return answer(request, page(request, rows, last and [last.pk]))


@router.post("/imports/", response={201: shapes.StartedBatch}, url_name="api_imports", summary="开始导入")
@only(administers_everything)
def import_start(
    request: HttpRequest,
    year: int = Form(..., ge=FIRST, le=LAST, description="预算年度"),
    region: str = Form("", max_length=30, description="区划，可以不填"),
    name: str = Form("", max_length=200, description="名称，可以不填"),
    documents: list[UploadedFile] = FILES,
) -> HttpResponse:
    """上传文件并开始读取；限全部单位的管理员。读取之后不会写入：要有人在 page 的页面上看过预览并确认。"""
    _check_fields(request)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Problem(422, errors=[(name, str(words)) for name, found in form.errors.items() for words in found])
    uploads = form.cleaned_data["documents"]
    refused = [(clean_name(each.name or ""), why) for each in uploads if (why := refused_unread(each))]
    if len(refused) == len(uploads):
        raise _nothing_taken(refused)
    values: dict[str, Any] = {name: form.cleaned_data[name] for name in ("year", "region", "name")}
    batch = ImportBatch.objects.create(created_by_id=request.user.pk, **values)
    taken = [(clean_name(each.name or ""), receive(batch.pk, each)) for each in uploads]
    start_unless_known(batch)
    told = [{"name": name, "message": each.why} for name, each in taken if isinstance(each, Refused)]
    return made(_row_of(batch) | {"refused": told}, reverse("api:api_import", args=[batch.pk]))


def _check_fields(request: HttpRequest) -> None:
    """A field that does not exist would silently say nothing, one that comes twice only half (as in addresses)."""
    wrong = [(name, "没有这个字段") for name in request.POST if name not in FIELDS]
    wrong += [(name, "没有这个字段") for name in request.FILES if name != "documents"]
    wrong += [(name, "只能给出一次") for name in FIELDS if len(request.POST.getlist(name)) > 1]
    if wrong:
        raise Problem(422, "unknown-field", errors=wrong)


def _nothing_taken(refused: list[tuple[str, Refused]]) -> Problem:
    if not refused:
        return Problem(422, errors=[("documents", NO_FILES)])
    status = 413 if all(why.status == 413 for _, why in refused) else 503  # no room now: later there may be
    return Problem(status, detail="没有一个文件可以收下。", errors=[(name, each.why) for name, each in refused])


@router.get("/imports/{int:batch}/", response=shapes.OneBatch, url_name="api_import", summary="导入的进度")
@only(administers_everything)
def import_progress(request: HttpRequest, batch: int) -> HttpResponse:
    """一个批次的进度；限全部单位的管理员。"""
    return answer(request, _row_of(get_object_or_404(ImportBatch.objects.select_related("created_by"), pk=batch)))


def _row_of(batch: ImportBatch) -> Row:
    progress = progress_of([batch])[batch.pk]
    return _row(batch, progress) | {"known": len(known_files(batch)) if progress.phase == "received" else 0}


def _row(batch: ImportBatch, progress: Progress) -> Row:
    tables = {name: progress.sums[name] for name in ("new", "changed", "unchanged", "conflict", "failed", "written")}
    return {
        "key": batch.pk,
        "name": batch.name,
        "year": batch.year,
        "region": batch.region,
        "created_by": str(batch.created_by) if batch.created_by else None,
        "created_at": moment(batch.created_at),
        "phase": progress.phase,
        "words": progress.words,
        "percent": progress.percent,
        "files": dict(progress.files),
        "tables": {"read": progress.sums["tables_read"], **tables},
        "page": reverse("import_batch", args=[batch.pk]),
    }
