"""A long list as .xlsx, written row by row: text cells are typed as text, so that nothing in them is a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

# What XML can't hold: control characters, and the two code points that are none.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_767  # characters in a cell
CUT = "……（过长，以下略）"
MAX_ROWS = 1_000_000  # a sheet has 1,048,576
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Columns = tuple[tuple[str, int], ...]  # (heading, width)


def written(title: str, columns: Columns, rows: Iterable[tuple[Any, ...]]) -> IO[bytes]:
    """The workbook in a temporary file, at its beginning; it goes when it is closed."""
    book = Workbook(write_only=True)
    _fill(book.create_sheet(title), columns, rows)
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(target)
    target.seek(0)
    return target


def _fill(sheet: Any, columns: Columns, rows: Iterable[tuple[Any, ...]]) -> None:
    """Headings that stay in sight and filter, then the rows."""
    for number, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    heading, cell = WriteOnlyCell(sheet), WriteOnlyCell(sheet)
    heading.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.append([_typed(heading, words) for words, _ in columns])
    count = 0
    for count, row in enumerate(rows, 1):
        if count > MAX_ROWS:
            sheet.append([_typed(cell, f"共超过 {MAX_ROWS} 行，以下略，请缩小时间范围。")])
            break
        sheet.append([_typed(cell, value) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{min(count, MAX_ROWS) + 1}"


def _typed(model: Any, value: Any) -> Any:
    """A cell with the style of `model`: a number as a number, all else as text."""
    cell = WriteOnlyCell(model.parent)
    cell._style = model._style  # making a style takes longer than all the rest of a cell
    if isinstance(value, int):
        cell.value = value
        return cell
    text = UNWRITABLE.sub("", "" if value is None else str(value))
    cell.value = text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
    cell.data_type = "s"
    return cell
