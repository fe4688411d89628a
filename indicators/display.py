"""What the page of one table shows beside the stored text: merged cells, marked cells.

A mark is the worst severity of the open findings about a cell, where they name their row (`level3`) and field.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from indicators.layout import GridRow, grid
from indicators.models import Indicator, TableFinding


class ShownRow(NamedTuple):
    """A row of the grid, its merged cells, and the marks of its fields."""

    laid: GridRow[Indicator]
    marks: dict[str, str]


def marks_of(findings: Iterable[TableFinding], level3: str = "") -> dict[str, str]:
    """The marked fields of one row, or of the head block where no row is named."""
    own = [each for each in findings if each.level3 == level3 and each.field and not each.kept_id]
    lesser = {each.field: each.severity for each in own if each.severity == "warn"}
    return lesser | {each.field: each.severity for each in own if each.severity == "block"}


def shown_rows(rows: Iterable[Indicator], findings: list[TableFinding]) -> list[ShownRow]:
    """The rows as they are printed, with their marks."""
    return [ShownRow(laid, marks_of(findings, laid.row.name) if laid.row.name else {}) for laid in grid(rows)]


def unit_choices(own_unit: str) -> tuple[str, ...]:
    """The units that a page offers: 元 and 万元, and 亿元 for a table that is written in it."""
    return ("元", "万元", "亿元") if own_unit == "亿元" else ("元", "万元")


def budget_unit(budget: Any) -> str:
    """The unit in which a table's amounts are printed; 元 where it has no budget yet."""
    return budget.currency_unit if budget else "元"
