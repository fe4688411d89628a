"""Notes on rows: adding, settling, opening again."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.addresses import client_address
from reviews.commenting import add_comment, reopen, settle


@require_POST
@login_required
def review_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Note something on a row."""
    add_comment(pk, request.user, request.POST.get("text", ""), address=client_address(request))
    return redirect("table_review", pk)


@require_POST
@login_required
def review_settle(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Mark a note settled."""
    settle(pk, comment, request.user, client_address(request))
    return redirect("table_review", pk)


@require_POST
@login_required
def review_reopen(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Open a note again."""
    reopen(pk, comment, request.user, client_address(request))
    return redirect("table_review", pk)
