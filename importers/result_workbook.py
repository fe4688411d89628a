"""The result of a batch as a workbook: a row for each table, a row for each problem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from importers.models import ImportBatch, ImportTable
from importers.problem_kinds import KINDS
from importers.problems import Problems
from indicators.list_workbook import Columns, written

TABLES: Columns = (
    ("文件", 44), ("第几张表", 9), ("单位代码", 12), ("单位名称", 34), ("项目名称", 44), ("预算数（元）", 18),
    ("与现有数据相比", 15), ("结果", 12), ("原因", 70),
)  # fmt: skip
PROBLEMS: Columns = (
    ("类别", 16), ("文件", 44), ("表", 44), ("位置", 30), ("代码", 22), ("程度", 10), ("说明", 80), ("原文", 40),
    ("应为", 40),
)  # fmt: skip


def written_result(batch: ImportBatch) -> IO[bytes]:
    """The workbook in a temporary file, at its beginning; it goes when it is closed."""
    return written(("表", TABLES, _tables(batch)), ("问题", PROBLEMS, _problems(batch)))


def _tables(batch: ImportBatch) -> Iterator[tuple[Any, ...]]:
    rows = ImportTable.objects.filter(file__batch=batch).select_related("file").order_by("file", "ordinal")
    for row in rows.defer("content", "findings", "before").iterator(500):
        result = row.get_result_display() if row.result else "尚未导入"
        where = (row.file.name, row.ordinal, row.agency_code, row.agency_name, row.project_name, row.budget_total)
        yield (*where, row.get_state_display(), result, row.note or row.reason)


def _problems(batch: ImportBatch) -> Iterator[tuple[Any, ...]]:
    for each in Problems(batch):
        where = (KINDS[each.kind], each.file, each.table, each.place)
        yield (*where, each.code, each.severity_words, each.message, each.found, each.expected)
