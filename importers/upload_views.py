"""A new import: the form, and the files, one a request where a script sends them, all in one where none runs.

The script is answered in JSON: {"error": one sentence} or {"errors": {field: [sentences]}} where something is wrong.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from budget.access import administrator_required
from importers.batch_views import batch_or_404
from importers.models import ImportBatch, ImportFile
from importers.upload_form import UploadForm
from importers.upload_handler import MAX_FILE, MEGABYTE
from importers.uploading import Refused, receive, refused_unread, start_unless_known

NO_FILES = "请选择要导入的文件。"


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def import_new(request: HttpRequest) -> HttpResponse:
    """The form; sent by the script it makes an empty batch, sent by the browser one with all its files."""
    if request.method != "POST":
        return _page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if _wants_json(request):
        return _made(request, form)
    refused = [each for each in map(refused_unread, request.FILES.getlist("documents")) if each]
    if form.is_valid() and len(refused) == len(form.cleaned_data["documents"]):
        for why in [each.why for each in refused] or [NO_FILES]:
            form.add_error("documents", why)
    if not form.is_valid():
        return _page(request, form, 400)
    return _received_at_once(request, form)


def _page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "max_file": MAX_FILE, "max_megabytes": MAX_FILE // MEGABYTE}
    return render(request, "importers/batch_new.html", context, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _create(request: HttpRequest, form: UploadForm) -> ImportBatch:
    values: dict[str, Any] = {name: form.cleaned_data[name] for name in ("year", "region", "name")}
    return ImportBatch.objects.create(created_by_id=request.user.pk, year_guessed=form.year_guessed, **values)


def _made(request: HttpRequest, form: UploadForm) -> JsonResponse:
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    batch = _create(request, form)
    addresses = {name: reverse(f"import_{name}", args=[batch.pk]) for name in ("batch", "upload", "uploaded")}
    return JsonResponse({"pk": batch.pk, **addresses}, status=201)


def _received_at_once(request: HttpRequest, form: UploadForm) -> HttpResponse:
    """All files of the form; one that is refused is told and hinders no other."""
    batch = _create(request, form)
    for upload in form.cleaned_data["documents"]:
        taken = receive(batch.pk, upload)
        if isinstance(taken, Refused):
            messages.error(request, taken.why)
    return redirect(_started(request, batch))


@require_POST
@administrator_required
def import_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """One file for a batch that was not started yet."""
    batch = batch_or_404(pk)
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"error": "没有收到文件内容，请重试。"}, status=400)
    taken = receive(batch.pk, upload)
    if isinstance(taken, Refused):
        return JsonResponse({"error": taken.why}, status=taken.status)
    repeated = taken.state == ImportFile.State.SKIPPED
    return JsonResponse({"name": taken.name, "repeated": repeated}, status=201)


@require_POST
@administrator_required
def import_uploaded(request: HttpRequest, pk: int) -> HttpResponse:
    """All files are there: read them, unless some were imported before; then the page of the batch asks."""
    return JsonResponse({"batch": _started(request, batch_or_404(pk))})


def _started(request: HttpRequest, batch: ImportBatch) -> str:
    """Start what may start; the address of the page that goes on from here."""
    number = start_unless_known(batch)
    if number:
        messages.success(request, f"已收到 {number} 个文件，开始读取。")
    return reverse("import_batch", args=[batch.pk])
