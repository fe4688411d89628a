"""A content as the columns of its tables take it: the amounts of a budget, the head of a table, its indicator rows.

For indicators/storing.py alone, which decides what is written; nothing here touches the database but `insert_rows`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from indicators.bulk import Value, insert
from indicators.content import TableContent
from indicators.library.alike import key_of
from indicators.matching import Tree
from indicators.models import GoalTable, Indicator
from indicators.target import read_target

MONEY = ("total", "fiscal_funds", "other_funds", "currency_unit")
HEAD = ("title", "number", "goal", "framework")
_ROW = (
    "table", "category", "position", "level1", "level2", "name", "description", "target", "weight",
    "kind", "sign", "number", "unit", "due", "library_key",
)  # fmt: skip
_LARGEST_NUMBER = 10**20  # what the column of a reading's number takes

Laid = tuple[GoalTable, TableContent, Tree]


def money(content: TableContent) -> tuple[Value, ...]:
    """The values of MONEY."""
    return (content.budget_total, content.fiscal_funds, content.other_funds, content.currency_unit)


def insert_rows(laid: Iterable[Laid]) -> None:
    """The indicators of many tables, in one go: there are ten times as many as of anything else."""
    insert(Indicator, _ROW, (row for table, content, tree in laid for row in _rows(table, content, tree)))


def _rows(table: GoalTable, content: TableContent, tree: Tree) -> Iterator[tuple[Value, ...]]:
    """The values of _ROW for each indicator."""
    for position, row in enumerate(content.indicators, 1):
        level1, level2, name = row.level1, row.level2, row.level3
        category = tree.find(level1, level2)
        head = (table.pk, category.pk if category else None, position, level1, level2, name)
        key = key_of(level1, level2, name)
        yield (*head, row.description, row.target, row.weight, *_reading(row.target), key)


@lru_cache(maxsize=8192)
def _reading(target: str) -> tuple[Value, ...]:
    """Kind, sign, number, unit and due day as any database takes them; a number beyond all measure is left a text."""
    reading = read_target(target)
    if reading.number is not None and abs(reading.number) >= _LARGEST_NUMBER:
        return ("text", "", None, "", None)
    number = None if reading.number is None else format(reading.number, "f")
    return (reading.kind, reading.sign, number, reading.unit, reading.due and reading.due.isoformat())
