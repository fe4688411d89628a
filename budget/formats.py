"""The two file forms of lists on the admin pages: what is written is what is read back, and never a formula.

The package's own formats drop the = of "=100%" and let + - @ through, so these two are ours: .xlsx types every cell
as text; .csv puts an apostrophe before what a spreadsheet would take for a formula, and takes it off when reading.
Reading raises UnreadableList with one sentence for the page.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
import tablib
from import_export.formats import base_formats
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 40
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
ESCAPE = "'"


class UnreadableList(ValueError):
    """The file can't be read as a list; the message says why."""


def escaped(text: str) -> str:
    """A text that no spreadsheet takes for a formula. `unescaped` is its reverse for every text."""
    return ESCAPE + text if text.startswith((*FORMULA_STARTS, ESCAPE)) else text


def unescaped(text: str) -> str:
    """The text without the apostrophe of `escaped`; what people typed with one before a formula loses it too."""
    rest = text.removeprefix(ESCAPE)
    return rest if rest != text and rest.startswith((*FORMULA_STARTS, ESCAPE)) else text


def cell_text(value: Any) -> str:
    """What a cell shows: codes that the spreadsheet took for numbers come back without a fraction."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value).strip()


def _dataset(rows: Iterable[Iterable[str]]) -> tablib.Dataset:
    """The first row as headings, then the rows; blank ones only at the end, so that the n-th stays the n-th."""
    numbered: Iterator[list[str]] = (list(row) for row in rows)
    headings = next(numbered, [])
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        raise UnreadableList("文件是空的：第一行应是列名。")
    dataset = tablib.Dataset(headers=headings)
    blank = 0
    for number, row in enumerate(numbered, 2):
        if not any(row):
            blank = blank or number
            continue
        if blank:
            raise UnreadableList(f"第 {blank} 行是空行，请删掉它再导入。")
        if number > MAX_ROWS:
            raise UnreadableList(f"文件太长：一次最多导入 {MAX_ROWS} 行。")
        dataset.append((row + [""] * len(headings))[: len(headings)])
    return dataset


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise UnreadableList(f"文件太大：最多 {MAX_BYTES // 1024 // 1024} MB。")


class SafeXLSX(base_formats.XLSX):
    """A workbook with one sheet, all cells text."""

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """The first sheet, as far as the cells go that we can use: far cells of a hostile file cost nothing."""
        _check_size(in_stream)
        try:
            with zipfile.ZipFile(io.BytesIO(in_stream)) as package:
                if sum(entry.file_size for entry in package.infolist()) > MAX_UNPACKED:
                    raise UnreadableList("文件展开后太大，不能导入。")
            book = openpyxl.load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
            return _dataset([cell_text(value) for value in row] for row in rows)
        except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, IndexError, OSError) as error:
            raise UnreadableList("这不是能读的 .xlsx 文件，请用 Excel 或 WPS 另存为 .xlsx 后再试。") from error

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """Every cell typed as text, so that "=100%" stays what it is."""
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row, values in enumerate([dataset.headers, *dataset], 1):
            for column, value in enumerate(values, 1):
                cell = sheet.cell(row, column)
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", cell_text(value))
                cell.data_type = "s"
                cell.number_format = "@"
        sheet.freeze_panes = "A2"
        written = io.BytesIO()
        book.save(written)
        return written.getvalue()


class SafeCSV(base_formats.CSV):
    """Comma-separated text: written as UTF-8 with a mark that Excel needs, read as UTF-8 or GB18030."""

    def is_binary(self) -> bool:
        """Bytes in and out: the encoding is found out here, not on the way."""
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> tablib.Dataset:
        """The rows, without the apostrophes of `escaped`."""
        _check_size(in_stream)
        try:
            text = in_stream.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = in_stream.decode("gb18030", errors="replace")
        try:
            return _dataset([unescaped(value).strip() for value in row] for row in csv.reader(io.StringIO(text)))
        except csv.Error as error:
            raise UnreadableList("这不是能读的 .csv 文件，请用 Excel 或 WPS 另存为 .csv 后再试。") from error

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """All values as text, the ones like formulas escaped."""
        written = io.StringIO()
        writer = csv.writer(written)
        for row in [dataset.headers, *dataset]:
            writer.writerow([escaped(cell_text(value)) for value in row])
        return written.getvalue().encode("utf-8-sig")
