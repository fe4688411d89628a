"""Notes on rows: adding, settling, opening again. Pages that show them as a fragment get the fragment back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.addresses import client_address
from reviews.commenting import add_comment, reopen, settle
from reviews.models import Comment
from reviews.process_views import process_fragment
from reviews.refusals import Refused, refusal
from reviews.review_page import Trouble, review_page, way_back

LONGEST_NUMBER = 6


@require_POST
@login_required
def review_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Note something on a row, or on the whole where none is chosen."""
    text, row = request.POST.get("text", ""), request.POST.get("row", "")
    try:
        comment = add_comment(pk, request.user, text, _position(row), client_address(request))
    except Refused as refused:
        return review_page(request, pk, Trouble(refused, "note", "note", note=text, row=row))
    where = f"第 {comment.position} 行" if comment.position else "整张表"
    messages.success(request, f"已批注{where}，单位能看到，退回后据此修改。")
    return redirect(way_back(request, pk) + (f"#row-{comment.position}" if comment.position else "#notes"))


def _position(row: str) -> int | None:
    """The row of a form; what is no number is no row."""
    if not row:
        return None
    if not (row.isascii() and row.isdigit() and len(row) <= LONGEST_NUMBER):
        raise refusal("no-such-row", row[:LONGEST_NUMBER], "—")
    return int(row)


@require_POST
@login_required
def review_settle(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Mark a note settled."""
    return _marked(request, pk, comment, settle, "批注已标为解决。")


@require_POST
@login_required
def review_reopen(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Open a note again."""
    return _marked(request, pk, comment, reopen, "批注已重新打开。")


def _marked(
    request: HttpRequest, pk: int, comment: int, mark: Callable[[int, Any, Any, str], Comment], said: str
) -> HttpResponse:
    try:
        mark(pk, comment, request.user, client_address(request))
    except Refused as refused:
        if refused.code == "no-such-comment":
            raise Http404 from refused
        return review_page(request, pk, Trouble(refused, "note", "note"))
    if "HX-Request" in request.headers:
        return process_fragment(request, pk)
    messages.success(request, said)
    if request.POST.get("back") == "process":
        return redirect("table_process", pk)
    return redirect(way_back(request, pk) + "#notes")
