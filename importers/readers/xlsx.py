"""Workbook → one table for each visible sheet, its cells as they are shown.

Own parsing by lxml instead of openpyxl (docs/adr/0006): that makes an object of every cell of a merge, however far it
reaches, and fails on styles, charts and dialects that have nothing to do with the text. Only cells with text
count: rows and columns keep their real numbers, what is blank between them is never walked through.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers.cells import Paragraph, SourceTable
from importers.guard import open_package
from importers.readers.formats import shown_number
from importers.readers.merges import Crowded, Layout, Range, Texts, merged_range, position
from importers.readers.workbook import Sheet, Workbook, elements, open_workbook, shared_text, unescaped
from importers.refusals import too_large
from indicators.findings import Finding, Place, Severity

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000
# Findings of one kind in one sheet; a sheet full of errors says so once more often, not ten thousand times.
MAX_ALIKE = 50


def blocks(data: bytes, name: str) -> Iterator[Paragraph | SourceTable | Finding]:
    """The sheets of a workbook in their order, each with the findings about its cells; raises Unreadable."""
    book = open_workbook(open_package(data, name), name)
    for sheet in book.sheets:
        if sheet.hidden:
            message = f"工作表“{sheet.title}”是隐藏的，没有读取；需要导入的话，请取消隐藏后重新上传。"
            yield Finding("hidden-sheet", "info", message, Place(name, sheet.number, sheet=sheet.title))
            continue
        yield from _SheetReader(book, sheet).blocks()


class _SheetReader:
    """Reads one sheet: the texts of its cells first, then its merges, which stand behind them in the file."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet
        self.texts: Texts = {}
        self.ranges: list[Range] = []
        self.columns: set[int] = set()
        self.cells = 0
        self.hidden_rows = 0
        self.findings: list[Finding] = []
        self.alike: dict[str, int] = {}

    def blocks(self) -> Iterator[SourceTable | Finding]:
        """The sheet's table and then its findings."""
        row_number = 0
        for tag, element in elements(self.book, self.sheet.part, "row", "mergeCell"):
            if tag == "row":
                row_number = self._read_row(element, row_number + 1)
            elif area := merged_range(element.get("ref", "")):
                self.ranges.append(area)
        try:
            layout = Layout(self.texts, self.ranges)
        except Crowded:
            raise too_large(self.book.name, f"工作表“{self.sheet.title}”的合并单元格过多", "常见表格的数量") from None
        for row, column in layout.covered:
            problem = "被合并单元格遮住，其中的文字没有读取，请取消合并后检查"
            self._find("covered-text", "warn", row, column, problem)
        if self.hidden_rows:
            message = f"工作表“{self.sheet.title}”有 {self.hidden_rows} 个隐藏的行，已一并读取，请核对。"
            self.findings.append(Finding("hidden-rows", "info", message, self._place()))
        made_from = self.book.made_from.get(self.sheet.number, "")
        yield SourceTable(self.sheet.number, tuple(layout.rows()), self.sheet.title, made_from=made_from)
        yield from self.findings

    def _read_row(self, element: Any, follows: int) -> int:
        """Take the texts of one row; its number, which is `follows` where the file does not say."""
        said = element.get("r", "")
        number = int(said) if said.isdecimal() and len(said) < 8 else follows
        column = -1
        before = self.cells
        for cell in element.iterchildren("{*}c"):
            place = position(cell.get("r", "")) or (number, column + 1)
            number, column = place
            if len(cell) and (text := self._text(cell, number, column)).strip():
                self.texts.setdefault(number, {})[column] = text
                self.columns.add(column)
                self.cells += 1
        if self.cells > before:
            self.hidden_rows += element.get("hidden") in ("1", "true")
            self._check_size()
        return number

    def _check_size(self) -> None:
        limits = ((len(self.texts), MAX_ROWS, "行"), (len(self.columns), MAX_COLUMNS, "列"))
        for count, limit, unit in (*limits, (self.cells, MAX_CELLS, "个单元格")):
            if count > limit:
                what = f"工作表“{self.sheet.title}”有内容的{unit.removeprefix('个')}超过上限"
                raise too_large(self.book.name, what, f" {limit:,} {unit}")

    def _text(self, cell: Any, row: int, column: int) -> str:
        """The text of one cell as its type says."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(shared_text(item) for item in cell.iterchildren("{*}is"))
        raw = next((value.text or "" for value in cell.iterchildren("{*}v")), "")
        if kind == "s":
            return self._shared(raw, row, column)
        if kind == "str":
            return unescaped(raw)
        if not raw.strip():
            self._check_formula(cell, row, column)
            return ""
        if kind == "b":
            return "TRUE" if raw.strip() in ("1", "true") else "FALSE"
        if kind == "e":
            self._find("error-value", "warn", row, column, f"的公式结果是错误值 {raw}，请在 Excel 或 WPS 中改正", raw)
            return raw
        return raw if kind == "d" else self._number(raw, cell, row, column)

    def _shared(self, raw: str, row: int, column: int) -> str:
        """A string of the shared table by its number."""
        if raw.strip().isdecimal() and len(raw) < 10 and int(raw) < len(self.book.strings):
            return self.book.strings[int(raw)]
        self._find("missing-text", "warn", row, column, "的文字在文件中丢失了，请在 Excel 或 WPS 中打开检查并另存", raw)
        return ""

    def _number(self, raw: str, cell: Any, row: int, column: int) -> str:
        """A number in its number format; told where the format hides some of its digits."""
        style = cell.get("s", "0")
        known = style.isdecimal() and len(style) < 8 and int(style) < len(self.book.formats)
        try:
            shown = shown_number(raw, self.book.formats[int(style)] if known else "", self.book.mac)
        except ValueError:
            return raw
        if shown.exact:
            problem = f"的值是 {shown.exact}，按格式显示为 {shown.text}，已按显示的内容读取"
            self._find("rounded-by-format", "info", row, column, problem, shown.exact)
        return shown.text

    def _check_formula(self, cell: Any, row: int, column: int) -> None:
        """A formula whose result was never saved: programs that write workbooks leave the calculating to Excel."""
        formula = next(cell.iterchildren("{*}f"), None)
        if formula is not None:
            problem = "是公式但没有保存计算结果，读不到数值，请在 Excel 或 WPS 中打开并保存后重新导入"
            self._find("formula-without-value", "warn", row, column, problem, f"={formula.text or ''}")

    def _find(self, code: str, severity: Severity, row: int, column: int, problem: str, found: str = "") -> None:
        """Add a finding about one cell, up to MAX_ALIKE of a code."""
        self.alike[code] = self.alike.get(code, 0) + 1
        place = self._place(row, column)
        if self.alike[code] <= MAX_ALIKE:
            message = f"工作表“{self.sheet.title}”的单元格 {place.cell} {problem}。"
            self.findings.append(Finding(code, severity, message, place, found))
        elif self.alike[code] == MAX_ALIKE + 1:
            message = f"工作表“{self.sheet.title}”里还有同样的问题（{code}），只列出了前 {MAX_ALIKE} 处。"
            self.findings.append(Finding(code, severity, message, self._place()))

    def _place(self, row: int | None = None, column: int | None = None) -> Place:
        shown_column = None if column is None else column + 1
        return Place(self.book.name, self.sheet.number, row, shown_column, self.sheet.title)
