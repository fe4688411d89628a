"""One sheet to be filled in: a label beside each cell of the head, a grid without merges, blank rows below it.

Every cell of a text is in the format of texts, the blank ones too: what is typed there stays as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from exporters import form
from exporters.entry import Entry
from exporters.measure import lines
from exporters.writers import fill_in_guides as guides
from exporters.writers.fill_in_guides import Guide
from exporters.writers.xlsx_cell import is_exact, number_cell, row, text_cell
from exporters.writers.xlsx_parts import ASKED, MIDDLE, MONEY, TEXT, TITLE, WORD
from indicators.content import IndicatorContent

COLUMNS = "ABCDEF"
WIDTHS = (17, 22, 34, 40, 24, 8)  # in Latin characters; the last is there for weights only
BLANK_ROWS = 30
GUIDED_ROWS = 300  # below the rows that are there
HEADER = 8  # the number of its row
_LINE, _LEAST, _MOST = 15, 22, 409  # points; no row may be higher


class FillInForm:
    """The rows of one sheet; `merges`, `head_height` (points) and `end` (the last row) are known when they are made."""

    def __init__(self, entry: Entry, firsts: tuple[str, ...], seconds: tuple[str, ...]) -> None:
        self.entry, self.content = entry, entry.content
        self.firsts, self.seconds = firsts, seconds
        self.weights = form.has_weights(entry.content)
        self.last = 5 if self.weights else 4  # the last column
        self.merges: list[str] = []
        self.head_height = 0.0
        self.number = 1

    @property
    def end(self) -> int:
        """The last row."""
        return self.number - 1

    def rows(self) -> Iterator[str]:
        """The XML of all rows."""
        content = self.content
        total, fiscal, other = form.amounts(content)
        yield self._head([(0, self.last, form.title(self.entry), TITLE)], 22)
        yield self._pairs("单位代码", content.agency_code, "单位名称", content.agency_name)
        yield self._pair(form.PROJECT, content.project_name)
        yield self._pairs("金额单位", form.unit(content), form.AMOUNTS[0], total)
        yield self._pairs(form.AMOUNTS[1], fiscal, form.AMOUNTS[2], other)
        yield self._pair("资金用途", content.purpose, 2)
        yield self._pair(form.GOAL, content.goal, 3)
        yield self._head([(at, at, name, ASKED) for at, name in enumerate(form.columns(self.weights))])
        for indicator in content.indicators:
            yield self._indicator(indicator)
        for _ in range(BLANK_ROWS):
            yield self._indicator(IndicatorContent("", "", ""))

    def guides(self) -> Iterator[Guide]:
        """The validations of all cells that are filled in."""
        last = COLUMNS[self.last]
        yield guides.text(f"A1:{last}1", "title")
        yield from (guides.text("B2", "单位代码"), guides.text(f"D2:{last}2", "单位名称"))
        yield guides.text(f"B3:{last}3", form.PROJECT)
        yield from (guides.unit("B4"), guides.number(f"D4:{last}4", form.AMOUNTS[0]))
        yield from (guides.number("B5", form.AMOUNTS[1]), guides.number(f"D5:{last}5", form.AMOUNTS[2]))
        yield from (guides.text(f"B6:{last}6", "资金用途"), guides.text(f"B7:{last}7", form.GOAL))
        below = HEADER + len(self.content.indicators) + GUIDED_ROWS
        for column, name in zip(COLUMNS, form.columns(self.weights), strict=False):
            yield self._guide(f"{column}{HEADER + 1}:{column}{below}", name)

    def _guide(self, cells: str, name: str) -> Guide:
        """Of one column of the grid."""
        if name in form.COLUMNS[:2]:
            return guides.level(cells, name, self.firsts if name == form.COLUMNS[0] else self.seconds)
        return guides.number(cells, name) if name == form.WEIGHT else guides.text(cells, name)

    def _pair(self, label: str, text: str, least: int = 1) -> str:
        return self._head([(0, 0, label, ASKED), (1, self.last, text, TEXT)], least=least)

    def _pairs(self, label: str, value: str | Decimal | None, other: str, beside: str | Decimal | None) -> str:
        cells = [(0, 0, label, ASKED), (1, 1, value, _style(label)), (2, 2, other, ASKED)]
        return self._head([*cells, (3, self.last, beside, _style(other))])

    def _head(self, cells: list[tuple[int, int, str | Decimal | None, int]], line: int = _LINE, least: int = 1) -> str:
        """A row of the head, each cell from its first to its last column; no program reckons the height of merges."""
        most = max(lines(_shown(value), _ems(first, last)) for first, last, value, _ in cells)
        height = min(_MOST, max(_LEAST, max(most, least) * line + 7))
        self.head_height += height
        self.merges += [f"{COLUMNS[a]}{self.number}:{COLUMNS[b]}{self.number}" for a, b, *_ in cells if a != b]
        written = "".join(map(self._spread, cells))
        self.number += 1
        return row(self.number - 1, written, height)

    def _spread(self, cell: tuple[int, int, str | Decimal | None, int]) -> str:
        """A cell and those that its merge covers, which only carry its borders."""
        first, last, value, style = cell
        covered = "".join(f'<c r="{column}{self.number}" s="{style}"/>' for column in COLUMNS[first + 1 : last + 1])
        return _cell(f"{COLUMNS[first]}{self.number}", value, style) + covered

    def _indicator(self, indicator: IndicatorContent) -> str:
        """A row of the grid, of a height that follows what is typed."""
        values: chain[str | Decimal | None] = chain(
            (indicator.level1, indicator.level2, indicator.level3, indicator.description, indicator.target),
            (indicator.weight,) if self.weights else (),
        )
        cells = [(at, value, _GRID_STYLES[at]) for at, value in enumerate(values)]
        most = max(lines(_shown(value), _ems(at, at)) for at, value, _ in cells)
        written = "".join(_cell(f"{COLUMNS[at]}{self.number}", value, style) for at, value, style in cells)
        self.number += 1
        height = min(_MOST, max(_LEAST, most * _LINE + 7))
        return f'<row r="{self.number - 1}" ht="{height:g}">{written}</row>'


_GRID_STYLES = (WORD, WORD, TEXT, TEXT, WORD, MIDDLE)  # a weight is a number


def _style(label: str) -> int:
    return MONEY if label in form.AMOUNTS else WORD if label in ("单位代码", "金额单位") else TEXT


def _cell(place: str, value: str | Decimal | None, style: int) -> str:
    """A number where the workbook keeps all its digits, else a text."""
    if isinstance(value, Decimal) and is_exact(value):
        return number_cell(place, value, style)
    return text_cell(place, _shown(value), style)


def _shown(value: str | Decimal | None) -> str:
    return "" if value is None else value if isinstance(value, str) else format(value, "f")


def _ems(first: int, last: int) -> float:
    return (sum(WIDTHS[first : last + 1]) - 1) / 2
