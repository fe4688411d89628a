"""Usual targets of alike indicators, and those that are far from them. Plain Python.

Alike are indicators with one library key (indicators/library/alike.py); numbers are compared in one unit. RULE says on
screen what counts as far.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from math import log10
from operator import attrgetter
from typing import NamedTuple

FEWEST = 5  # numbers that a usual one can be told from
WHISKER = Decimal("1.5")  # times the distance of the quartiles
TIMES = 10  # as large, or as small: another scale
MOST_UNITS = Decimal("0.8")  # share of a unit that the others are strange beside
KEPT = 20  # of one group, the farthest
REASONS = {"scale": f"与中位数相差 {TIMES} 倍以上", "unit": "计量单位与多数不同", "range": "超出通常范围"}
RULE = (
    f"同类指标按归并后的名称和计量单位比较，至少有 {FEWEST} 个数值才计算；比四分位数再远 {WHISKER} 个四分位距以上、"
    f"与中位数相差 {TIMES} 倍以上，或者 {MOST_UNITS:.0%} 以上的同类指标用另一个计量单位的，列为偏离"
)
_RANKS = {"scale": 2000, "unit": 1000, "range": 0}


class Row(NamedTuple):
    """One indicator with a number."""

    key: str
    unit: str
    number: Decimal
    table: int
    agency: int
    name: str
    target: str


class Usual(NamedTuple):
    """The numbers of alike indicators in one unit."""

    key: str
    unit: str
    name: str
    number: int
    tables: int
    lowest: Decimal
    low: Decimal
    median: Decimal
    high: Decimal
    highest: Decimal
    outliers: int


class Outlier(NamedTuple):
    """An indicator that is far from alike ones: why (of REASONS), how far, and what is usual in words."""

    row: Row
    reason: str
    far: float
    usual: str


def usual_targets(rows: Iterable[Row]) -> Iterator[tuple[list[Usual], list[Outlier]]]:
    """What is usual and what is far, key by key; the rows in the order of their keys."""
    for _, same in groupby(rows, key=attrgetter("key")):
        alike = list(same)
        if len(alike) >= FEWEST:
            yield _of_key(alike)


def _of_key(alike: list[Row]) -> tuple[list[Usual], list[Outlier]]:
    by_unit: dict[str, list[Row]] = {}
    for row in alike:
        by_unit.setdefault(row.unit, []).append(row)
    known = {unit: _usual(rows) for unit, rows in sorted(by_unit.items()) if len(rows) >= FEWEST}
    found = {unit: _far(by_unit[unit], usual) for unit, usual in known.items()}
    listed = [usual._replace(outliers=len(found[unit])) for unit, usual in known.items()]
    strange = [each for usual in known.values() for each in _strange(alike, usual)]
    return listed, [*_farthest(strange), *(each for far in found.values() for each in _farthest(far))]


def _farthest(outliers: list[Outlier]) -> list[Outlier]:
    return sorted(outliers, key=lambda each: (-each.far, each.row.table))[:KEPT]


def _usual(rows: Sequence[Row]) -> Usual:
    numbers = sorted(row.number for row in rows)
    names = Counter(row.name for row in rows)
    return Usual(
        key=rows[0].key,
        unit=rows[0].unit,
        name=min(names, key=lambda name: (-names[name], name)),
        number=len(rows),
        tables=len({row.table for row in rows}),
        lowest=numbers[0],
        low=quantile(numbers, 1),
        median=quantile(numbers, 2),
        high=quantile(numbers, 3),
        highest=numbers[-1],
        outliers=0,
    )


def quantile(numbers: Sequence[Decimal], quarter: int) -> Decimal:
    """A quartile of sorted numbers, between two of them in proportion (the inclusive way, as QUARTILE.INC in Excel)."""
    place, rest = divmod((len(numbers) - 1) * quarter, 4)
    if not rest:
        return numbers[place]
    return numbers[place] + (numbers[place + 1] - numbers[place]) * rest / 4


def _far(rows: Iterable[Row], usual: Usual) -> list[Outlier]:
    words = in_words(usual)
    found = []
    for row in rows:
        reason, far = _why_far(row.number, usual)
        if reason:
            found.append(Outlier(row, reason, _RANKS[reason] + min(far, 999.0), words))
    return found


def _why_far(number: Decimal, usual: Usual) -> tuple[str, float]:
    ratio = number / usual.median if usual.median else Decimal()
    if ratio > 0 and (ratio >= TIMES or ratio * TIMES <= 1):
        return "scale", abs(log10(ratio))
    between = usual.high - usual.low
    beyond = max(usual.low - number, number - usual.high)
    if between and beyond > WHISKER * between:
        return "range", float(beyond / between)
    return "", 0.0


def _strange(alike: Sequence[Row], usual: Usual) -> list[Outlier]:
    """Those in another unit, where nearly all have this one."""
    if usual.number < MOST_UNITS * len(alike):
        return []
    words = in_words(usual)
    return [Outlier(row, "unit", _RANKS["unit"], words) for row in alike if row.unit != usual.unit]


def in_words(usual: Usual) -> str:
    """What is usual: 90～100%，中位数 95%（12 个）."""
    low, high = plain(usual.low), plain(usual.high)
    span = low if low == high else f"{low}～{high}"
    return f"{span}{usual.unit}，中位数 {plain(usual.median)}{usual.unit}（{usual.number} 个）"


def plain(number: Decimal) -> str:
    """A number as people write it, four places at most."""
    rounded = f"{number:.4f}".rstrip("0").rstrip(".")
    return "0" if rounded == "-0" else rounded
