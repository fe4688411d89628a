"""The result of a batch as a workbook: a row for each table, a row for each problem.

Written row by row, so that ten thousand tables need no more memory than ten; every text is typed as text, so that
"=100%" stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from importers.models import ImportBatch, ImportTable
from importers.problem_kinds import KINDS
from importers.problems import Problems

# What XML can't hold: control characters, and the two code points that are none.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_767  # characters in a cell
CUT = "……（过长，以下略）"
MAX_ROWS = 1_000_000  # a sheet has 1,048,576
Columns = tuple[tuple[str, int], ...]  # (heading, width)
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
    book = Workbook(write_only=True)
    _fill(book.create_sheet("表"), TABLES, _tables(batch))
    _fill(book.create_sheet("问题"), PROBLEMS, _problems(batch))
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(target)
    target.seek(0)
    return target


def _fill(sheet: Any, columns: Columns, rows: Iterable[tuple[Any, ...]]) -> None:
    """Headings that stay in sight and filter, then the rows."""
    for number, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    pens = [_Pen(sheet) for _ in columns]
    sheet.append([pen.heading(words) for pen, (words, _) in zip(pens, columns, strict=True)])
    count = 0
    for count, row in enumerate(rows, 1):
        if count > MAX_ROWS:
            sheet.append([pens[0].write(f"共超过 {MAX_ROWS} 行，以下略，请在页面上查看。")])
            break
        sheet.append([pen.write(value) for pen, value in zip(pens, row, strict=True)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{min(count, MAX_ROWS) + 1}"


class _Pen:
    """Writes one column. Its cells are made once: a row is written at once, and making styles takes longest."""

    def __init__(self, sheet: Any) -> None:
        self.bold, self.text, self.count, self.money = (WriteOnlyCell(sheet) for _ in range(4))
        self.bold.font = Font(bold=True)
        self.text.alignment = Alignment(vertical="top", wrap_text=True)
        self.count.alignment = self.money.alignment = Alignment(vertical="top")
        self.money.number_format = "#,##0.00####"

    def heading(self, words: str) -> Any:
        """The cell at the head of the column."""
        self.bold.value = words
        return self.bold

    def write(self, value: Any) -> Any:
        """A number as a number, all else as text."""
        if isinstance(value, int | Decimal):
            cell = self.count if isinstance(value, int) else self.money
            cell.value = value
            return cell
        text = UNWRITABLE.sub("", "" if value is None else str(value))
        self.text.value = text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
        self.text.data_type = "s"
        return self.text


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
