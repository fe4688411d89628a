"""The page of the editor, which works without scripts as a plain form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from budget.money import UNITS
from indicators.answers import clock, day_and_time, judged, people, when
from indicators.compare import HEAD, Difference, compare
from indicators.content import TableContent
from indicators.cost_sum import cost_sum
from indicators.editing import Closed, Conflict, began_with, editable_table, save
from indicators.editor_page import COLUMNS, Key, categories_of, cells_of, has_weights, head_of, notes_of
from indicators.live import Found, live_findings, stored_findings
from indicators.locating import rows_of_findings
from indicators.merging import merge
from indicators.models import GoalTable
from indicators.panel import panel
from indicators.presence import arrive, others
from indicators.sheet import Sheet, sheet_from, sheet_of
from indicators.storing import content_of, digest
from indicators.validation import Invalid, Parsed, Problem


@dataclass(slots=True)
class Shown:
    """What one answer shows: the fields, which writing of the table they belong to, and what is wrong with them."""

    table: GoalTable
    sheet: Sheet
    stored: TableContent
    serial: int
    base: str
    problems: tuple[Problem, ...] = ()
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    difference: Difference | None = None
    status: int = 200


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def table_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The table as a form: 保存 writes it, the other buttons only change the rows on the page."""
    try:
        table = editable_table(pk, request.user)
        if request.method == "POST":
            return _posted(request, table)
    except Closed as refusal:
        messages.error(request, str(refusal))
        return redirect("table_detail", pk)
    stored = content_of(table)
    return _page(request, Shown(table, sheet_of(stored), stored, table.serial, digest(stored)))


def _posted(request: HttpRequest, table: GoalTable) -> HttpResponse:
    sheet, do = sheet_from(request.POST), request.POST.get("do", "save")
    text = request.POST.get("serial", "")
    serial = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    shown = Shown(table, sheet, content_of(table), serial, request.POST.get("base", ""))
    if do != "save":
        sheet.act(do)
        return _page(request, shown)
    try:
        saved = save(table.pk, request.user, serial, sheet.parsed)
    except Invalid as refusal:
        shown.problems, shown.status = refusal.problems, 400
        return _page(request, shown)
    except Conflict as conflict:
        return _page(request, _merged(request, shown, conflict))
    messages.success(request, "已保存。" if saved.written else "内容没有变化，不需要保存。")
    return redirect("table_edit", table.pk)


def _merged(request: HttpRequest, shown: Shown, conflict: Conflict) -> Shown:
    """The form with both sides put together: nothing is written before it was looked at and saved again."""
    mine = shown.sheet.parsed(conflict.content).content
    base = began_with(conflict.table, shown.base)
    # Where what the form began with is no longer known, every difference is shown, and nothing is taken silently.
    found = merge(base or conflict.content, mine, conflict.content)
    who = "您在另一个窗口" if conflict.by == request.user else str(conflict.by or "有人")
    what = compare(base or mine, conflict.content).summary
    messages.warning(
        request,
        f"{who}于 {day_and_time(conflict.at)} 已保存过这张表（{what}）。下面已把两边的修改合在一起，"
        "还没有保存：请核对后再点“保存”。",
    )
    told = [each.to_json() for each in found.conflicts]
    sheet = sheet_of(found.content)
    merged = Shown(conflict.table, sheet, conflict.content, conflict.serial, digest(conflict.content), status=409)
    merged.conflicts, merged.difference = told, compare(conflict.content, found.content)
    return merged


def _page(request: HttpRequest, shown: Shown) -> HttpResponse:
    table = shown.table
    arrive(table, request.user)
    parsed, found = _judged(shown)
    notes, problems = _notes(parsed, found), shown.problems
    context = {
        "table": table,
        "shown": shown,
        "head": head_of(shown.sheet, notes, problems, HEAD),
        "rows": cells_of(shown.sheet, notes, problems),
        "columns": COLUMNS,
        "with_weights": has_weights(shown.sheet),
        "units": list(UNITS),
        "problems": problems,
        "panel": panel(shown.stored.indicators, table.findings.select_related("kept__by"), may_edit=True),
        "may_edit": True,
        "cost": cost_sum(parsed.content if parsed else shown.stored),
        "others": people(others(table, request.user)),
        "saved_at": clock(table.changed_at),
        "saved_when": when(table.changed_at),
        "content_json": shown.stored.to_json(),
        "findings_json": [] if parsed is None else judged(parsed, found)["findings"],
        "categories": categories_of(table.framework),
    }
    return render(request, "indicators/table_edit.html", context, status=shown.status)


def _notes(parsed: Parsed | None, found: list[Found]) -> dict[Key, list[tuple[str, str]]]:
    """What stands beside the cells; nothing where the fields can't be read."""
    if parsed is None:
        return {}
    rows = rows_of_findings(parsed.content, [each.finding for each in found])
    sent = [None if row is None else parsed.rows[row] for row in rows]
    pairs = zip(found, sent, strict=True)
    return notes_of((each.finding, row, each.finding.severity) for each, row in pairs if each.kept is None)


def _judged(shown: Shown) -> tuple[Parsed | None, list[Found]]:
    """The findings of what the form shows: stored ones as long as nothing was typed, none where it can't be read."""
    try:
        parsed = shown.sheet.parsed(shown.stored)
    except Invalid:
        return None, []
    if parsed.content == shown.stored:
        return parsed, stored_findings(shown.table)
    return parsed, live_findings(shown.table, parsed.content)
