"""Findings by check, department and agency as they stand now, from the facts (docs/adr/0026)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Sum

from figures.figure import Cell, Chart, Column, Figure, Kind, Row, Shape
from figures.freshness import up_to_date
from figures.improvement import NAMES as REVIEWED
from figures.models import AgencyYear, FindingFact
from figures.places import AGENCY, DEPARTMENT, Numbers, Place, by_agency, by_department, linked, place_rows, total_row
from figures.registry import figure
from figures.selection import Selection
from indicators.checks import CHECKS
from indicators.reader_codes import KNOWN, OTHERS, OTHERS_KEY, check_words

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
    known = [row for row in selection.once(of_each_check) if row["open"] or row["kept"]]
    known.sort(key=lambda row: (-row["open"], -row["kept"], row["code"]))
    rows = [_check_row(row, selection) for row in known if row["code"] in KNOWN]
    if others := [row for row in known if row["code"] not in KNOWN]:
        rows.append(_added_row(OTHERS, others, selection, code=OTHERS_KEY))
    return Figure(
        "findings-checks", "各检查项的疑点",
        f"所选范围内的表现在有多少处疑点、涉及多少张表，一张表可以有同一检查项的几处疑点；{as_of.words}。",
        (
            Column("check", "检查项"), Column("side", "方面"), Column("open", "疑点", Kind.COUNT),
            Column("open_tables", "涉及的表", Kind.COUNT), Column("kept", "已说明保留", Kind.COUNT),
            Column("kept_tables", "已说明的表", Kind.COUNT),
        ),
        tuple(rows), _added_row("合计", known, selection) if rows else None, Chart(Shape.STACKED, ("open", "kept")),
        empty="所选范围内的表没有疑点。",
    )  # fmt: skip


def of_each_check(selection: Selection) -> list[Numbers]:
    """All numbers of each check, for all statistics by check: the facts are gone through once."""
    names = ("open", "open_tables", "kept", "kept_tables", *REVIEWED)
    found = selection.limit(FindingFact.objects.all()).order_by().values("code")
    return list(found.annotate(**_sums(names)))


def _sums(names: tuple[str, ...]) -> dict[str, Sum]:
    return {name: Sum(name) for name in names}


def _check_row(row: Numbers, selection: Selection) -> Row:
    code = row["code"]
    check = CHECKS.get(code)
    opened, kept = _counts(row, selection, code=code)
    return (
        Cell(check_words(code)), Cell(check.side if check else ""), opened,
        linked(row["open_tables"], selection.tables(code=code)), kept,
        linked(row["kept_tables"], selection.tables(code=code, findings="kept")),
    )  # fmt: skip


def _added_row(words: str, rows: list[Numbers], selection: Selection, **where: object) -> Row:
    """Tables are not added up: one table has findings of several checks."""
    sums = {name: sum(row[name] for row in rows) for name in ("open", "kept")}
    opened, kept = _counts(sums, selection, **where)
    return Cell(words), Cell(""), opened, Cell(None), kept, Cell(None)


def _counts(numbers: Numbers, selection: Selection, **where: object) -> list[Cell]:
    """Open findings and those that are kept, leading to the findings themselves."""
    ways = {"open": "any", "kept": "kept"}
    return [linked(numbers[name], selection.findings(**where, findings=which)) for name, which in ways.items()]


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
        return [whole, *tables, *_counts({"open": still_open, "kept": numbers["kept"]}, selection, **where)]

    counted = [Column(name, words, Kind.COUNT) for name, (words, _) in _TABLES.items()]
    return Figure(
        key, title, f"现在有多少张表有哪种程度的疑点，一张表可以同时有几种；{as_of.words}。",
        (first, Column("tables", "表", Kind.COUNT), *counted, Column("open", "疑点", Kind.COUNT),
         Column("kept", "已说明保留", Kind.COUNT)),
        place_rows(places, cells, ("open_tables", "clean_tables")), total_row(places, cells),
        Chart(Shape.STACKED, ("open_tables", "clean_tables"), largest=True),
    )  # fmt: skip
