"""Paper → .xlsx through openpyxl: the form laid out on a sheet, several below each other or one sheet each."""

from __future__ import annotations

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.making.library import rectangles
from tests.making.packing import saved
from tests.making.paper import Box, Grid, Line, Made, Paper


def xlsx(mades: list[Made], one_sheet: bool = True, numbers: bool = True, merged: bool = True) -> bytes:
    """The forms on one sheet, or one sheet each. `numbers` writes numbers as numbers; `merged` merges cells."""
    book = openpyxl.Workbook()
    sheet: Worksheet = book.active
    row = 1
    for count, made in enumerate(mades):
        if count and not one_sheet:
            sheet, row = book.create_sheet(f"表{count + 1}"), 1
        row = _write(sheet, made.paper, row, numbers, merged) + 2
    return saved(book)


def _write(sheet: Worksheet, paper: Paper, row: int, numbers: bool, merged: bool) -> int:
    for block in paper:
        if isinstance(block, Line):
            if block.text.strip():
                _put(sheet, row, 1, block.text)
                row += 1
        else:
            _grid(sheet, block, row, numbers, merged)
            row += len(block.rows)
    return row


def _put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Text stays text: `=100%` is a value and no formula."""
    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"


def _grid(sheet: Worksheet, grid: Grid, start: int, numbers: bool, merged: bool) -> None:
    values = {(top, left): box for top, left, box in _starts(grid)}
    for top, left, bottom, right, text in rectangles(grid):
        box = values[top, left]
        if numbers and box.value is not None:
            cell = sheet.cell(start + top, left + 1, box.value)
            cell.number_format = box.format or "General"
        elif text:
            _put(sheet, start + top, left + 1, text)
        if merged and (top, left) != (bottom, right):
            sheet.merge_cells(None, start + top, left + 1, start + bottom, right + 1)


def _starts(grid: Grid) -> list[tuple[int, int, Box]]:
    found = []
    for top, row in enumerate(grid.rows):
        left = 0
        for box in row:
            if box.down != "covered":
                found.append((top, left, box))
            left += box.span
    return found
