"""The page of one table as it looks on paper: what stands in it now, or what was submitted once (?revision=n)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from budget.access import EDITORS, may_act, may_edit
from budget.models import Role
from indicators.content import TableContent
from indicators.display import unit_asked, unit_choices
from indicators.models import GoalTable, Revision, Status
from indicators.panel import AnyStored, panel
from indicators.paper import paper_of
from indicators.paper_findings import frozen_findings
from indicators.storing import content_of

# What is to be done with a table in each state, on its review page: the main thing, by whom, in which words.
_NEXT: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    Status.DRAFT: ((EDITORS, "提交审核"),),
    Status.RETURNED: ((EDITORS, "提交审核"),),
    Status.SUBMITTED: (((Role.DEPARTMENT,), "审核"),),
    Status.FORWARDED: (((Role.FINANCE,), "审核"),),
    Status.APPROVED: (((Role.FINANCE,), "公开"), (EDITORS, "调整")),
    Status.PUBLISHED: ((EDITORS, "调整"),),
}


@require_safe
@login_required
def table_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One table as it looks on paper, with what was found in it, where it comes from, and how far its review is."""
    visible = GoalTable.objects.visible_to(request.user)
    tables = visible.select_related("project__agency", "framework", "in_force")
    table = get_object_or_404(tables.defer("in_force__content_text", "in_force__findings_text"), pk=pk)
    revision = revision_asked(table, request.GET.get("revision", ""))
    editable = revision is None and table.is_editable and may_edit(request.user, table.project.agency)
    content, findings = _shown(table, revision)
    context = {
        "table": table,
        "revision": revision,
        "paper": paper_of(content, findings, unit_asked(request, content.currency_unit)),
        "units": unit_choices(content.currency_unit),
        "panel": panel(content.indicators, findings, editable),
        "may_edit": editable,
        "next_step": "" if revision else _next_step(request.user, table),
        "beside": visible.beside(table),
    }
    return render(request, "indicators/table_detail.html", context)


def revision_asked(table: GoalTable, number: str) -> Revision | None:
    """The revision with a number; None where none is asked for. Raises Http404."""
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        raise Http404
    revision: Revision = get_object_or_404(table.revisions, number=int(number))
    return revision


def _shown(table: GoalTable, revision: Revision | None) -> tuple[TableContent, list[Any]]:
    """The content and its findings. What was approved is shown and printed as it was approved, word for word: an agency
    that has got another name since has not got another approval."""
    frozen = revision or _approved(table)
    if frozen:
        return frozen.content, frozen_findings(frozen)
    findings: list[AnyStored] = list(table.findings.select_related("kept__by"))
    return content_of(table), findings


def _approved(table: GoalTable) -> Revision | None:
    """What is in force of a table that is not being changed."""
    closed = table.status in (Status.APPROVED, Status.PUBLISHED)
    return Revision.objects.filter(pk=table.in_force_id).first() if closed and table.in_force_id else None


def _next_step(user: Any, table: GoalTable) -> str:
    """What the user would do with the table next, as the words of a button; "" where others have to act."""
    agency = table.project.agency
    return next((words for roles, words in _NEXT[table.status] if may_act(user, agency, *roles)), "")
