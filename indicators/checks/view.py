"""A table as the checks look at it: each row with its group, its reading and its texts without white space.

`rows_of` keeps the last table's rows, since two dozen checks ask for the same ones in turn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Generic, Literal, TypeVar

from indicators.content import IndicatorContent, TableContent
from indicators.target import Target
from indicators.text import compact

T = TypeVar("T")
Group = Literal["quantity", "quality", "time", "cost", "benefit", "satisfaction", "output", "unknown"]

# Parts of level names → group, in this order: 生态环境成本 is a cost, and 满意度 is told before anything else.
_SECONDS: tuple[tuple[str, Group], ...] = (
    ("满意", "satisfaction"),
    ("成本", "cost"),
    ("数量", "quantity"),
    ("质量", "quality"),
    ("时效", "time"),
    ("进度", "time"),
    ("效益", "benefit"),
    ("可持续", "benefit"),
    ("影响", "benefit"),
    ("效果", "benefit"),
)
_FIRSTS: tuple[tuple[str, Group], ...] = (
    ("满意", "satisfaction"),
    ("成本", "cost"),
    ("效益", "benefit"),
    ("效果", "benefit"),
    ("产出", "output"),
)
PERCENT = frozenset(("%", "％", "﹪", "百分比"))
PER_MILLE = "‰"


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator row with what is derived from it."""

    source: IndicatorContent
    group: Group
    reading: Target
    name: str
    description: str
    target: str

    @property
    def number(self) -> Decimal:
        """The number of a target that is one; 0 elsewhere, so look at `is_number` first."""
        return self.reading.number or Decimal(0)

    @property
    def is_number(self) -> bool:
        """Whether the target is one number with a unit."""
        return self.reading.kind == "number"

    @property
    def is_percent(self) -> bool:
        """Whether the target is a number of hundredths."""
        return self.reading.unit in PERCENT


@lru_cache(maxsize=1024)
def group_of(level1: str, level2: str) -> Group:
    """The group that the names of the levels put a row into; both trees in use and their spellings are known."""
    for part, group in _SECONDS:
        if part in level2:
            return group
    for part, group in _FIRSTS:
        if part in level1:
            return group
    return "unknown"


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text for comparing: without white space, widths of letters and signs put together."""
    return compact(unicodedata.normalize("NFKC", text))


def row_key(row: IndicatorContent) -> tuple[str, str, str]:
    """What makes two rows identical for a reader: 二级, 三级 and target."""
    return folded(row.level2), folded(row.level3), folded(row.target)


class Last(Generic[T]):
    """A function of a table that keeps its last result; one tuple, so that threads can't see halves."""

    def __init__(self, function: Callable[[TableContent], T]) -> None:
        self.function = function
        self.pair: tuple[TableContent, T] | None = None

    def __call__(self, content: TableContent) -> T:
        pair = self.pair
        if pair is None or pair[0] is not content:
            self.pair = pair = (content, self.function(content))
        return pair[1]


@Last
def rows_of(content: TableContent) -> tuple[Row, ...]:
    """The rows of a table."""
    return tuple(map(_row, content.indicators))


def _row(row: IndicatorContent) -> Row:
    group = group_of(row.level1, row.level2)
    return Row(row, group, row.reading, compact(row.level3), compact(row.description), compact(row.target))


def texts_of(content: TableContent) -> Iterator[tuple[IndicatorContent | None, str, str]]:
    """Every text that people write: its row where it is in one, the field's name, the text."""
    for name in ("project_name", "purpose", "goal"):
        yield None, name, getattr(content, name)
    for row in content.indicators:
        for name in ("level3", "description", "target"):
            yield row, name, getattr(row, name)


def yuan(amount: Decimal) -> str:
    """An amount in 元 for a sentence: 3,570,000 元."""
    text = f"{amount:,.2f}".removesuffix(".00")
    return f"{text} 元"


def plain(number: Decimal) -> str:
    """A number for a sentence, without idle zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
