"""目录.xlsx: what is in a zip and in which file, one row a table. Written while the tables come, never held whole."""

from __future__ import annotations

from typing import IO

from openpyxl import Workbook
from openpyxl.worksheet.properties import PageSetupProperties

from exporters.taking import Taken
from indicators.list_workbook import headed

NAME = "目录.xlsx"
COLUMNS = (
    ("序号", 7), ("年度", 8), ("单位代码", 12), ("单位名称", 36), ("项目名称", 46), ("预算数（元）", 18),
    ("状态", 16), ("文件", 60),
)  # fmt: skip


class Index:
    """The workbook under way; openpyxl keeps what was written in a file of its own."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("目录")
        self._sheet.page_setup.paperSize, self._sheet.page_setup.orientation = 9, "landscape"  # A4, as wide as a page
        self._sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self._sheet.page_setup.fitToHeight = 0
        self._sheet.print_title_rows = "1:1"
        self._pens = headed(self._sheet, COLUMNS)

    def add(self, number: int, taken: Taken, file: str) -> None:
        """One table: its number, whose it is, how it stands, and the file that it is in."""
        agency, year, content = taken.agency, taken.entry.year, taken.entry.content
        row = (number, year, agency.code, agency.name, content.project_name, content.budget_total, taken.status, file)
        self._sheet.append([pen.cell(value) for pen, value in zip(self._pens, row, strict=True)])

    def write(self, target: IO[bytes]) -> None:
        """The whole workbook; nothing can be added afterwards."""
        self._book.save(target)
