"""目录.xlsx: what is in a zip and in which file, one row a table. Written while the tables come, never held whole."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from exporters.taking import Taken

NAME = "目录.xlsx"
COLUMNS = (
    ("序号", 7), ("年度", 8), ("单位代码", 12), ("单位名称", 36), ("项目名称", 46), ("预算数（元）", 18),
    ("状态", 16), ("文件", 60),
)  # fmt: skip
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Index:
    """The workbook under way; openpyxl keeps what was written in a file of its own."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("目录")
        for number, (_, width) in enumerate(COLUMNS, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = width
        self._sheet.freeze_panes = "A2"
        self._sheet.page_setup.paperSize, self._sheet.page_setup.orientation = 9, "landscape"  # A4, as wide as a page
        self._sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self._sheet.page_setup.fitToHeight = 0
        self._sheet.print_title_rows = "1:1"
        # A cell is written at once and used again for the next row, since making its style takes longest.
        self._cells = [_Cell(self._sheet) for _ in COLUMNS]
        self._sheet.append([cell.heading(words) for cell, (words, _) in zip(self._cells, COLUMNS, strict=True)])

    def add(self, number: int, taken: Taken, file: str) -> None:
        """One table: its number, whose it is, how it stands, and the file that it is in."""
        agency, year, content = taken.agency, taken.entry.year, taken.entry.content
        row = (number, year, agency.code, agency.name, content.project_name, content.budget_total, taken.status, file)
        self._sheet.append([cell.of(value) for cell, value in zip(self._cells, row, strict=True)])

    def write(self, target: IO[bytes]) -> None:
        """The whole workbook; nothing can be added afterwards."""
        self._book.save(target)


class _Cell:
    """The cells of one column."""

    def __init__(self, sheet: Any) -> None:
        self._heading, self._text, self._number, self._money = (WriteOnlyCell(sheet) for _ in range(4))
        self._heading.font = Font(bold=True)
        self._text.alignment = Alignment(vertical="top", wrap_text=True)
        self._number.alignment = self._money.alignment = Alignment(vertical="top")
        self._money.number_format = "#,##0.00####"

    def heading(self, words: str) -> Any:
        """The cell at the head."""
        self._heading.value = words
        return self._heading

    def of(self, value: object) -> Any:
        """A number as a number, all else as text: "=1+1" is a project's name and no formula."""
        if isinstance(value, int | Decimal):
            cell = self._number if isinstance(value, int) else self._money
            cell.value = value
            return cell
        self._text.value = _UNWRITABLE.sub("", str(value or ""))
        self._text.data_type = "s"
        return self._text
