"""The files of a batch: how far each has come, what is wrong with it, trying it again, and the document itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from budget.access import administrator_required
from importers import asking
from importers.batch_views import batch_or_404
from importers.documents import document_response, is_text
from importers.models import ImportBatch, ImportFile, ImportIssue
from importers.planning import STATES
from importers.problem_kinds import BY_SEVERITY
from importers.progress import WORKING
from indicators.text import normal_text

PAGE_SIZE = 50
MOST_ISSUES = 5
State = ImportFile.State
AGAIN = (State.FAILED, State.SKIPPED)


@require_safe
@administrator_required
def import_files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a batch by state and name; while one of them is worked on, the page asks for the list anew."""
    batch = batch_or_404(pk)
    query = normal_text(request.GET.get("q", "")).strip()[:100]
    files = batch.files.filter(name__icontains=query) if query else batch.files.all()
    tabs = _tabs_of(files, request.GET.get("state", ""))
    page = _page_of(files, tabs, request.GET.get("page"))
    context = {
        "batch": batch,
        "query": query,
        "tabs": tabs,
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "rows": [_row(file) for file in page],
        "is_working": any(tab["value"] in WORKING for tab in tabs),
    }
    fragment = "HX-Request" in request.headers
    response = render(request, f"importers/{'_files' if fragment else 'batch_files'}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _tabs_of(files: QuerySet[ImportFile], asked: str) -> list[dict[str, Any]]:
    """All states that occur, with how many files are in each, in the order of a file's life; first all together."""
    numbers = dict(files.order_by().values_list("state").annotate(number=Count("pk")))
    state = asked if asked in State.values else ""
    tabs = [{"value": "", "words": "全部", "number": sum(numbers.values()), "here": not state}]
    for value, words in State.choices:
        if numbers.get(value) or value == state:
            number = numbers.get(value, 0)
            tabs.append({"value": value, "words": words, "number": number, "here": value == state})
    return tabs


def _page_of(files: QuerySet[ImportFile], tabs: list[dict[str, Any]], number: str | None) -> Page[Any]:
    """One page of the tab that is open; of the issues of a file no more are fetched than are shown."""
    here = next(tab for tab in tabs if tab["here"])
    if here["value"]:
        files = files.filter(state=here["value"])
    issues = ImportIssue.objects.order_by(BY_SEVERITY, "pk")[:MOST_ISSUES]
    files = files.select_related("archive").prefetch_related(Prefetch("issues", issues, to_attr="first_issues"))
    paginator = Paginator(files.annotate(issue_count=Count("issues")).order_by("name", "pk"), PAGE_SIZE)
    paginator.count = here["number"]  # known from the tabs
    return paginator.get_page(number)


def _row(file: Any) -> dict[str, Any]:
    return {
        "file": file,
        "counts": [(state, words, getattr(file, state)) for state, words in STATES.items() if getattr(file, state)],
        "more": file.issue_count - len(file.first_issues),
        "again": file.state in AGAIN,
        "is_text": is_text(file.name),
    }


@require_POST
@administrator_required
def import_retry(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Read one file again that failed or was skipped, and go back to the list as it was."""
    batch, again = _file_or_404(pk, file)
    if asking.retry(batch, again.pk):
        messages.success(request, f"正在重新读取“{again.name}”。")
    else:
        messages.warning(request, f"“{again.name}”现在是“{again.get_state_display()}”，不需要重试。")
    query = request.GET.urlencode()
    return redirect(reverse("import_files", args=[pk]) + (f"?{query}" if query else ""))


@require_safe
@administrator_required
def import_document(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The document as it was uploaded; ?download=1 gives a text as a file instead of showing it."""
    _, found = _file_or_404(pk, file)
    return document_response(found.name, bytes(found.source.content), shown="download" not in request.GET)


def _file_or_404(pk: int, file: int) -> tuple[ImportBatch, ImportFile]:
    batch = batch_or_404(pk)
    return batch, get_object_or_404(batch.files.all(), pk=file)
