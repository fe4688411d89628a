"""Long lists as .xlsx, written row by row, so that a million rows need no more memory than ten.

Every text is typed as a text: "=100%" stays what it is, and nothing is ever calculated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

# What XML can't hold: control characters, halves of characters, and the two code points that are none.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_767  # characters in a cell
CUT = "……（过长，以下略）"
MAX_ROWS = 1_000_000  # a sheet has 1,048,576
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Columns = tuple[tuple[str, int], ...]  # (heading, width)
Rows = Iterable[tuple[Any, ...]]


def written(*lists: tuple[str, Columns, Rows]) -> IO[bytes]:
    """A workbook in a temporary file, at its beginning; it goes when it is closed. A sheet for each (title, …)."""
    book = Workbook(write_only=True)
    for title, columns, rows in lists:
        sheet = book.create_sheet(title)
        _fill(sheet, headed(sheet, columns), rows)
    return saved(book)


def saved(book: Workbook) -> IO[bytes]:
    """A workbook in a temporary file, at its beginning; it goes when it is closed."""
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(target)
    target.seek(0)
    return target


class Pen:
    """Writes one column. Its cells are made once: a row is written at once, and making styles takes longest."""

    def __init__(self, sheet: Any) -> None:
        self._bold, self._text, self._count, self._money = (WriteOnlyCell(sheet) for _ in range(4))
        self._bold.font = Font(bold=True)
        self._text.alignment = Alignment(vertical="top", wrap_text=True)
        self._count.alignment = self._money.alignment = Alignment(vertical="top")
        self._money.number_format = "#,##0.00####"

    def heading(self, words: str) -> Any:
        """The cell at the head of the column."""
        self._bold.value = words
        return self._bold

    def cell(self, value: Any) -> Any:
        """A number as a number, all else as text; what is longer than a cell says that it is cut."""
        if isinstance(value, int | Decimal):
            cell = self._count if isinstance(value, int) else self._money
            cell.value = value
            return cell
        text = UNWRITABLE.sub("", "" if value is None else str(value))
        self._text.value = text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
        self._text.data_type = "s"
        return self._text


def headed(sheet: Any, columns: Columns) -> list[Pen]:
    """Write the headings, which stay in sight; a pen for each column."""
    for number, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    pens = [Pen(sheet) for _ in columns]
    sheet.append([pen.heading(words) for pen, (words, _) in zip(pens, columns, strict=True)])
    return pens


def _fill(sheet: Any, pens: list[Pen], rows: Rows) -> None:
    """The rows, and a filter over them."""
    count = 0
    for count, row in enumerate(rows, 1):
        if count > MAX_ROWS:
            sheet.append([pens[0].cell(f"共超过 {MAX_ROWS} 行，以下略，请缩小范围，或在页面上查看。")])
            break
        sheet.append([pen.cell(value) for pen, value in zip(pens, row, strict=True)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(pens))}{min(count, MAX_ROWS) + 1}"
