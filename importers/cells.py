"""What a reader gives: paragraphs and tables as rows of cells, in the order of the document.

Readers know merges, not meanings. A cell that a vertical merge covers has `above` set and no text of its own;
a horizontal merge is one cell with a `span`. Plain Python, no Django.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    """One row of a table: `number` counts from 1 as the document's own reader would."""

    number: int
    cells: tuple[Cell, ...]


class Paragraph(NamedTuple):
    """Text outside tables."""

    text: str


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One table of a document or one sheet of a workbook.

    `flowing` marks a plain-text dump, whose cells are sure but whose row ends are not: `breaks` then holds, for
    each cell, whether a blank line stood before it.
    """

    number: int
    rows: tuple[Row, ...]
    sheet: str = ""
    nested: tuple[SourceTable, ...] = field(default=())

    def place(self, file: str, row: Row | None = None, cell: Cell | None = None) -> Place:
        """The place of a cell, a row or the whole table."""
        column = None
        if cell:
            column = cell.column + 1 if self.sheet else cell.order
        return Place(file, self.number, row.number if row else None, column, self.sheet)


Block = Paragraph | SourceTable


class Unreadable(Exception):
    """A file can't be read at all; the finding says why, in one sentence."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


Blocks = Iterator[Block | Finding]
