"""What the page of one table shows beside the stored text: merged cells, marked cells, findings by severity.

A mark is the worst severity of the findings about a cell, where findings name their row (`level3`) and field.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from indicators.layout import GridRow, grid
from indicators.models import Indicator, TableFinding


class ShownRow(NamedTuple):
    """A row of the grid, its merged cells, and the marks of its fields."""

    laid: GridRow[Indicator]
    marks: dict[str, str]


class ShownFinding(NamedTuple):
    """A finding and the anchor of the row or head cell that it is about, "" where it is about none."""

    finding: TableFinding
    anchor: str


class FindingGroup(NamedTuple):
    """The findings of one severity, and its words."""

    severity: str
    words: str
    findings: list[ShownFinding]


HEAD_FIELDS = ("project_name", "budget_total", "fiscal_funds", "other_funds", "purpose", "goal")


def marks_of(findings: Iterable[TableFinding], level3: str = "") -> dict[str, str]:
    """The marked fields of one row, or of the head block where no row is named."""
    own = [each for each in findings if each.level3 == level3 and each.field]
    lesser = {each.field: each.severity for each in own if each.severity == "warn"}
    return lesser | {each.field: each.severity for each in own if each.severity == "block"}


def shown_rows(rows: Iterable[Indicator], findings: list[TableFinding]) -> list[ShownRow]:
    """The rows as they are printed, with their marks."""
    return [ShownRow(laid, marks_of(findings, laid.row.name) if laid.row.name else {}) for laid in grid(rows)]


def shown_findings(rows: Iterable[Indicator], findings: list[TableFinding]) -> list[FindingGroup]:
    """The findings by severity, the worst first, in the order in which they were made."""
    anchors = {row.name: f"row-{row.position}" for row in rows if row.name}
    ranks = {severity: rank for rank, (severity, _) in enumerate(TableFinding.SEVERITIES)}
    in_order = sorted(findings, key=lambda each: ranks[each.severity])
    return [
        FindingGroup(
            severity,
            dict(TableFinding.SEVERITIES)[severity],
            [ShownFinding(each, _anchor_of(each, anchors)) for each in group],
        )
        for severity, group in groupby(in_order, key=lambda each: each.severity)
    ]


def _anchor_of(finding: TableFinding, anchors: dict[str, str]) -> str:
    if finding.level3:
        return anchors.get(finding.level3, "")
    return f"head-{finding.field}" if finding.field in HEAD_FIELDS else ""


def unit_choices(own_unit: str) -> tuple[str, ...]:
    """The units that a page offers: 元 and 万元, and 亿元 for a table that is written in it."""
    return ("元", "万元", "亿元") if own_unit == "亿元" else ("元", "万元")


def budget_unit(budget: Any) -> str:
    """The unit in which a table's amounts are printed; 元 where it has no budget yet."""
    return budget.currency_unit if budget else "元"
