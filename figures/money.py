"""Money by year, state, department and agency: 预算数, 财政资金, 其他资金 (docs/adr/0019: exact at any moment)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from budget.models import Agency
from figures.amounts import MONEY, Amounts, amounts_by, sum_of
from figures.figure import Cell, Chart, Column, Figure, Kind, Row, Rows, Shape
from figures.registry import figure
from figures.selection import Selection
from indicators.models import Status

_TABLES = Column("tables", "表", Kind.COUNT)
_SUMS = tuple(Column(name, words, Kind.MONEY) for name, words in MONEY.items())
_SHARE = Column("share", "占预算数", Kind.SHARE)
_WITHOUT = Column("without_total", "未填预算数", Kind.COUNT)
_FUNDS = Chart(Shape.STACKED, ("fiscal_funds", "other_funds"))


def _cells(amounts: Amounts, address: str) -> tuple[Cell, ...]:
    """Tables and sums; each leads to the tables that were added up."""
    sums = (amounts.of(name) for name in MONEY)
    return (Cell(amounts.tables, address), *(Cell(each, address if each is not None else "") for each in sums))


def _without(amounts: Amounts, address: str) -> Cell:
    number = amounts.without_total
    return Cell(number, f"{address}&amount=no_total" if number else "")


def _by_agency(selection: Selection) -> dict[tuple[Any, ...], Amounts]:
    return amounts_by(selection.tally(), "agency")


@figure("money-years", section="money")
def by_year(user: Any, selection: Selection) -> Figure:
    """All years, also where one is selected: a year is read beside the others."""
    found = amounts_by(selection.tally(every_year=True), "year")
    rows: list[Row] = []
    before: tuple[int, Amounts] | None = None
    for (year,), amounts in sorted(found.items()):
        address = selection.tables(year=year)
        known = before[1] if before and before[0] == year - 1 else None
        rows.append((Cell(f"{year} 年"), *_cells(amounts, address), _more(amounts, known), _without(amounts, address)))
        before = year, amounts
    return Figure(
        "money-years", "各年度资金", "所选单位各年度的预算数、财政资金和其他资金，按现在的表计算。",
        (Column("year", "年度"), _TABLES, *_SUMS, Column("more", "预算数比上年", Kind.MONEY), _WITHOUT),
        tuple(rows), chart=_FUNDS,
    )  # fmt: skip


def _more(amounts: Amounts, before: Amounts | None) -> Cell:
    """By how much the budgets grew, less than 0 where they shrank; nothing where one of both is not known."""
    now, then = amounts.of("total"), before.of("total") if before else None
    return Cell(None if now is None or then is None else now - then)


@figure("money-states", section="money")
def by_state(user: Any, selection: Selection) -> Figure:
    """By the state of the tables: what is approved already, and what is still being made."""
    found = amounts_by(selection.tally(), "status")
    whole = sum_of(found.values())
    rows = []
    for status in Status:
        if amounts := found.get((status.value,)):
            address = selection.tables(status=status.value)
            rows.append((Cell(str(status.label)), *_row(amounts, whole, address)))
    says = "按表的状态分别合计；已批复之后正在调整的表，按现在所处的状态计入。"
    return _figure("money-states", "各状态资金", says, Column("status", "状态"), rows, _total(selection, whole))


@figure("money-departments", section="money")
def by_department(user: Any, selection: Selection) -> Figure:
    """By department: that of the agency, or its first three digits."""
    departments: defaultdict[str, Amounts] = defaultdict(Amounts)
    found = selection.once(_by_agency)
    for agency in selection.agencies:
        if amounts := found.get((agency.pk,)):
            departments[selection.department_of[agency.pk]].add(amounts)
    whole = sum_of(departments.values())

    def row(pair: tuple[str, Amounts]) -> Row:
        key, amounts = pair
        return Cell(selection.department_words(key)), *_row(amounts, whole, selection.tables(department=key))

    rows = Rows(sorted(departments.items()), row, lambda pair: _funds(pair[1]))
    says = "所选年度各主管部门所属单位的合计，按现在的表计算。"
    first = Column("department", "主管部门")
    return _figure("money-departments", "各主管部门资金", says, first, rows, _total(selection, whole), largest=True)


@figure("money-agencies", section="money")
def by_agency(user: Any, selection: Selection) -> Figure:
    """By agency, those that have tables."""
    found = selection.once(_by_agency)
    whole = sum_of(found.values())

    def row(agency: Agency) -> Row:
        return Cell(str(agency)), *_row(found[agency.pk,], whole, selection.tables(agency=agency.pk))

    agencies = [each for each in selection.agencies if (each.pk,) in found]
    rows = Rows(agencies, row, lambda agency: _funds(found[agency.pk,]))
    says = "所选年度各单位的合计，按现在的表计算；没有表的单位不列出。"
    first = Column("agency", "单位")
    return _figure("money-agencies", "各单位资金", says, first, rows, _total(selection, whole), largest=True)


def _funds(amounts: Amounts) -> int:
    """How long a bar of _FUNDS is."""
    return sum(max(0, amounts.millionths[name]) for name in _FUNDS.columns)


def _row(amounts: Amounts, whole: Amounts, address: str) -> tuple[Cell, ...]:
    return (*_cells(amounts, address), Cell(amounts.share_of(whole)), _without(amounts, address))


def _total(selection: Selection, whole: Amounts) -> Row:
    return (Cell("合计"), *_row(whole, whole, selection.tables()))


def _figure(
    key: str, title: str, says: str, first: Column, rows: Sequence[Row], total: Row, largest: bool = False
) -> Figure:
    chart = Chart(_FUNDS.shape, _FUNDS.columns, largest=largest)
    columns = (first, _TABLES, *_SUMS, _SHARE, _WITHOUT)
    return Figure(key, title, says, columns, rows, total if rows else None, chart)
