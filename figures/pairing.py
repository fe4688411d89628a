"""Which project of a year is which of the year before: within an agency, by its name. Plain Python.

The year in a name moves along: 2024年网格管理 and 2025年网格管理 are one project. A name that stayed the same wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.years import moved


class Change(StrEnum):
    """What became of a project; also the values of an address."""

    NEW = "new"
    GONE = "gone"
    MORE = "more"
    LESS = "less"
    SAME = "same"
    UNKNOWN = "unknown"  # one of both years has no amount


CHANGES = {
    Change.NEW: "新增", Change.GONE: "取消", Change.MORE: "金额增加", Change.LESS: "金额减少", Change.SAME: "金额不变",
    Change.UNKNOWN: "一年未填金额",
}  # fmt: skip


@dataclass(frozen=True)
class Funded:
    """A table: its key, the name of its project, 预算数 in 元 where it has one, and how many indicators it has."""

    table: int
    name: str
    total: Decimal | None
    indicators: int


@dataclass(frozen=True)
class Pair:
    """A project in two years; one of both may be missing."""

    before: Funded | None
    now: Funded | None

    @property
    def change(self) -> Change:
        """What became of it. Two years without an amount are the same."""
        if self.before is None:
            return Change.NEW
        if self.now is None:
            return Change.GONE
        if self.before.total == self.now.total:
            return Change.SAME
        more = self.difference
        return Change.UNKNOWN if more is None else Change.MORE if more > 0 else Change.LESS

    @property
    def difference(self) -> Decimal | None:
        """By how much the amount grew, less than 0 where it shrank; None where an amount is missing."""
        before = self.before.total if self.before else Decimal(0)
        now = self.now.total if self.now else Decimal(0)
        return None if before is None or now is None else now - before


def pairs_of(before: Iterable[Funded], now: Iterable[Funded], year: int) -> list[Pair]:
    """The projects of one agency in `year` and the year before it, each once."""
    rest = {each.name: each for each in before}
    same = [(each, rest.pop(each.name, None)) for each in now]
    by_moved_name = {moved(each.name, year - 1, year): each for each in rest.values()}
    pairs = []
    for each, found in same:
        if found is None and (found := by_moved_name.pop(each.name, None)) is not None:
            del rest[found.name]
        pairs.append(Pair(found, each))
    return pairs + [Pair(each, None) for each in rest.values()]
