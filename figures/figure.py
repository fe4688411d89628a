"""A statistic as a value: what it counts, in rows and columns, and which of the columns a chart draws.

The page, the print, the exports and the API show the same Figure, so that they say the same. Plain Python:
who makes one has limited it to what the user may see (figures/selection.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from heapq import nlargest
from typing import Any, Generic, TypeVar, overload

PAGE = 50  # rows of a statistic on a page
MOST = 20_000  # rows of a statistic that is made page by page, where all are asked for
CUT = f"只列出前 {MOST:,} 行，请缩小范围分几次导出。"  # said in a file that has no more
Value = str | int | Decimal | float | None
Counted = TypeVar("Counted")


class Kind(StrEnum):
    """What the values of a column are, and so how they are shown, exported and added up."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"  # Decimal in 元; None where no table has an amount, which is not an amount of 0
    SHARE = "share"  # float from 0 to 1; None where there is nothing to have a share of
    DAYS = "days"  # int or float


class Shape(StrEnum):
    """How a chart draws the rows."""

    BARS = "bars"  # beside each other: a bar for each row and column
    STACKED = "stacked"  # one bar for each row, its columns one behind the other
    LINE = "line"  # a line for each column, over the rows


@dataclass(frozen=True)
class Column:
    """A heading; `key` is its name for other systems."""

    key: str
    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Cell:
    """A value; `link` is the address of the list that it counts, filtered. That list has exactly as many entries."""

    value: Value
    link: str = ""

    @property
    def plain(self) -> str | int | float | None:
        """The value for JSON: amounts as text, since a float would round them."""
        return format(self.value, "f") if isinstance(self.value, Decimal) else self.value


Row = tuple[Cell, ...]


class Rows(Sequence[Row], Generic[Counted]):
    """Rows that are made when they are looked at: a page shows 50 of a thousand agencies, a file has them all."""

    def __init__(
        self, of: Sequence[Counted], make: Callable[[Counted], Row], size: Callable[[Counted], float] | None = None
    ) -> None:
        """`make` gives the row of one of them; `size` how long its bar is, where the chart draws the largest."""
        self._of, self._make, self._size = of, make, size

    def __len__(self) -> int:
        return len(self._of)

    @overload
    def __getitem__(self, which: int) -> Row: ...
    @overload
    def __getitem__(self, which: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, which: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(which, slice):
            return tuple(map(self._make, self._of[which]))
        return self._make(self._of[which])

    def __iter__(self) -> Iterator[Row]:
        return map(self._make, self._of)

    def largest(self, most: int, size: Callable[[Row], float]) -> list[Row]:
        """The rows with the longest bars, the longest first; `size` measures a row where nobody said how."""
        if self._size is None:
            return nlargest(most, self, key=size)
        return list(map(self._make, nlargest(most, self._of, key=self._size)))


@dataclass(frozen=True)
class Chart:
    """Draws `columns` (their keys, all of one kind) of the rows, each named by its first cell.

    `most` rows are drawn, the first or the `largest`; all of them stand in the table below.
    """

    shape: Shape
    columns: tuple[str, ...]
    most: int = 12
    largest: bool = False


@dataclass(frozen=True)
class Figure:
    """A statistic. `says` is one sentence: what is counted, and as of when.

    Each row has a cell for each column, and so has `total`. `notes` say what has to be known beside it; `empty` says
    why there are no rows. Where it would be too much to make all rows of a list, `rows` is the page that the selection
    asks for, of PAGE rows, and `in_all` says how many there are.
    """

    key: str
    title: str
    says: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    total: Row | None = None
    chart: Chart | None = None
    notes: tuple[str, ...] = field(default=())
    empty: str = "没有符合条件的表。"
    in_all: int | None = None
    whole: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether a file has not all rows of it."""
        return self.in_all is not None and self.in_all > MOST

    def place(self, key: str) -> int:
        """Where a column stands, from 0; ValueError where there is none with this key."""
        return [column.key for column in self.columns].index(key)

    def to_json(self) -> dict[str, Any]:
        """For other systems: rows as objects by column, the addresses of lists beside them."""
        return {
            "key": self.key,
            "title": self.title,
            "says": self.says,
            "notes": list(self.notes),
            "columns": [{"key": each.key, "title": each.title, "kind": each.kind.value} for each in self.columns],
            "rows": [self._json_of(row) for row in self.rows],
            "total": self._json_of(self.total) if self.total else None,
            "in_all": len(self.rows) if self.in_all is None else self.in_all,
        }

    def _json_of(self, row: Row) -> dict[str, Any]:
        pairs = list(zip(self.columns, row, strict=True))
        links = {column.key: cell.link for column, cell in pairs if cell.link}
        return {"values": {column.key: cell.plain for column, cell in pairs}, "links": links}
