"""Many tables at once: first a page that says what would happen to how many, then what did and what could not.

A list posts the ticked tables, or says that it means all that pass its filters; the confirmation posts what it showed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from accounts.addresses import client_address
from budget.access import role_required
from budget.models import Role
from indicators.text import normal_text
from reviews.batch import LIMIT, Button, Plan, button_named, carry_out, may_batch, plan_for, tasks_from
from reviews.listing import Listing, listing
from reviews.workflow import LONGEST_COMMENT


@require_POST
@role_required(*Role.values)
def review_batch(request: HttpRequest) -> HttpResponse:
    """Ask, or do what was asked for and confirmed."""
    button = button_named(request.POST.get("button", ""))
    if button is None:
        raise Http404
    if not may_batch(button, request.user):
        raise PermissionDenied
    listed = listing(QueryDict(request.POST.get("query", "")), request.user)
    at = _moment(request.POST.get("at", ""))
    if at is None:
        return _back(request, listed, "页面不完整，没有处理任何表。请重新选择。")
    if request.POST.get("step") == "do":
        return _do(request, button, listed, at)
    plan = plan_for(button, _chosen(request, listed), request.user)
    if not plan.tasks:
        return _back(request, listed, _nothing(plan, button))
    return _ask(request, button, listed, at, plan)


def _moment(text: str) -> datetime | None:
    """When the list was shown; never later than now, since that would mean having seen what is still to come."""
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return min(at, timezone.now()) if at and timezone.is_aware(at) else None


def _chosen(request: HttpRequest, listed: Listing) -> list[int]:
    """The ticked tables, or one more than may be done of all in the list, so that it can be told."""
    if request.POST.get("whole"):
        return list(listed.tables.values_list("pk", flat=True))
    keys = request.POST.getlist("table")
    return [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]


def _nothing(plan: Plan, button: Button) -> str:
    if plan.unfit:
        return f"所选的 {plan.unfit} 张表现在的状态都不能{button.words}，没有处理。"
    return f"没有选中任何表。请先勾选要{button.words}的表，或者勾选“全部”。"


def _back(request: HttpRequest, listed: Listing, words: str) -> HttpResponse:
    messages.warning(request, words)
    return redirect(f"{reverse('review_list')}?{listed.query}")


def _ask(
    request: HttpRequest, button: Button, listed: Listing, at: datetime, plan: Plan, error: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "button": button,
        "listing": listed,
        "plan": plan,
        "at": at.isoformat(),
        "limit": LIMIT,
        "longest": LONGEST_COMMENT,
        "comment": request.POST.get("comment", ""),
        "error": error,
    }
    return render(request, "reviews/batch_confirm.html", context, status=400 if error else 200)


def _do(request: HttpRequest, button: Button, listed: Listing, at: datetime) -> HttpResponse:
    tasks = tasks_from(request.POST.getlist("task"), button)
    comment = normal_text(request.POST.get("comment", "")) if button.takes_comment else ""
    error = _comment_error(button, comment)
    if error:
        plan = plan_for(button, [task.pk for task in tasks], request.user)
        return _ask(request, button, listed, at, plan, error) if plan.tasks else _back(request, listed, error)
    outcome = carry_out(tasks, request.user, at, comment, client_address(request))
    context = {"button": button, "listing": listed, "outcome": outcome, "of": len(tasks)}
    return render(request, "reviews/batch_result.html", context)


def _comment_error(button: Button, comment: str) -> str:
    if button.needs_comment and not comment:
        return f"{button.words}必须写明理由，单位据此修改。"
    if len(comment) > LONGEST_COMMENT:
        return f"意见有 {len(comment)} 字，最多 {LONGEST_COMMENT} 字。"
    return ""
