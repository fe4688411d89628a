"""One 绩效目标表 as rows of a worksheet, laid out as the form: merged cells, and heights that show every line.

Excel reckons no height for merged cells, so every row has its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from exporters import form
from exporters.entry import Entry
from exporters.measure import lines
from exporters.writers.xlsx_cell import is_exact, number_cell, row, text_cell
from exporters.writers.xlsx_parts import AGENCY, LABEL, MONEY, TEXT, TITLE, UNIT, WORD
from indicators.content import IndicatorContent
from indicators.layout import GridRow, grid

# Head and grid share these columns: 三级指标 is C and D, 绩效指标描述 E and F; H is there for weights only.
COLUMNS = "ABCDEFGH"
WIDTHS = (12.5, 13.5, 15, 12.5, 15, 12.5, 15, 6)  # in Latin characters
_LINE, _LEAST, _MOST = 15, 22, 409  # points; no row may be higher
_TITLE_LINE, _LARGER = 22, 16 / 10.5  # the title's letters beside those of all other cells
_SPANS = ((0, 1), (1, 1), (2, 2), (4, 2), (6, 1), (7, 1))  # first column and width of each column of the grid


class FormRows:
    """The rows of one form, from the row `start` on. `merges` are its merged ranges, `end` the row behind it."""

    def __init__(self, entry: Entry, number: int | None, start: int) -> None:
        self.entry, self.content = entry, entry.content
        self.title = form.title(entry, number)
        self.weights = form.has_weights(entry.content)
        self.last = 7 if self.weights else 6  # the last column
        self.end = start
        self.merges: list[str] = []

    def rows(self) -> Iterator[str]:
        """The XML of all rows."""
        yield self._row([(0, self.last, self.title, TITLE)], _TITLE_LINE, _LARGER)
        yield self._agency()
        yield self._row([(0, 0, form.PROJECT, LABEL), (1, self.last, self.content.project_name, TEXT)])
        yield self._amounts()
        self.merges.append(f"A{self.end - 1}:A{self.end}")
        yield self._row([(0, 0, "", LABEL), (1, self.last, self.content.purpose, TEXT)])
        yield self._row([(0, 0, form.GOAL, LABEL), (1, self.last, self.content.goal, TEXT)])
        spots = self._spots(form.columns(self.weights))
        yield self._row([(first, last, text, LABEL) for first, last, text in spots])
        for laid in grid(self.content.indicators):
            yield self._indicator(laid)

    def _agency(self) -> str:
        cells = form.agency(self.content)
        if len(cells) == 1:
            parts = [(0, 4, cells[0], AGENCY)]
        else:
            parts = [(column, column, text, AGENCY) for column, text in enumerate(cells[:3])] + [
                (3, 4, cells[3], AGENCY)
            ]
        return self._row([*parts, (5, self.last, form.unit_line(self.content), UNIT)])

    def _amounts(self) -> str:
        """A number where the workbook keeps all its digits, else the digits as text."""
        cells = [text_cell(f"A{self.end}", form.FUNDS, LABEL)]
        for label, amount, column in zip(form.AMOUNTS, form.amounts(self.content), (1, 3, 5), strict=True):
            last = self.last if column == 5 else column + 1
            cells.append(text_cell(f"{COLUMNS[column]}{self.end}", label, LABEL))
            cells.append(_amount(f"{COLUMNS[column + 1]}{self.end}", amount))
            cells.append(self._merged(column + 1, last, MONEY))
        return self._finish("".join(cells), 2)

    def _indicator(self, laid: GridRow[IndicatorContent]) -> str:
        indicator = laid.row
        for column, span in (("A", laid.level1_span), ("B", laid.level2_span)):
            if span > 1:
                self.merges.append(f"{column}{self.end}:{column}{self.end + span - 1}")
        levels = (indicator.level1 if laid.level1_span else "", indicator.level2 if laid.level2_span else "")
        styles = (WORD, WORD, TEXT, TEXT, WORD, WORD)
        texts = (*levels, *form.values(indicator, self.weights))
        spots = zip(self._spots(texts), styles[: len(texts)], strict=True)
        return self._row([(first, last, text, style) for (first, last, text), style in spots])

    def _spots(self, texts: tuple[str, ...]) -> list[tuple[int, int, str]]:
        return [(first, first + width - 1, text) for (first, width), text in zip(_SPANS, texts, strict=False)]

    def _row(self, cells: list[tuple[int, int, str, int]], line: int = _LINE, larger: float = 1) -> str:
        """A row of texts, each from its first to its last column."""
        most = max(lines(text, _ems(first, last) / larger) for first, last, text, _ in cells)
        written = [
            text_cell(f"{COLUMNS[first]}{self.end}", text, style) + self._merged(first, last, style)
            for first, last, text, style in cells
        ]
        return self._finish("".join(written), most, line)

    def _merged(self, first: int, last: int, style: int) -> str:
        """The cells that a merge to the right covers: they only carry its borders."""
        if last == first:
            return ""
        self.merges.append(f"{COLUMNS[first]}{self.end}:{COLUMNS[last]}{self.end}")
        return "".join(f'<c r="{column}{self.end}" s="{style}"/>' for column in COLUMNS[first + 1 : last + 1])

    def _finish(self, cells: str, count: int, line: int = _LINE) -> str:
        height = min(_MOST, max(_LEAST, count * line + 7))
        self.end += 1
        return row(self.end - 1, cells, height)


def _ems(first: int, last: int) -> float:
    return (sum(WIDTHS[first : last + 1]) - 1) / 2


def _amount(place: str, amount: Decimal | None) -> str:
    if amount is not None and is_exact(amount):
        return number_cell(place, amount, MONEY)
    return text_cell(place, form.amount_text(amount), MONEY)
