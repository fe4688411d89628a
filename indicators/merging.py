"""Two people changed one table: what both wanted, put together (three-way merge). Plain Python, no Django.

The head goes field by field, rows by their pairs with the base. What only one side changed is taken; what both changed
differently stays as mine and is told as a conflict with all three. No row goes that the other side has touched: one
that was deleted here and changed there stays, as a conflict. Where both moved rows, my order stands.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from indicators.compare import HEAD, ROW
from indicators.content import MONEY_FIELDS, IndicatorContent, TableContent, money_text
from indicators.pairing import pair_rows

Key = tuple[str, int]  # whose row it is ("base", "mine" or "theirs", where it first stood), and its index there
Rows = Sequence[IndicatorContent]
Keyed = dict[Key, IndicatorContent]
DELETED = "（已删除）"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides changed one thing differently. `row` is the index in the merged rows, None for the head."""

    field: str
    row: int | None
    base: str
    mine: str
    theirs: str

    @property
    def where(self) -> str:
        """The place in words: 第 3 行 指标值."""
        if self.row is None:
            return HEAD.get(self.field, "单位名称")
        return f"第 {self.row + 1} 行 {ROW.get(self.field, '')}".rstrip()

    def to_json(self) -> dict[str, Any]:
        """As the editor's script takes it."""
        told = {"base": self.base, "mine": self.mine, "theirs": self.theirs}
        return {"where": self.where, "field": self.field, "row": self.row} | told


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes of it, and what has to be looked at."""

    content: TableContent
    conflicts: tuple[Conflict, ...]


def merge(base: TableContent, mine: TableContent, theirs: TableContent) -> Merged:
    """Both sides' changes of the base together."""
    names = [each.name for each in fields(TableContent) if each.name != "indicators"]
    values, conflicts = _fields(names, base, mine, theirs, None)
    rows, told = _rows(base.indicators, mine.indicators, theirs.indicators)
    return Merged(replace(mine, **values, indicators=tuple(rows)), (*conflicts, *told))


def _fields(
    names: Sequence[str], base: Any, mine: Any, theirs: Any, row: int | None
) -> tuple[dict[str, Any], list[Conflict]]:
    """The values that only they changed, and the conflicts."""
    taken, conflicts = {}, []
    for name in names:
        old, here, there = getattr(base, name), getattr(mine, name), getattr(theirs, name)
        if here == old:
            taken[name] = there
        elif there not in (old, here):
            conflicts.append(Conflict(name, row, _shown(name, old), _shown(name, here), _shown(name, there)))
    return taken, conflicts


def _shown(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in MONEY_FIELDS:
        return money_text(value) or ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _rows(base: Rows, mine: Rows, theirs: Rows) -> tuple[list[IndicatorContent], list[Conflict]]:
    own, other = _keyed(base, mine, "mine"), _keyed(base, theirs, "theirs")
    other = _same_additions(own, other)
    order = _order([("base", at) for at in range(len(base))], list(own), list(other))
    rows: list[IndicatorContent] = []
    conflicts: list[Conflict] = []
    for key in order:
        before = base[key[1]] if key[0] == "base" else None
        row, told = _row(before, own.get(key), other.get(key), len(rows))
        if row is not None:
            rows.append(row)
            conflicts += told
    return rows, conflicts


def _keyed(base: Rows, rows: Rows, side: str) -> Keyed:
    """The rows of one side in its order, by the base row that they are, or as its own."""
    known = {after: before for before, after in pair_rows(base, rows)}
    return {("base", known[at]) if at in known else (side, at): row for at, row in enumerate(rows)}


def _same_additions(
    own: dict[Key, IndicatorContent], other: dict[Key, IndicatorContent]
) -> dict[Key, IndicatorContent]:
    """The other side with my keys for the rows that both added alike."""
    waiting: dict[IndicatorContent, deque[Key]] = defaultdict(deque)
    for key, row in own.items():
        if key[0] == "mine":
            waiting[row].append(key)
    return {waiting[row].popleft() if key[0] == "theirs" and waiting[row] else key: row for key, row in other.items()}


def _row(
    before: IndicatorContent | None, here: IndicatorContent | None, there: IndicatorContent | None, at: int
) -> tuple[IndicatorContent | None, list[Conflict]]:
    """One row of the three; None where it goes."""
    if before is None:
        return here or there, []
    if here and there:
        values, conflicts = _fields(list(ROW), before, here, there, at)
        return replace(here, **values), conflicts
    kept = here or there
    if kept is None or kept == before:
        return None, []
    mine, theirs = (_words(here), DELETED) if here else (DELETED, _words(there))
    return kept, [Conflict("row", at, _words(before), mine, theirs)]


def _words(row: IndicatorContent | None) -> str:
    return " ".join(filter(None, (row.level3, row.description, row.target))) if row else DELETED


def _order(base: list[Key], mine: list[Key], theirs: list[Key]) -> list[Key]:
    """All rows: in my order where I moved some, else in theirs; the other side's own behind what they stood behind."""
    in_mine = set(mine)
    stayed = [key for key in base if key in in_mine] == [key for key in mine if key[0] == "base"]
    first, second = (theirs, mine) if stayed else (mine, theirs)
    order = list(first)
    there = set(first)
    previous: Key | None = None
    for key in second:
        if key not in there:
            order.insert(order.index(previous) + 1 if previous else 0, key)
        previous = key
    return order
