"""What can be done with the findings of a table on its page: keep one with a reason, drop the reason, mend texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from budget.access import may_edit
from indicators.keeping import LONGEST, CanNotKeep, drop, keep
from indicators.mending import CanNotMend, mend_findings
from indicators.models import GoalTable
from indicators.rechecking import lock_agencies
from indicators.storing import content_of

GONE = "这条疑点已经变化或不再存在，请看最新的疑点。"


class Refused(Exception):
    """Why nothing was done, as a sentence for the screen."""


Action = Callable[..., str]


def _on_table(action: Action) -> Callable[..., HttpResponse]:
    """A POST to a table that its editors may change, while it may be changed; the action returns what it did."""

    @require_POST
    @login_required
    @wraps(action)
    def view(request: HttpRequest, pk: int, **values: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                said = action(request, _editable(request, pk), **values)
            messages.success(request, said)
        except (Refused, CanNotKeep, CanNotMend) as refusal:
            messages.error(request, str(refusal))
        return redirect("table_detail", pk)

    return view


def _editable(request: HttpRequest, pk: int) -> GoalTable:
    """The table, locked: 404 for strangers, 403 for who only sees it, a sentence where its state is closed."""
    visible = GoalTable.objects.visible_to(request.user).select_related("project__agency")
    agency = get_object_or_404(visible, pk=pk).project.agency
    if not may_edit(request.user, agency):
        raise PermissionDenied
    lock_agencies([agency.pk])
    table: GoalTable = get_object_or_404(visible.select_for_update(of=("self",)), pk=pk)
    if not table.is_editable:
        raise Refused(f"这张表现在是“{table.get_status_display()}”，不能再修改或说明。")
    return table


@_on_table
def finding_keep(request: HttpRequest, table: GoalTable, finding: int) -> str:
    """Keep a warning with the reason that was written."""
    reason = request.POST.get("reason", "")
    found = table.findings.filter(pk=finding).first()
    if found is None:
        raise Refused(f"{GONE}您写的理由：{reason[:LONGEST]}" if reason.strip() else GONE)
    keep(table, content_of(table), found, reason, request.user)
    return "已保留这条疑点，理由会给审核人员看到。"


@_on_table
def finding_drop(request: HttpRequest, table: GoalTable, kept: int) -> str:
    """Take a reason back."""
    reason = table.kept_warnings.filter(pk=kept, dropped_at=None).first()
    if reason is None:
        raise Refused("这条说明已经撤回。")
    drop(reason, request.user)
    return "已撤回说明，这条疑点重新列出。"


@_on_table
def finding_mend(request: HttpRequest, table: GoalTable) -> str:
    """Put right the texts of the chosen findings."""
    asked = [int(key) for key in request.POST.getlist("finding") if key.isascii() and key.isdigit() and len(key) < 19]
    findings = list(table.findings.filter(pk__in=asked))
    if not findings or len(findings) < len(set(request.POST.getlist("finding"))):
        raise Refused(GONE)
    texts = mend_findings(table, findings, request.user)
    return f"已改为“{texts[0]}”。" if len(texts) == 1 else f"已改正 {len(texts)} 处。"
