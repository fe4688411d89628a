"""What differs between two contents of a table, field by field and row by row.

For the preview of an import, the history of a table and its review. Plain Python, no Django. The agency's name is
master data and not compared, so that a difference is empty exactly where `storing.same` holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from indicators.content import MONEY_FIELDS, IndicatorContent, TableContent, money_text
from indicators.pairing import Pair, in_place, pair_rows
from indicators.pieces import Piece, excerpt, pieces

__all__ = ["Difference", "FieldChange", "RowChange", "compare", "pieces"]

HEAD = {
    "project_name": "项目名称",
    "budget_total": "预算数",
    "fiscal_funds": "财政资金",
    "other_funds": "其他资金",
    "currency_unit": "金额单位",
    "purpose": "资金用途",
    "goal": "绩效目标",
    "title": "标题",
    "number": "序号",
    "agency_code": "单位代码",
}
ROW = {
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "description": "绩效指标描述",
    "target": "指标值",
    "weight": "权重",
}
# Read as a whole: "≤15000元" became "15000元", not "a sign went".
VALUES = {*MONEY_FIELDS, "currency_unit", "number", "agency_code", "level1", "level2", "target", "weight"}
Kind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that changed: its Chinese name and what it shows before and after, "" where it is blank."""

    field: str
    words: str
    before: str
    after: str

    @property
    def pieces(self) -> list[Piece]:
        """The marked text: what changed inside a sentence, and values as a whole."""
        if self.field not in VALUES:
            return pieces(self.before, self.after)
        both: list[Piece] = [("removed", self.before), ("added", self.after)]
        return [piece for piece in both if piece[1]]

    @property
    def excerpt(self) -> list[Piece]:
        """The marked text without what is far from any change."""
        return excerpt(self.pieces)


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that was added, removed, changed, or went elsewhere among the rows that stayed. Positions are from 1.

    `moved` also tells of a changed row that it went elsewhere: its positions differ already when a row was inserted
    above.
    """

    kind: Kind
    before: IndicatorContent | None
    after: IndicatorContent | None
    before_position: int | None
    after_position: int | None
    fields: tuple[FieldChange, ...] = ()
    moved: bool = False

    @property
    def row(self) -> IndicatorContent:
        """The row as it is now, or as it was before it went."""
        row = self.after or self.before
        assert row is not None
        return row

    @property
    def level3(self) -> str:
        """The name of the indicator, as it is now if it is still there."""
        return self.row.level3


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs; false where nothing does. Rows come in the order of the table as it is now."""

    head: tuple[FieldChange, ...] = ()
    rows: tuple[RowChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.head or self.rows)

    @property
    def summary(self) -> str:
        """In words: 预算数、指标值 2 处，新增指标 1 条，删除指标 1 条，移动 1 条."""
        counts = Counter(change.field for row in self.rows for change in row.fields)
        fields = [change.words for change in self.head]
        fields += [f"{words} {counts[field]} 处" for field, words in ROW.items() if counts[field]]
        kinds = Counter(row.kind for row in self.rows)
        told = [
            "、".join(fields),
            f"新增指标 {kinds['added']} 条" if kinds["added"] else "",
            f"删除指标 {kinds['removed']} 条" if kinds["removed"] else "",
            f"移动 {moved} 条" if (moved := sum(row.moved for row in self.rows)) else "",
        ]
        return "，".join(filter(None, told)) or "无变化"


def compare(before: TableContent, after: TableContent) -> Difference:
    """What makes `after` of `before`. Each row of both is untouched or in exactly one RowChange."""
    return Difference(_fields(HEAD, before, after), _rows(before.indicators, after.indicators))


def _fields(names: dict[str, str], before: Any, after: Any) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field, words, _shown(field, old), _shown(field, new))
        for field, words in names.items()
        if (old := getattr(before, field)) != (new := getattr(after, field))
    )


def _shown(field: str, value: Any) -> str:
    """A value as the pages show it: amounts in 元 with separators, weights without the zeros of their column."""
    if value is None:
        return ""
    if field in MONEY_FIELDS:
        return f"{Decimal(money_text(value) or 0):,f}"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _rows(before: Sequence[IndicatorContent], after: Sequence[IndicatorContent]) -> tuple[RowChange, ...]:
    if before == after:  # most tables that come in again
        return ()
    pairs = pair_rows(before, after)
    kept = in_place(pairs)
    both = (_pair_change(before[one], after[other], (one, other), (one, other) in kept) for one, other in pairs)
    changes = [change for change in both if change.fields or change.moved]
    stay = {one for one, _ in pairs}, {other for _, other in pairs}
    changes += [
        RowChange("added", None, row, None, position)
        for position, row in enumerate(after, 1)
        if position - 1 not in stay[1]
    ]
    changes += [
        RowChange("removed", row, None, position, None)
        for position, row in enumerate(before, 1)
        if position - 1 not in stay[0]
    ]
    return tuple(_in_order(changes, pairs))


def _pair_change(old: IndicatorContent, new: IndicatorContent, pair: Pair, stays: bool) -> RowChange:
    fields = _fields(ROW, old, new)
    return RowChange("changed" if fields else "moved", old, new, pair[0] + 1, pair[1] + 1, fields, not stays)


def _in_order(changes: Iterable[RowChange], pairs: Sequence[Pair]) -> list[RowChange]:
    """In the order of the rows after; a row that went stands behind the one that it stood behind."""

    def place(change: RowChange) -> tuple[int, int, int]:
        if change.after_position:
            return (change.after_position, 0, 0)
        gone = change.before_position or 0
        behind = bisect_right(pairs, (gone - 1, 0))
        return (pairs[behind - 1][1] + 1 if behind else 0, 1, gone)

    return sorted(changes, key=place)
