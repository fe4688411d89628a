"""Indicators as rows of a list: the three levels, the target, and which table they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import F
from django.urls import reverse

from figures.figure import Cell, Column, Row
from indicators.models import Indicator, TableLine

KINDS = {"number": "数值", "date": "时限", "text": "定性"}
# What the list may be ordered by.
SORTS: dict[str, tuple[Any, ...]] = {
    "agency": (),
    "project": (F("table__line__name"),),
    "level": (F("level1"), F("level2")),
    "name": (F("name"),),
    "target": (F("number"), F("target")),
}
# The headings on the page: what each orders the list by, and its words.
HEADS = (
    ("level", "一级 / 二级指标"), ("name", "三级指标"), ("target", "指标值"), ("", "类型"), ("project", "项目"),
    ("agency", "单位"),
)  # fmt: skip
COLUMNS = (
    Column("level1", "一级指标"), Column("level2", "二级指标"), Column("name", "三级指标"), Column("target", "指标值"),
    Column("kind", "类型"), Column("project", "项目"), Column("agency", "单位"), Column("year", "年度"),
)  # fmt: skip


class IndicatorRow(NamedTuple):
    """An indicator on the list; `address` is its table's page at its row."""

    indicator: Any
    line: Any
    address: str
    kind: str


def indicator_rows(keys: Sequence[int]) -> list[IndicatorRow]:
    """The indicators with these keys, in this order; three statements."""
    found = Indicator.objects.filter(pk__in=keys).in_bulk()
    tables = {each.table_id for each in found.values()}
    lines = TableLine.objects.filter(pk__in=tables).select_related("agency").in_bulk()
    numbers = _numbers(tables)
    return [
        IndicatorRow(each, lines[each.table_id], _address(each, numbers.get(key)), KINDS[each.kind])
        for key in keys
        if (each := found.get(key)) and each.table_id in lines
    ]


def _numbers(tables: set[int]) -> dict[int, int]:
    """The rows of some tables as their pages count them, from 1."""
    numbers: dict[int, int] = {}
    last, number = None, 0
    rows = Indicator.objects.filter(table__in=tables).order_by("table", "position")
    for table, key in rows.values_list("table", "pk"):
        number = number + 1 if table == last else 1
        numbers[key], last = number, table
    return numbers


def _address(indicator: Any, number: int | None) -> str:
    return reverse("table_detail", args=[indicator.table_id]) + (f"#row-{number}" if number else "")


def cells(row: IndicatorRow) -> Row:
    """The row for a file."""
    each = row.indicator
    return (
        Cell(each.level1), Cell(each.level2), Cell(each.name, row.address), Cell(each.target), Cell(row.kind),
        Cell(row.line.name), Cell(str(row.line.agency)), Cell(str(row.line.year)),
    )  # fmt: skip
