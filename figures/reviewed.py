"""What the review improved: findings of first submissions beside those of what was approved (figures/improvement)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, Sum

from figures.figure import Cell, Chart, Column, Figure, Kind, Shape
from figures.findings import of_each_check
from figures.freshness import up_to_date
from figures.improvement import NAMES
from figures.models import AgencyYear, FindingFact
from figures.places import (
    AGENCY,
    DEPARTMENT,
    Numbers,
    Place,
    added,
    by_agency,
    by_department,
    linked,
    place_rows,
    share,
    total_row,
)  # fmt: skip
from figures.registry import figure
from figures.selection import Selection
from indicators.reader_codes import KNOWN, OTHERS_KEY, check_words

COLUMNS = (
    Column("first", "首次送审时", Kind.COUNT),
    Column("removed", "已消除", Kind.COUNT),
    Column("remaining", "仍保留", Kind.COUNT),
    Column("added", "新增", Kind.COUNT),
    Column("approved", "批复时", Kind.COUNT),
    Column("approved_kept", "其中已说明", Kind.COUNT),
    Column("share", "消除比例", Kind.SHARE),
)
_CHART = Chart(Shape.STACKED, ("removed", "remaining", "added"))
_SAYS = "有已批复内容的表，在现行版次首次送审时和批复时各有多少处疑点"
_NOTE = "按张、按检查项比较：同一张表同一检查项由 3 处减为 1 处，算消除 2 处；只改了文字、疑点还在的，不算消除。"
_EMPTY = "所选范围内还没有批复的表，或者它们送审时就没有疑点。"


@figure("findings-review", section="findings")
def by_check(user: Any, selection: Selection) -> Figure:
    """Before and after the review, by check."""
    as_of = up_to_date(selection)
    by_code: dict[str, list[Numbers]] = {}
    for row in selection.once(of_each_check):
        if row["first"] or row["approved"]:
            key = row["code"] if row["code"] in KNOWN else OTHERS_KEY
            by_code.setdefault(key, []).append({name: row[name] for name in NAMES})
    rows = sorted(
        ((code, added(same)) for code, same in by_code.items()),
        key=lambda pair: (-pair[1]["first"], -pair[1]["approved"], check_words(pair[0])),
    )
    total = added([numbers for _, numbers in rows])
    return Figure(
        "findings-review", "审核前后的疑点", f"{_SAYS}，按检查项分；{as_of.words}。",
        (Column("check", "检查项"), *COLUMNS), tuple(
            (Cell(check_words(code)), *_linked(numbers, selection, reviewed_code=code)) for code, numbers in rows
        ),
        (Cell("合计"), *_linked(total, selection)) if rows else None, _CHART, (_NOTE,), _EMPTY,
    )  # fmt: skip


@figure("findings-review-departments", section="findings")
def of_departments(user: Any, selection: Selection) -> Figure:
    """Before and after the review, by department."""
    return _of_places("findings-review-departments", "各主管部门审核前后", DEPARTMENT, by_department, selection)


@figure("findings-review-agencies", section="findings")
def of_agencies(user: Any, selection: Selection) -> Figure:
    """Before and after the review, by agency."""
    return _of_places("findings-review-agencies", "各单位审核前后", AGENCY, by_agency, selection)


def _of_each_agency(selection: Selection) -> list[Numbers]:
    """Two statements: whose tables are approved, and what was found in them."""
    tables = selection.limit(AgencyYear.objects.filter(approved_tables__gt=0)).order_by().values("agency")
    sums = selection.limit(FindingFact.objects.filter(_any())).order_by().values("agency").annotate(**_sums())
    found = {row["agency"]: row for row in sums}
    none = dict.fromkeys(NAMES, 0)
    return [row | (found.get(row["agency"]) or none) for row in tables.annotate(tables=Sum("approved_tables"))]


def _of_places(
    key: str, title: str, first: Column, by: Callable[[Any, Selection], list[Place]], selection: Selection
) -> Figure:
    as_of = up_to_date(selection)
    places = by(selection.once(_of_each_agency), selection)

    def cells(numbers: Numbers, where: dict[str, object]) -> list[Cell]:
        return [
            linked(numbers["tables"], selection.tables(**where, in_force="yes")),
            *_linked(numbers, selection, **where),
        ]

    return Figure(
        key, title, f"{_SAYS}；{as_of.words}。", (first, Column("tables", "已批复的表", Kind.COUNT), *COLUMNS),
        place_rows(places, cells, ("removed", "approved")), total_row(places, cells),
        Chart(_CHART.shape, _CHART.columns, largest=True),
        (_NOTE,), _EMPTY,
    )  # fmt: skip


def _any() -> Q:
    return Q(first__gt=0) | Q(approved__gt=0)


def _sums() -> dict[str, Sum]:
    return {name: Sum(name) for name in NAMES}


def _linked(numbers: Numbers, selection: Selection, **where: object) -> list[Cell]:
    """The cells of COLUMNS, each leading to the tables that have something of it (figures/reviewed_list.py)."""
    return [
        linked(cell.value, selection.statistic("findings", "findings-reviewed", **where, reviewed=column.key))
        if column.kind == Kind.COUNT and isinstance(cell.value, int)
        else cell
        for column, cell in zip(COLUMNS, cells(numbers), strict=True)
    ]


def cells(numbers: Numbers) -> list[Cell]:
    """The values of COLUMNS."""
    values = (*(numbers[name] for name in ("first", "removed")), numbers["approved"] - numbers["added"],
              *(numbers[name] for name in ("added", "approved", "approved_kept")))  # fmt: skip
    return [*map(Cell, values), share(numbers["removed"], numbers["first"])]
