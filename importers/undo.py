"""Undoing what an import wrote: what was new goes, what was changed becomes what it was (DESIGN 4).

Table by table: where somebody has worked since, or the table is under review, it is kept, and the row says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F, ProtectedError
from django.utils.timezone import localtime

from budget.models import Project
from importers.models import ImportFile, ImportTable, TableSource
from importers.undoable import put_back
from indicators.bulk import update
from indicators.models import Cause, GoalTable, KeptWarning, Status, TableChange
from indicators.rechecking import lock_agencies, rejudge_beside
from indicators.storing import Writing, contents_of, digest, replace_tables

Result = ImportTable.Result


def undo_tables(file: ImportFile, user: Any) -> None:
    """Undo what was written of a file; the caller holds it and a transaction."""
    rows = _written_rows(file)
    tables = _locked(row.table_id for row in rows)
    agencies = {table.project.agency_id for table in tables.values()}
    new: list[tuple[ImportTable, GoalTable]] = []
    for several in _rounds(rows):
        new += _undo(several, tables, file, user)
    _remove(new)
    for row in rows:
        row.result = Result.KEPT if row.note else Result.UNDONE
    update(ImportTable, ("result", "note"), ((row.result, row.note, row.pk) for row in rows))
    rejudge_beside(file.batch.region, file.batch.year, agencies)
    file.written = sum(row.result == Result.KEPT for row in rows)
    file.save(update_fields=["written"])


def _rounds(rows: list[ImportTable]) -> Iterator[list[ImportTable]]:
    """The rows in parts that have each table once, in their order: as a rule there is one part."""
    seen: Counter[int | None] = Counter()
    parts: list[list[ImportTable]] = []
    for row in rows:
        seen[row.table_id] += row.table_id is not None
        while len(parts) < max(seen[row.table_id], 1):
            parts.append([])
        parts[max(seen[row.table_id], 1) - 1].append(row)
    yield from parts


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


def _undo(
    rows: list[ImportTable], tables: dict[int, GoalTable], file: ImportFile, user: Any
) -> list[tuple[ImportTable, GoalTable]]:
    """Undo these tables, but for those that the import has made: they are given back, for who removes them.

    Why a table can't be undone is noted in its row. One that somebody has removed already is undone.
    """
    there = [(row, tables[row.table_id]) for row in rows if row.table_id in tables]
    history = History([table.pk for _, table in there])
    for row in rows:
        row.note = ""
    for row, table in there:
        row.note = _obstacle(table, row, file, history) or ("" if row.before else _keeping(table, history))
    free = [(row, table) for row, table in there if not row.note]
    _give_back([(row, table) for row, table in free if row.before], history, file, user)
    new = [(row, table) for row, table in free if not row.before]
    for _, table in new:
        del tables[table.pk]
    return new


def _give_back(changed: list[tuple[ImportTable, GoalTable]], history: History, file: ImportFile, user: Any) -> None:
    """What was written over comes back, with the findings and the source that the table had."""
    writings = []
    for row, table in changed:
        before = row.change.content_before if row.change else None
        assert before is not None
        origin = f"{file.name[-400:]} 第{row.ordinal}张表"
        cause = Cause(TableChange.Kind.UNDONE, user, origin, f"/imports/{file.batch_id}/")
        writings.append(Writing(table, before, cause))
    replace_tables(writings, history.contents)
    put_back({table.pk: row.before for row, table in changed})


class History:
    """What tables hold and what became of them since an import, read in a few queries for any number of them."""

    def __init__(self, keys: list[int]) -> None:
        self.contents = contents_of(GoalTable.objects.filter(pk__in=keys)) if keys else {}
        edits = TableChange.objects.filter(table__in=keys, kind=TableChange.Kind.EDITED).order_by("pk")
        self.last_edit = {change.table_id: change for change in edits.select_related("by").defer("before")}
        sources = TableSource.objects.filter(table__in=keys).select_related("file__batch")
        self.sources = {source.table_id: source for source in sources}
        self.with_reasons = set(KeptWarning.objects.filter(table__in=keys).values_list("table", flat=True))


def _obstacle(table: GoalTable, row: ImportTable, file: ImportFile, history: History) -> str:
    """Why a table can't be undone, else ""."""
    if not table.is_editable:
        return f"这张表处于“{table.get_status_display()}”状态，没有撤销"
    latest = history.last_edit.get(table.pk)
    if latest and latest.pk > (row.change_id or 0):
        return f"{latest.by or '有人'}在{localtime(latest.at):%Y年%m月%d日 %H:%M}修改过这张表，没有撤销"
    source = history.sources.get(table.pk)
    if source and source.file_id != file.pk:
        return f"这张表后来又由“{source.file.batch}”导入过，请先撤销那一批"
    if source is None or source.digest != digest(history.contents[table.pk]):
        return "这张表的内容已不是导入时的样子，没有撤销"
    return ""


def _keeping(table: GoalTable, history: History) -> str:
    """Why a table that the import made must stay, else "": what people have said about it would go too."""
    if table.status != Status.DRAFT:
        return f"这张表送审过，现在处于“{table.get_status_display()}”状态，没有撤销"
    if table.pk in history.with_reasons:
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
