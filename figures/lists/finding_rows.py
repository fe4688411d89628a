"""Findings as rows of a list: which table, where in it, what is said, how severe, and whether it was explained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Case, F, IntegerField, Value, When
from django.urls import reverse

from figures.figure import Cell, Column, Row
from indicators.content import IndicatorContent
from indicators.models import Indicator, TableFinding, TableLine
from indicators.panel import shown_findings
from indicators.reader_codes import check_words

SEVERITIES = dict(TableFinding.SEVERITIES)
_HEAD = {
    "project_name": "项目名称", "budget_total": "预算数", "fiscal_funds": "财政资金", "other_funds": "其他资金",
    "purpose": "资金用途", "goal": "绩效目标",
}  # fmt: skip
_RANK = Case(
    *(When(severity=severity, then=Value(rank)) for rank, severity in enumerate(SEVERITIES)),
    output_field=IntegerField(),
)
# What the list may be ordered by.
SORTS: dict[str, tuple[Any, ...]] = {
    "agency": (),
    "project": (F("table__line__name"),),
    "check": (F("code"),),
    "severity": (_RANK,),
}
# The headings on the page: what each orders the list by, and its words.
HEADS = (
    ("", "疑点"), ("project", "项目"), ("agency", "单位"), ("check", "检查项"), ("severity", "程度"), ("", "说明"),
)  # fmt: skip
COLUMNS = (
    Column("project", "项目"), Column("agency", "单位"), Column("year", "年度"), Column("where", "位置"),
    Column("message", "疑点"), Column("check", "检查项"), Column("severity", "程度"), Column("kept", "说明"),
)  # fmt: skip


class FindingRow(NamedTuple):
    """A finding on the list; `address` is its table's page at the place that it is about, `more` what it is beside."""

    finding: Any
    line: Any
    address: str
    where: str
    check: str
    severity: str
    more: str


def finding_rows(keys: Sequence[int]) -> list[FindingRow]:
    """The findings with these keys, in this order; three statements."""
    found = TableFinding.objects.filter(pk__in=keys).select_related("kept__by").in_bulk()
    tables = {each.table_id for each in found.values()}
    lines = TableLine.objects.filter(pk__in=tables).select_related("agency").in_bulk()
    shown = _shown(found, tables)
    return [
        _row(found[key], lines[found[key].table_id], shown[key])
        for key in keys
        if key in found and found[key].table_id in lines
    ]


def _shown(found: dict[int, Any], tables: set[int]) -> dict[int, Any]:
    """Where each of them leads to, as beside its table."""
    grids: dict[int, list[IndicatorContent]] = defaultdict(list)
    rows = Indicator.objects.filter(table__in=tables).order_by("table", "position")
    for table, first, second, name in rows.values_list("table", "level1", "level2", "name"):
        grids[table].append(IndicatorContent(first, second, name))
    by_table: dict[int, list[Any]] = defaultdict(list)
    for each in found.values():
        by_table[each.table_id].append(each)
    shown = (each for table, same in by_table.items() for each in shown_findings(grids[table], same))
    return {each.finding.pk: each for each in shown}


def _row(finding: Any, line: Any, shown: Any) -> FindingRow:
    anchor = f"#{shown.anchor}" if shown.anchor else ""
    return FindingRow(
        finding, line, reverse("table_detail", args=[line.pk]) + anchor, _where(finding, shown.anchor),
        check_words(finding.code), SEVERITIES[finding.severity], shown.more,
    )  # fmt: skip


def _where(finding: Any, anchor: str) -> str:
    """In words; what is about a table as a whole says so."""
    kind, _, name = anchor.partition("-")
    if kind == "head":
        return _HEAD.get(name, "表头")
    if kind == "row":
        return f"第 {name} 行 {finding.level3}".strip()
    return finding.level3 or "整张表"


def cells(row: FindingRow) -> Row:
    """The row for a file."""
    kept = row.finding.kept
    return (
        Cell(row.line.name, row.address), Cell(str(row.line.agency)), Cell(str(row.line.year)), Cell(row.where),
        Cell(f"{row.finding.message}{f'（{row.more}）' if row.more else ''}"), Cell(row.check), Cell(row.severity),
        Cell(kept.reason if kept else ""),
    )  # fmt: skip
