"""What a reader gives: paragraphs and tables as rows of cells, in the order of the document.

Readers know merges, not meanings. A cell that a vertical merge covers is `above` and has, as a rule, no text of its
own; a horizontal merge is one cell with a span. Plain Python, no Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from indicators.findings import Finding, Place


class Cell(NamedTuple):
    """One cell: `column` is the first grid column that it covers (from 0), `order` its place in the row (from 1)."""

    text: str
    column: int
    span: int
    order: int
    above: bool = False


class Row(NamedTuple):
    """One row of a table, its cells side by side in four sequences, since there are millions of them.

    `number` counts from 1 as the document's own reader would; `above` says which cells a vertical merge covers.
    """

    number: int
    texts: tuple[str, ...]
    columns: tuple[int, ...]
    spans: tuple[int, ...]
    above: tuple[bool, ...]

    @classmethod
    def of(cls, number: int, cells: Iterable[Cell]) -> Row:
        """A row of the given cells."""
        held = tuple(cells)
        return cls(
            number,
            tuple(cell.text for cell in held),
            tuple(cell.column for cell in held),
            tuple(cell.span for cell in held),
            tuple(cell.above for cell in held),
        )

    @property
    def cells(self) -> list[Cell]:
        """The cells one by one."""
        sides = zip(self.texts, self.columns, self.spans, self.above, strict=True)
        return [Cell(text, column, span, order, above) for order, (text, column, span, above) in enumerate(sides, 1)]


# The first column of a row that a reader could not line up with its grid: beside it, so that no cell is taken for
# another column's, and none for a label and its value.
BESIDE = 10_000


class Paragraph(NamedTuple):
    """Text outside tables."""

    text: str


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One table of a document or one sheet of a workbook; `nested` is what its cells hold where they hold tables.

    `made_from` is the digest that a sheet of ours carries (indicators/made_from.py), "" for all others.
    """

    number: int
    rows: tuple[Row, ...]
    sheet: str = ""
    nested: tuple[Paragraph | SourceTable, ...] = field(default=())
    made_from: str = ""

    def place(self, file: str, row: Row | None = None, order: int | None = None) -> Place:
        """The place of the `order`-th cell of a row, of a row, or of the whole table."""
        if row is None or order is None:
            return Place(file, self.number, row.number if row else None, None, self.sheet)
        column = row.columns[order - 1] + 1 if self.sheet else order
        return Place(file, self.number, row.number, column, self.sheet)


class Spot(NamedTuple):
    """Where a value stands; its place is only made when it is needed."""

    table: SourceTable
    row: Row
    order: int

    @property
    def _end(self) -> int:
        return self.row.columns[self.order - 1] + self.row.spans[self.order - 1]

    @property
    def text_behind(self) -> str:
        """What stands in the grid column behind it; in a sheet a blank is no cell."""
        follows = self.row.columns[self.order : self.order + 1] == (self._end,)
        return self.row.texts[self.order] if follows else ""

    def place_behind(self, file: str) -> Place:
        """The place of the cell of a sheet behind it, which may be blank."""
        return Place(file, self.table.number, self.row.number, self._end + 1, self.table.sheet)


Block = Paragraph | SourceTable


class Unreadable(Exception):
    """A file can't be read at all; the finding says why, in one sentence."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


Blocks = Iterator[Block | Finding]
