"""Year on year: what became of the projects of the year before, by kind of change, by department, and one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, F, Sum
from django.db.models.functions import Cast
from django.urls import reverse

from budget.leafing import part
from budget.money import DECIMALS
from figures.figure import Cell, Chart, Column, Figure, Kind, Row, Rows, Shape
from figures.freshness import up_to_date
from figures.models import ChangeFact, ProjectChange
from figures.pairing import CHANGES, Change
from figures.registry import figure
from figures.selection import Selection

_MILLIONTHS = ("before", "now")
_AMOUNTS = (
    Column("before", "上年预算数", Kind.MONEY),
    Column("now", "本年预算数", Kind.MONEY),
    Column("difference", "增减", Kind.MONEY),
)
_INDICATORS = (
    Column("before_indicators", "上年指标", Kind.COUNT),
    Column("now_indicators", "本年指标", Kind.COUNT),
)
_SAYS = "同一单位、同名项目与上一年度相比；名称里的年度不同，仍算同一项目。"


@dataclass
class Sums:
    """Projects in two years: how many, their amounts in millionths of a 元, how many have one, and their indicators."""

    projects: int = 0
    before: int = 0
    now: int = 0
    with_before: int = 0
    with_now: int = 0
    before_indicators: int = 0
    now_indicators: int = 0

    def add(self, other: Sums) -> None:
        """Count other projects too."""
        self.projects += other.projects
        self.before += other.before
        self.now += other.now
        self.with_before += other.with_before
        self.with_now += other.with_now
        self.before_indicators += other.before_indicators
        self.now_indicators += other.now_indicators

    def amounts(self) -> tuple[Cell, Cell, Cell]:
        """The sums of both years, and by how much they differ; nothing where nobody has an amount."""
        before, now = (_amount(self.before, self.with_before), _amount(self.now, self.with_now))
        known = before is not None or now is not None
        return Cell(before), Cell(now), Cell((now or 0) - (before or 0) if known else None)


def _amount(millionths: int, given: int) -> Decimal | None:
    return Decimal(millionths).scaleb(-DECIMALS) if given else None


class Years(NamedTuple):
    """A selection of one year that has a year before it; what has to be said about it, and why it has no rows."""

    selection: Selection
    notes: tuple[str, ...]
    empty: str

    @property
    def says(self) -> str:
        """What is compared."""
        year = self.selection.year
        return f"{year} 年度与 {(year or 0) - 1} 年度相比。{_SAYS}" if year else _SAYS


def _years(selection: Selection) -> Years:
    return selection.once(_compared)


def _compared(selection: Selection) -> Years:
    """The selected year or the latest, counted as far as a page may."""
    year = selection.year or max(selection.years, default=0)
    if year - 1 not in selection.years:
        return Years(
            selection.at(year or None), (), f"没有 {year - 1} 年度的表，无法与上年比较。" if year else "没有表。"
        )
    these = selection.at(year)
    notes = {up_to_date(each).words for each in (these, selection.at(year - 1)) if up_to_date(each).waiting}
    return Years(these, tuple(notes), "")


def _sums(years: Years) -> dict[tuple[int, str], Sums]:
    """The sums by agency and change; none where there is nothing to compare with."""
    if years.empty:
        return {}
    return years.selection.once(_counted)


def _counted(selection: Selection) -> dict[tuple[int, str], Sums]:
    facts = selection.limit(ChangeFact.objects.all())
    # Whole numbers: sums of decimals are floating numbers in SQLite.
    numbers = {name: Cast(F(name), BigIntegerField()) if name in _MILLIONTHS else F(name) for name in vars(Sums())}
    sums = {f"sum_{name}": Sum(number) for name, number in numbers.items()}
    rows = facts.order_by().values_list("agency", "change").annotate(**sums)
    return {(agency, change): Sums(*map(int, values)) for agency, change, *values in rows}


def _added(parts: Iterable[Sums]) -> Sums:
    whole = Sums()
    for each in parts:
        whole.add(each)
    return whole


def _list(selection: Selection, **where: object) -> str:
    """The address of the projects that are counted."""
    return selection.statistic("changes", "changes", **where)


@figure("changes-kinds", section="changes")
def by_kind(user: Any, selection: Selection) -> Figure:
    """How many projects are new, gone, have more or less money."""
    years = _years(selection)
    found = _sums(years)
    rows = []
    for change, words in CHANGES.items():
        sums = _added(each for (_, kind), each in found.items() if kind == change)
        if sums.projects:
            rows.append((Cell(words), *_kind_cells(sums, _list(years.selection, change=change.value))))
    columns = (Column("change", "变化"), Column("projects", "项目", Kind.COUNT), *_AMOUNTS, *_INDICATORS)
    whole = _added(found.values())
    total = (Cell("合计"), *_kind_cells(whole, _list(years.selection))) if rows else None
    chart = Chart(Shape.BARS, ("projects",))
    empty = years.empty or "两个年度都没有项目。"
    return Figure("changes-kinds", "项目增减", years.says, columns, tuple(rows), total, chart, years.notes, empty)


def _kind_cells(sums: Sums, link: str) -> tuple[Cell, ...]:
    indicators = (Cell(sums.before_indicators), Cell(sums.now_indicators))
    return (Cell(sums.projects, link), *sums.amounts(), *indicators)


@figure("changes-departments", section="changes")
def by_department(user: Any, selection: Selection) -> Figure:
    """The same for each department, a column for each change."""
    years = _years(selection)
    departments: dict[str, dict[str, Sums]] = {}
    found = _sums(years)
    of = selection.department_of
    for (agency, change), sums in found.items():
        if agency in of:
            departments.setdefault(of[agency], {}).setdefault(change, Sums()).add(sums)

    def row(pair: tuple[str, dict[str, Sums]]) -> Row:
        key, changes = pair
        return Cell(selection.department_words(key)), *_department_cells(changes, years.selection, department=key)

    rows = Rows(sorted(departments.items()), row, lambda pair: _longest(pair[1]))
    kinds = tuple(Column(change.value, words, Kind.COUNT) for change, words in CHANGES.items())
    columns = (Column("department", "主管部门"), *kinds, *_AMOUNTS)
    whole: dict[str, Sums] = {}
    for (_, change), sums in found.items():
        whole.setdefault(change, Sums()).add(sums)
    total = (Cell("合计"), *_department_cells(whole, years.selection)) if rows else None
    chart = Chart(Shape.BARS, ("before", "now"), largest=True)
    empty = years.empty or "两个年度都没有项目。"
    title = "各主管部门同比"
    return Figure("changes-departments", title, years.says, columns, rows, total, chart, years.notes, empty)


def _longest(changes: dict[str, Sums]) -> int:
    """How long the longer bar of a department is."""
    whole = _added(changes.values())
    return max(whole.before, whole.now)


def _department_cells(changes: dict[str, Sums], selection: Selection, **where: object) -> tuple[Cell, ...]:
    numbers = {change: changes[change].projects if change in changes else 0 for change in CHANGES}
    counts = (
        Cell(number, _list(selection, change=change.value, **where) if number else "")
        for change, number in numbers.items()
    )
    return (*counts, *_added(changes.values()).amounts())


@figure("changes", section="changes")
def projects(user: Any, selection: Selection) -> Figure:
    """Project by project, the largest difference first; a page of them, or as many as an export may have."""
    years = _years(selection)
    asked = selection.option("change", tuple(Change))
    listed = ProjectChange.objects.none() if years.empty else years.selection.limit(ProjectChange.objects.all())
    if asked:
        listed = listed.filter(change=asked)
    number = _number(years, asked)
    ordered = listed.select_related("agency").order_by("-size", "id")
    rows = tuple(map(_project_row, part(ordered, selection.slice_of("changes", number), number)))
    columns = (
        Column("project", "项目"), Column("agency", "单位"), Column("change", "变化"), *_AMOUNTS,
        Column("rate", "增减比例", Kind.SHARE), *_INDICATORS,
    )  # fmt: skip
    notes = years.notes + ((f"只列出{CHANGES[Change(asked)]}的项目。",) if asked else ())
    empty = years.empty or "没有这样的项目。"
    return Figure(
        "changes", "项目同比", f"{years.says}金额变化最大的在前。", columns, rows, None, None, notes, empty, number
    )


def _number(years: Years, asked: str) -> int:
    found = _sums(years).items()
    return sum(sums.projects for (_, change), sums in found if asked in ("", change))


def _project_row(each: ProjectChange) -> Row:
    now, before = _address(each.now_table_id), _address(each.before_table_id)
    rate = each.difference / each.before_total if each.before_total and each.difference is not None else None
    return (
        Cell(each.name, now or before),
        Cell(str(each.agency)),
        Cell(CHANGES[Change(each.change)]),
        Cell(each.before_total, before),
        Cell(each.now_total, now),
        Cell(each.difference),
        Cell(None if rate is None else float(rate)),
        Cell(each.before_indicators if before else None, before),
        Cell(each.now_indicators if now else None, now),
    )


def _address(table: int | None) -> str:
    return reverse("table_detail", args=[table]) if table else ""
