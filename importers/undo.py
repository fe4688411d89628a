"""Undoing what an import wrote: what was new goes, what was changed becomes what it was (DESIGN 4).

Table by table: where somebody has worked since, or the table is under review, it is kept, and the row says why.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from importers.claims import finish
from importers.models import ImportBatch, ImportFile, ImportTable, TableSource
from importers.undoable import put_back
from indicators.models import Cause, GoalTable, TableChange
from indicators.storing import content_of, digest, replace

State, Result = ImportFile.State, ImportTable.Result


UNDOABLE = (State.DONE, State.READY)


@transaction.atomic
def undo_file(file: ImportFile, user: Any) -> None:
    """Undo all tables of a file that nobody is working on, in one transaction."""
    resting = ImportFile.objects.select_for_update().filter(pk=file.pk, state__in=UNDOABLE)
    if not list(resting.values_list("pk")):
        return
    rows = list(file.tables.filter(result__in=(Result.WRITTEN, Result.KEPT)).select_related("change").order_by("-pk"))
    for row in rows:
        row.note = _undo(row, file, user)
        row.result = Result.KEPT if row.note else Result.UNDONE
    ImportTable.objects.bulk_update(rows, ["result", "note"], batch_size=200)
    file.written = sum(row.result == Result.KEPT for row in rows)
    file.save(update_fields=["written"])
    if file.state == State.DONE and not file.written:
        finish(file, State.UNDONE)


def undo_batch(batch: ImportBatch, user: Any) -> None:
    """Undo the files of a batch, the last one first."""
    written = batch.files.filter(state__in=UNDOABLE, written__gt=0)
    for file in written.order_by(F("finished_at").desc(nulls_last=True), "-pk"):
        undo_file(file, user)


def _undo(row: ImportTable, file: ImportFile, user: Any) -> str:
    """Undo one table; why it can't be, else ""."""
    table = row.table_id and GoalTable.objects.select_for_update().filter(pk=row.table_id).first()
    if not table:
        return ""  # somebody has removed it already
    obstacle = _obstacle(table, row, file)
    if obstacle:
        return obstacle
    if row.change is None:
        _remove(table)
        return ""
    before = row.change.content_before
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


def _remove(table: GoalTable) -> None:
    """A table that the import made goes with its project; the agency stays, others may belong to it by now."""
    table.project.delete()
