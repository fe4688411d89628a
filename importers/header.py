"""The header row of an indicator grid: which columns there are, and which cell of a row stands under which.

Plain Python, no Django.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from importers.cells import Row
from importers.labels import MONEY, column_label, head_label

LEVELS = ("level1", "level2", "level3")
# Head fields that a flat list has as columns (one large table, a project over several rows).
FLAT = MONEY | {"project_name", "agency", "agency_code", "goal", "purpose"}
_OF_YEAR = re.compile(r"年度|当年|本年|(?:19|20)\d\d年?度?(?:$|目标|指标)")
# Where a form has two sides (中期 and 年度), these come twice.
_SIDED = ("level1", "level2", "level3", "description", "target", "sign", "unit")


class Column(NamedTuple):
    """One column of the header: the grid columns that it covers, and what it holds ("" where that is unknown)."""

    start: int
    end: int
    key: str
    text: str


@dataclass(frozen=True, eq=False, slots=True)
class Header:
    """The columns of a grid. `later` marks a 中期/长期 block; `unknown` are header cells with no known meaning.

    Equal only to itself: alike headers are one object (_header), which makes looking mappings up cheap.
    """

    columns: tuple[Column, ...]
    later: bool
    unknown: tuple[int, ...]

    @property
    def is_flat(self) -> bool:
        """Whether the project itself is a column."""
        return any(column.key == "project_name" for column in self.columns)


class Mapping(NamedTuple):
    """Which cell of a row stands under which column; `rest` are cells under none."""

    cells: dict[str, int]
    rest: tuple[int, ...]


@lru_cache(maxsize=4096)
def mapping(header: Header, starts: tuple[int, ...], spans: tuple[int, ...]) -> Mapping | None:
    """How the cells of a row with these columns stand under a header; None where the row can't be one of its grid.

    A cell belongs to the column that it overlaps most, so that slightly shifted borders do no harm. Rows are alike,
    hence the cache.
    """
    taken: dict[str, int] = {}
    for index, (start, span) in enumerate(zip(starts, spans, strict=True)):
        under = [column for column in header.columns if column.start < start + span and start < column.end]
        if not under:
            continue
        keys = {column.key for column in under if column.start >= start and column.end <= start + span}
        if ("level3" in keys and keys & {"level1", "target"}) or {"level1", "target"} <= keys:
            return None  # a cell across the grid: a title, a note, the next form
        best = max(under, key=lambda column: min(column.end, start + span) - max(column.start, start))
        if "level1" in keys and best.key == "level3":
            return None  # the same, from a form with fewer columns on the same sheet
        if best.key and best.key not in taken:
            taken[best.key] = index
    if "level3" not in taken and "target" not in taken:
        return None
    return Mapping(taken, tuple(sorted(set(range(len(starts))) - set(taken.values()))))


def narrowed(header: Header, row: Row) -> Header:
    """The header with its target at the year's half, where a second header row parts it: 中期 | 2025年."""
    columns = list(header.columns)
    for at, column in enumerate(columns):
        if column.key == "target" and column.end - column.start > 1:
            halves = zip(row.texts, row.columns, row.spans, strict=True)
            of_year = [(start, start + span) for text, start, span in halves if _OF_YEAR.match(text)]
            within = [half for half in of_year if column.start <= half[0] and half[1] <= column.end]
            if len(within) == 1:
                columns[at] = column._replace(start=within[0][0], end=within[0][1])
    return replace(header, columns=tuple(columns))


def header_of(row: Row, above: Row | None) -> Header | None:
    """The header that a row is, or None. `above` is the row before it, for cells merged downwards and for sides."""
    texts = row.texts
    if above and True in row.above:
        over = dict(zip(above.columns, above.texts, strict=True))
        marks = zip(texts, row.columns, row.above, strict=True)
        texts = tuple(over.get(column, "") if not text and covered else text for text, column, covered in marks)
    return _header(texts, row.columns, row.spans, _annual_is_left(above))


@lru_cache(maxsize=1024)
def _header(
    texts: tuple[str, ...], starts: tuple[int, ...], spans: tuple[int, ...], annual_is_left: bool
) -> Header | None:
    """The header of these cells; forms are alike, hence the cache."""
    keys = [_key(text) if text else "" for text in texts]
    unknown = tuple(index for index, key in enumerate(keys) if texts[index] and not key)
    if not _is_header(keys, len(unknown)):
        return None
    columns = [
        Column(start, start + span, key, text)
        for start, span, key, text in zip(starts, spans, keys, texts, strict=True)
    ]
    return Header(tuple(_settle(columns, annual_is_left)), "group_later" in keys, unknown)


def _key(text: str) -> str:
    label = column_label(text)
    if label:
        return label.field
    head = head_label(text)
    return head.field if head and head.field in FLAT else "extra" if head else ""


def _is_header(keys: list[str], unknown: int) -> bool:
    """At least a third level or a value beside another level, and mostly known words."""
    found = set(keys)
    levels = found & set(LEVELS)
    named = (
        len(levels) >= 2 or (bool(levels) and "target" in found) or ({"group", "target"} <= found and len(found) > 2)
    )
    return named and bool({"level3", "target", "group"} & found) and unknown * 2 <= len([key for key in keys if key])


def _annual_is_left(above: Row | None) -> bool:
    """Whether the row above puts 年度 on the left and 中期 on the right; forms usually have it the other way round."""
    if above is None:
        return False
    labels = [(label.field, text) for text in above.texts if (label := column_label(text))]
    # Not 绩效指标, which stands before both sides.
    sides = [field for field, text in labels if field == "group_later" or (field == "group" and "年" in text)]
    return sides[:2] == ["group", "group_later"]


def _settle(columns: list[Column], annual_is_left: bool) -> list[Column]:
    """One column a key: the annual side of a two-sided form, the weight of the third level, a note as description."""
    counts = Counter(column.key for column in columns)
    sides = {key: _year_side(columns, key, annual_is_left) for key in _SIDED if counts[key] > 1}
    settled: list[Column] = []
    seen: Counter[str] = Counter()
    for column in columns:
        key = column.key
        seen[key] += 1
        first, last = seen[key] == 1, seen[key] == counts[key]
        if (key == "weight" and not last) or (key in sides and column is not sides[key]):
            key = "extra"
        if key == "note":
            key = "description" if not counts["description"] and first else "extra"
        if key == "group" and not counts["level3"] and last:
            key = "level3"
        settled.append(column._replace(key=key if key not in ("extra", "group", "group_later") else ""))
    return _split_levels(settled, counts)


def _year_side(columns: list[Column], key: str, annual_is_left: bool) -> Column:
    """Which of two columns of a kind is the year's.

    Two values of one indicator are no sides: 目标值（标准） comes first, what became of it behind it.
    """
    same = [column for column in columns if column.key == key]
    if sum(column.key == "level3" for column in columns) > 1:
        return same[0 if annual_is_left else -1]
    return next((column for column in same if "年度" in column.text), same[0])


def _split_levels(columns: list[Column], counts: Counter[str]) -> list[Column]:
    """指标类别 over two columns, without names of its own for 一级 and 二级; 行号 may stand before it."""
    at = next((at for at, column in enumerate(columns[:2]) if not column.key and column.end - column.start > 1), None)
    if counts["level1"] or counts["level2"] or not counts["level3"] or at is None:
        return columns
    wide = columns[at]
    middle = wide.start + 1
    halves = [wide._replace(end=middle, key="level1"), wide._replace(start=middle, key="level2")]
    return [*columns[:at], *halves, *columns[at + 1 :]]
