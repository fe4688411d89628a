"""The ways of writing tables that are compared: ours, python-docx `table.cell()`, and openpyxl cell by cell.

The other two write the same form with less: no fonts, no contents, no heights.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import IO

import docx
import openpyxl
from openpyxl.styles import Alignment, Border, Side

from bench.documents import SEED, content
from exporters import form
from exporters.entry import Entry
from exporters.formats import FORMATS
from indicators.content import TableContent
from indicators.layout import grid

_THIN = Side(style="thin")
_BORDER, _WRAP = Border(_THIN, _THIN, _THIN, _THIN), Alignment(wrap_text=True, vertical="center")
Area = tuple[int, int, int, int, str]  # top, left, bottom, right (from 0, inclusive) and text


def entries(count: int) -> Iterator[Entry]:
    """The tables of bench/documents.py one by one, so that they take no memory together."""
    random = Random(SEED)
    return (Entry(2025, content(number, random)) for number in range(count))


def by_us(key: str, count: int, target: IO[bytes]) -> None:
    """Our writer of this format."""
    FORMATS[key].write(entries(count), target)


def by_python_docx(count: int, target: IO[bytes]) -> None:
    """Every cell by table.cell(), as python-docx's documentation shows."""
    document = docx.Document()
    for entry in entries(count):
        document.add_heading(form.title(entry), 1)
        for areas in (_head(entry.content), _grid(entry.content)):
            table = document.add_table(
                max(area[2] for area in areas) + 1, max(area[3] for area in areas) + 1, "Table Grid"
            )
            for top, left, bottom, right, text in areas:
                cell = table.cell(top, left)
                if (top, left) != (bottom, right):
                    cell = cell.merge(table.cell(bottom, right))
                cell.text = text
    document.save(target)


def by_openpyxl(count: int, target: IO[bytes]) -> None:
    """A sheet a table, every cell by sheet.cell()."""
    book = openpyxl.Workbook()
    for number, entry in enumerate(entries(count), 1):
        sheet = book.create_sheet(f"{number}")
        head = _head(entry.content)
        shifted = [(top + 5, left, bottom + 5, right, text) for top, left, bottom, right, text in _grid(entry.content)]
        for top, left, bottom, right, text in [*head, *shifted]:
            cell = sheet.cell(top + 1, left + 1, text)
            cell.data_type, cell.alignment, cell.border = "s", _WRAP, _BORDER
            if (top, left) != (bottom, right):
                sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
    book.save(target)


def _head(content: TableContent) -> list[Area]:
    """The head block on seven columns."""
    amounts = zip(form.AMOUNTS, form.amounts(content), strict=True)
    pairs = [text for label, amount in amounts for text in (label, form.amount_text(amount))]
    return [
        (0, 0, 0, 3, "".join(form.agency(content))), (0, 4, 0, 6, form.unit_line(content)),
        (1, 0, 1, 0, form.PROJECT), (1, 1, 1, 6, content.project_name), (2, 0, 3, 0, form.FUNDS),
        *((2, column, 2, column, text) for column, text in enumerate(pairs, 1)), (3, 1, 3, 6, content.purpose),
        (4, 0, 4, 0, form.GOAL), (4, 1, 4, 6, content.goal),
    ]  # fmt: skip


def _grid(content: TableContent) -> list[Area]:
    return list(_grid_areas(content))


def _grid_areas(content: TableContent) -> Iterable[Area]:
    yield from ((0, column, 0, column, text) for column, text in enumerate(form.COLUMNS))
    for number, laid in enumerate(grid(content.indicators), 1):
        levels = ((0, laid.level1_span, laid.row.level1), (1, laid.level2_span, laid.row.level2))
        for column, span, text in levels:
            if span:
                yield number, column, number + span - 1, column, text
        for column, text in enumerate(form.values(laid.row, weights=False), 2):
            yield number, column, number, column, text
