"""Cells of a sheet and its merged ranges → rows of cells, walking only rows and cells that have text.

A range may claim a million rows, so it is laid over the rows that exist, and the sum of these visits is bounded.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from importers.cells import Row

MAX_VISITS = 2_000_000
LAST_COLUMN, LAST_ROW = 16384, 1048576

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")

Texts = dict[int, dict[int, str]]


class Range(NamedTuple):
    """A merged range: rows from 1, columns from 0, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int


class Crowded(Exception):
    """Too many merges to lay out in bounded time."""


def position(reference: str) -> tuple[int, int] | None:
    """Row (from 1) and column (from 0) of a reference such as C5, None for what is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    row, column = int(match[2]), _column(match[1])
    return (row, column) if row <= LAST_ROW and column < LAST_COLUMN else None


@lru_cache(maxsize=LAST_COLUMN)
def _column(letters: str) -> int:
    """The column of its letters: A is 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def merged_range(reference: str) -> Range | None:
    """The range of a reference such as A1:C5; None for a single cell and for nonsense."""
    first, _, last = reference.partition(":")
    start, end = position(first), position(last)
    if start is None or end is None:
        return None
    found = Range(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
    return None if found[:2] == found[2:] else found


class Layout:
    """The rows of a sheet with its merges laid over them; `covered` are texts that a merge hides from view."""

    def __init__(self, texts: Texts, ranges: list[Range]) -> None:
        self.texts = texts
        self.numbers = sorted(texts)
        self.spans: dict[int, dict[int, int]] = defaultdict(dict)
        self.above: dict[int, dict[int, int]] = defaultdict(dict)
        self.covered: list[tuple[int, int]] = []
        self._visits = 0
        for area in ranges:
            self._lay(area)

    def rows(self) -> Iterator[Row]:
        """The rows with text, in order."""
        for number in self.numbers:
            texts, spans, above = self.texts[number], self.spans.get(number, {}), self.above.get(number, {})
            if not texts:
                continue
            columns = tuple(sorted(texts.keys() | spans.keys() | above.keys()))
            yield Row(
                number,
                tuple(texts.get(column, "") for column in columns),
                columns,
                tuple(above.get(column) or spans.get(column, 1) for column in columns),
                tuple(column in above for column in columns),
            )

    def _lay(self, area: Range) -> None:
        """Mark the rows that a range covers and take out what it hides."""
        start, end = bisect_left(self.numbers, area.top), bisect_right(self.numbers, area.bottom)
        self._visits += end - start + 1
        if self._visits > MAX_VISITS:
            raise Crowded
        span = area.right - area.left + 1
        for number in self.numbers[start:end]:
            texts = self.texts[number]
            first = number == area.top
            hidden = [column for column in texts if area.left + first <= column <= area.right]
            for column in hidden:
                self.covered.append((number, column))
                del texts[column]
            (self.spans if first else self.above)[number][area.left] = span
