"""The indicator grid as it is printed: equal 一级 and 二级 names that follow each other become one merged cell.

A view of equal neighbours and nothing more: what is merged here is stored in every row, so nothing can be unmerged
by accident. Works on IndicatorContent and on the rows of the database. Plain Python, no Django.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Generic, TypeVar

Row = TypeVar("Row")  # with level1 and level2
_level1, _level2 = attrgetter("level1"), attrgetter("level2")


@dataclass(frozen=True, slots=True)
class GridRow(Generic[Row]):
    """A row and how many rows its level cells span; 0 where the cell of a row above covers it."""

    row: Row
    level1_span: int
    level2_span: int


def grid(rows: Iterable[Row]) -> list[GridRow[Row]]:
    """The rows with their spans. A 二级 never spans two 一级, even where the names are equal."""
    laid: list[GridRow[Row]] = []
    for _, first in groupby(rows, key=_level1):
        firsts = list(first)
        start = len(laid)
        for _, second in groupby(firsts, key=_level2):
            seconds = list(second)
            for number, row in enumerate(seconds):
                level1_span = len(firsts) if len(laid) == start else 0
                laid.append(GridRow(row, level1_span, 0 if number else len(seconds)))
    return laid
