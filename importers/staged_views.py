"""One table of a batch: what was read, what taking it would change, and the taking over of a conflict."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from budget.access import administrator_required
from importers.batch_views import batch_or_404
from importers.choosing import NotPossible, choose, take_over, waiting
from importers.models import ImportBatch, ImportTable
from importers.preview import SEVERITY_WORDS, shown, tables_of
from importers.staging import findings_of, read_back
from indicators.layout import grid


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def import_table(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """A table of a batch; POST ticks it, unticks it, or takes it over with a reason."""
    batch = batch_or_404(pk)
    table = get_object_or_404(ImportTable.objects.select_related("file", "table"), pk=row, file__batch=batch)
    refused = ""
    if request.method == "POST":
        refused = _decide(batch, table, request)
        if not refused:
            return redirect("import_table", pk=pk, row=row)
    context = {"batch": batch, "row": table, "refused": refused, "reason": request.POST.get("reason", "")}
    status = 422 if refused else 200
    return render(request, "importers/staged_table.html", context | _shown(batch, table), status=status)


def _decide(batch: ImportBatch, row: ImportTable, request: HttpRequest) -> str:
    """What the form asks for; why it can't be done, else ""."""
    wanted = request.POST.get("do")
    if wanted == "take-over":
        try:
            take_over(batch, row, request.POST.get("reason", ""))
        except NotPossible as problem:
            return str(problem)
        messages.success(request, "确认导入时将用文件的内容覆盖现有的表，理由会记入修改历史。")
    elif not choose(waiting(batch).filter(pk=row.pk), wanted == "choose"):
        return "这张表的选择没有改变：它已经处理过，或者不能直接选中。"
    return ""


def _shown(batch: ImportBatch, row: ImportTable) -> dict[str, Any]:
    """What the page shows of a table; its content is no longer here once it is in a table of ours."""
    (one,) = shown([row])
    content = read_back(row).content if row.content else None
    rows = grid(content.indicators) if content else []
    findings = sorted(findings_of(row), key=lambda finding: list(SEVERITY_WORDS).index(finding.severity))
    keys = list(tables_of(batch).values_list("pk", flat=True))
    here = keys.index(row.pk)
    return {
        "content": content,
        "rows": rows,
        "with_weights": any(each.row.weight is not None for each in rows),
        "difference": one.difference,
        "is_open": one.is_open,
        "findings": [(SEVERITY_WORDS[finding.severity], finding) for finding in findings],
        "previous": keys[here - 1] if here else None,
        "next": keys[here + 1] if here + 1 < len(keys) else None,
        "here": here + 1,
        "of": len(keys),
    }
