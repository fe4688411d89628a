"""What stands where on a form, before it is a file of any kind: lines of text and grids of boxes.

A layout makes a Made out of a TableContent: the paper, and the content that a reader must find on it
(a layout has no place for some fields, and those are blank in `expected`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from indicators.content import TableContent

Down = Literal["", "start", "covered"]


@dataclass(frozen=True, slots=True)
class Box:
    """One cell: `span` grid columns wide; `down` is its part in a merge over rows.

    `value` and `format` are the number that a workbook holds for the text, and how it shows it.
    """

    text: str = ""
    span: int = 1
    down: Down = ""
    value: Decimal | None = None
    format: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph outside the tables."""

    text: str
    heading: bool = False


@dataclass(slots=True)
class Grid:
    """One table; every row covers the same number of grid columns."""

    rows: list[list[Box]]

    @property
    def width(self) -> int:
        """The number of grid columns."""
        return max(sum(box.span for box in row) for row in self.rows)


Paper = list[Line | Grid]


@dataclass(slots=True)
class Made:
    """A paper, the contents that stand on it, and the texts that have no field and must be told."""

    paper: Paper
    expected: list[TableContent]
    untold: list[str] = field(default_factory=list)

    def __add__(self, other: Made) -> Made:
        """The other form after this one, in one document."""
        return Made([*self.paper, Line(""), *other.paper], self.expected + other.expected, self.untold + other.untold)


def fill(row: list[Box], width: int) -> list[Box]:
    """The row with its last box widened to the grid's width."""
    missing = width - sum(box.span for box in row)
    last = row[-1]
    return [*row[:-1], Box(last.text, last.span + missing, last.down, last.value, last.format)]


def texts(paper: Paper) -> list[str]:
    """All texts that stand in boxes, blank ones left out."""
    grids = [block for block in paper if isinstance(block, Grid)]
    boxes = [box for grid in grids for row in grid.rows for box in row]
    return [box.text for box in boxes if box.text.strip() and box.down != "covered"]
