"""Findings by check, department and agency as they stand now, from the facts (docs/adr/0026)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Sum

from figures.figure import Cell, Chart, Column, Figure, Kind, Row, Shape
from figures.freshness import up_to_date
from figures.models import AgencyYear, FindingFact
from figures.places import AGENCY, DEPARTMENT, Numbers, Place, by_agency, by_department, linked, place_rows, total_row
from figures.registry import figure
from figures.selection import Selection
from indicators.checks import CHECKS

# What readers found; no list of tables is filtered by these.
READ = {
    "unplaced-text": "导入时没有归入栏目的文字",
    "amount-unreadable": "导入时读不出的金额",
    "currency-unit-missing": "导入时没有写明金额单位",
    "row-cells": "导入时格数不符的行",
}
OTHERS = "导入时的其他提示"
_TABLES = {
    "open_tables": ("有疑点的表", "any"),
    "block_tables": ("有须改正的表", "block"),
    "warn_tables": ("有需说明的表", "warn"),
    "info_tables": ("有提示的表", "info"),
    "kept_tables": ("有已说明的表", "kept"),
    "clean_tables": ("没有疑点的表", "none"),
}


@figure("findings-checks", section="findings")
def by_check(user: Any, selection: Selection) -> Figure:
    """How often each check has found something, and in how many tables."""
    as_of = up_to_date(selection)
    names = ("open", "open_tables", "kept", "kept_tables")
    found = selection.limit(FindingFact.objects.all()).order_by().values("code").annotate(**_sums(names))
    known = [row for row in found if row["open"] or row["kept"]]
    known.sort(key=lambda row: (-row["open"], -row["kept"], row["code"]))
    rows = [_check_row(row, selection) for row in known if row["code"] in CHECKS or row["code"] in READ]
    others = [row for row in known if row["code"] not in CHECKS and row["code"] not in READ]
    if others:
        sums = [sum(row[name] for row in others) for name in ("open", "kept")]
        rows.append((Cell(OTHERS), Cell(""), Cell(sums[0]), Cell(None), Cell(sums[1]), Cell(None)))
    return Figure(
        "findings-checks", "各检查项的疑点",
        f"所选范围内的表现在有多少处疑点、涉及多少张表，一张表可以有同一检查项的几处疑点；{as_of.words}。",
        (
            Column("check", "检查项"), Column("side", "方面"), Column("open", "疑点", Kind.COUNT),
            Column("open_tables", "涉及的表", Kind.COUNT), Column("kept", "已说明保留", Kind.COUNT),
            Column("kept_tables", "已说明的表", Kind.COUNT),
        ),
        tuple(rows), _total(known) if rows else None, Chart(Shape.STACKED, ("open", "kept")),
        empty="所选范围内的表没有疑点。",
    )  # fmt: skip


def _sums(names: tuple[str, ...]) -> dict[str, Sum]:
    return {name: Sum(name) for name in names}


def check_words(code: str) -> str:
    """What a check, or what a reader found, is called."""
    return CHECKS[code].name if code in CHECKS else READ.get(code, OTHERS)


def _check_row(row: Numbers, selection: Selection) -> Row:
    code = row["code"]
    check = CHECKS.get(code)
    here, kept = (selection.tables(code=code), selection.tables(code=code, findings="kept")) if check else ("", "")
    return (
        Cell(check_words(code)), Cell(check.side if check else ""), Cell(row["open"]), linked(row["open_tables"], here),
        Cell(row["kept"]), linked(row["kept_tables"], kept),
    )  # fmt: skip


def _total(known: list[Numbers]) -> Row:
    """Tables are not added up: one table has findings of several checks."""
    opened, kept = (sum(row[name] for row in known) for name in ("open", "kept"))
    return Cell("合计"), Cell(""), Cell(opened), Cell(None), Cell(kept), Cell(None)


@figure("findings-departments", section="findings")
def of_departments(user: Any, selection: Selection) -> Figure:
    """Tables with findings by department."""
    return _of_places("findings-departments", "各主管部门的疑点", DEPARTMENT, by_department, selection)


@figure("findings-agencies", section="findings")
def of_agencies(user: Any, selection: Selection) -> Figure:
    """Tables with findings by agency."""
    return _of_places("findings-agencies", "各单位的疑点", AGENCY, by_agency, selection)


def _of_each_agency(selection: Selection) -> list[Numbers]:
    names = ("tables", *_TABLES, "blocks", "warns", "infos", "kept")
    found = selection.limit(AgencyYear.objects.filter(tables__gt=0)).order_by().values("agency")
    return list(found.annotate(**_sums(names)))


def _of_places(
    key: str, title: str, first: Column, by: Callable[[Any, Selection], list[Place]], selection: Selection
) -> Figure:
    as_of = up_to_date(selection)
    places = by(selection.once(_of_each_agency), selection)

    def cells(numbers: Numbers, where: dict[str, object]) -> list[Cell]:
        tables = [
            linked(numbers[name], selection.tables(**where, findings=which)) for name, (_, which) in _TABLES.items()
        ]
        whole = linked(numbers["tables"], selection.tables(**where))
        still_open = sum(numbers[name] for name in ("blocks", "warns", "infos"))
        return [whole, *tables, Cell(still_open), Cell(numbers["kept"])]

    counted = [Column(name, words, Kind.COUNT) for name, (words, _) in _TABLES.items()]
    return Figure(
        key, title, f"现在有多少张表有哪种程度的疑点，一张表可以同时有几种；{as_of.words}。",
        (first, Column("tables", "表", Kind.COUNT), *counted, Column("open", "疑点", Kind.COUNT),
         Column("kept", "已说明保留", Kind.COUNT)),
        place_rows(places, cells, ("open_tables", "clean_tables")), total_row(places, cells),
        Chart(Shape.STACKED, ("open_tables", "clean_tables"), largest=True),
    )  # fmt: skip
