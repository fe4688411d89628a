"""A statistic as .xlsx and .csv: numbers as numbers, texts typed as texts, so that nothing in them is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from budget.money import UNITS
from exporters.writers.csv import escaped
from exporters.writers.xlsx_cell import is_exact
from figures.figure import Column, Figure, Kind, Row, Value
from figures.wording import heading
from indicators.list_workbook import UNWRITABLE, saved

FORMATS = {Kind.MONEY: "#,##0.00########", Kind.COUNT: "#,##0", Kind.SHARE: "0.0%", Kind.DAYS: "0.0"}
WIDTHS = {Kind.TEXT: 40, Kind.MONEY: 20}
OTHER_WIDTH = 14
Facts = Iterable[tuple[str, str]]


def workbook_of(figure: Figure, unit: str, facts: Facts) -> IO[bytes]:
    """A workbook at its beginning: the rows below one line of headings, and on a second sheet what they are."""
    book = Workbook(write_only=True)
    _fill(book.create_sheet("数据"), figure, unit)
    about = book.create_sheet("说明")
    about.column_dimensions["B"].width = 90
    for words, value in facts:
        about.append([_text(about, words), _text(about, value)])
    return saved(book)


def _fill(sheet: Any, figure: Figure, unit: str) -> None:
    for number, column in enumerate(figure.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column.kind, OTHER_WIDTH)
    sheet.freeze_panes = "B2"
    sheet.append([_text(sheet, heading(column, unit), bold=True) for column in figure.columns])
    for row in figure.rows:
        sheet.append(_cells(sheet, figure, row, unit))
    if figure.total:
        sheet.append(_cells(sheet, figure, figure.total, unit, bold=True))
    last = get_column_letter(len(figure.columns))
    sheet.auto_filter.ref = f"A1:{last}{len(figure.rows) + 1}"  # the sums stay below when rows are filtered or sorted


def _cells(sheet: Any, figure: Figure, row: Row, unit: str, bold: bool = False) -> list[Any]:
    return [_cell(sheet, column, cell.value, unit, bold) for column, cell in zip(figure.columns, row, strict=True)]


def _cell(sheet: Any, column: Column, value: Value, unit: str, bold: bool) -> Any:
    """A number where a workbook keeps all its digits, a text otherwise; nothing where there is none."""
    number = _number(column, value, unit)
    if column.kind == Kind.TEXT or (isinstance(number, Decimal) and not is_exact(number)):
        return _text(
            sheet, "" if number is None else format(number, "f") if isinstance(number, Decimal) else str(number), bold
        )
    cell = WriteOnlyCell(sheet, value=number)
    cell.number_format = FORMATS[column.kind]
    cell.font = Font(bold=bold)
    return cell


def _text(sheet: Any, text: str, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=UNWRITABLE.sub("", text))
    cell.data_type = "s"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _number(column: Column, value: Value, unit: str) -> Value:
    """A value as it is exported: amounts in `unit`, exact."""
    return Decimal(value) / UNITS[unit] if column.kind == Kind.MONEY and value is not None else value


def csv_of(figure: Figure, unit: str) -> bytes:
    """The rows below one line of headings, in UTF-8 with the mark that Excel needs."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(escaped(heading(column, unit)) for column in figure.columns)
    for row in (*figure.rows, *([figure.total] if figure.total else [])):
        pairs = zip(figure.columns, row, strict=True)
        writer.writerow(_csv_cell(column, _number(column, cell.value, unit)) for column, cell in pairs)
    return "\ufeff".encode() + written.getvalue().encode()


def _csv_cell(column: Column, value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return escaped(value) if isinstance(value, str) else f"{value:.12g}" if column.kind == Kind.SHARE else str(value)
