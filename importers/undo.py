"""Undoing what an import wrote: what was new goes, what was changed becomes what it was (DESIGN 4).

Table by table: where somebody has worked since, or the table is under review, it is kept, and the row says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, ProtectedError
from django.utils.timezone import localtime

from budget.models import Project
from importers.models import ImportFile, ImportTable, TableSource
from importers.undoable import put_back
from indicators.models import Cause, GoalTable, Status, TableChange
from indicators.rechecking import lock_agencies
from indicators.storing import content_of, digest, replace

Result = ImportTable.Result


def undo_tables(file: ImportFile, user: Any) -> None:
    """Undo what was written of a file; the caller holds it and a transaction."""
    rows = _written_rows(file)
    tables = _locked(row.table_id for row in rows)
    new: list[tuple[ImportTable, GoalTable]] = []
    for row in rows:
        table = tables.get(row.table_id or 0)
        row.note = _undo(row, table, file, user) if table else ""  # where somebody has removed it already
        if table and not row.note and not row.before:
            new.append((row, tables.pop(table.pk)))
    _remove(new)
    for row in rows:
        row.result = Result.KEPT if row.note else Result.UNDONE
    ImportTable.objects.bulk_update(rows, ["result", "note"], batch_size=200)
    file.written = sum(row.result == Result.KEPT for row in rows)
    file.save(update_fields=["written"])


def _written_rows(file: ImportFile) -> list[ImportTable]:
    """The rows to undo, the last writing first: two of them may be of one table, taken in two confirmations."""
    written = file.tables.filter(result__in=(Result.WRITTEN, Result.KEPT)).select_related("change")
    return list(written.order_by(F("change").desc(nulls_last=True), "-pk"))


def _locked(keys: Iterable[int | None]) -> dict[int, GoalTable]:
    """The tables, locked after their agencies as everywhere: so nobody waits for another one for good."""
    tables = GoalTable.objects.filter(pk__in=[key for key in keys if key]).order_by("pk")
    lock_agencies(list(tables.order_by().values_list("project__agency", flat=True).distinct()))
    whole = tables.select_related("project__budget").select_for_update(of=("self",))
    return {table.pk: table for table in whole}


def _undo(row: ImportTable, table: GoalTable, file: ImportFile, user: Any) -> str:
    """Undo one table, unless the import has made it; why it can't be undone, else ""."""
    obstacle = _obstacle(table, row, file)
    if obstacle:
        return obstacle
    if not row.before:
        return _keeping(table)
    before = row.change.content_before if row.change else None
    assert before is not None
    cause = Cause(
        TableChange.Kind.UNDONE, user, f"{file.name[-400:]} 第{row.ordinal}张表", f"/imports/{file.batch_id}/"
    )
    replace(table, before, cause)
    put_back(table, row.before)
    return ""


def _obstacle(table: GoalTable, row: ImportTable, file: ImportFile) -> str:
    if not table.is_editable:
        return f"这张表处于“{table.get_status_display()}”状态，没有撤销"
    worked = table.changes.filter(pk__gt=row.change_id or 0, kind=TableChange.Kind.EDITED)
    latest = worked.order_by("-pk").select_related("by").first()
    if latest:
        return f"{latest.by or '有人'}在{localtime(latest.at):%Y年%m月%d日 %H:%M}修改过这张表，没有撤销"
    source = TableSource.objects.filter(table=table).select_related("file__batch").first()
    if source and source.file_id != file.pk:
        return f"这张表后来又由“{source.file.batch}”导入过，请先撤销那一批"
    if source is None or source.digest != digest(content_of(table)):
        return "这张表的内容已不是导入时的样子，没有撤销"
    return ""


def _keeping(table: GoalTable) -> str:
    """Why a table that the import made must stay, else "": what people have said about it would go too."""
    if table.status != Status.DRAFT:
        return f"这张表送审过，现在处于“{table.get_status_display()}”状态，没有撤销"
    if table.kept_warnings.exists():
        return "这张表有疑点说明保留的理由，没有撤销"
    return ""


def _remove(new: list[tuple[ImportTable, GoalTable]]) -> None:
    """Tables that the import made go with their projects; the agencies stay, others may belong to them by now.

    All at once, which takes a tenth of the time. What apps above this one keep about tables they protect: then one by
    one, and the row says why its table stays.
    """
    try:
        _delete([table.project_id for _, table in new])
    except ProtectedError:
        for row, table in new:
            try:
                _delete([table.project_id])
            except ProtectedError:
                row.note = "这张表已有审核记录，没有撤销"


def _delete(projects: list[int]) -> None:
    Project.objects.filter(pk__in=projects).delete()
