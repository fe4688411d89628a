"""Indicators by level, department and agency, and how many of them can be measured, from the facts (docs/adr/0026)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, Sum

from figures.figure import Cell, Chart, Column, Figure, Kind, Row, Shape
from figures.freshness import up_to_date
from figures.models import AgencyYear, LevelFact
from figures.places import (
    AGENCY,
    DEPARTMENT,
    Numbers,
    Place,
    by_agency,
    by_department,
    linked,
    place_rows,
    share,
    total_row,
)
from figures.registry import figure
from figures.selection import Selection
from figures.usual import plain
from indicators.levels import NOWHERE, Level, levels

_NAMES = ("numbers", "dates", "texts", "tables", "quantified_tables", "text_tables", "weighted", "weights")
_COLUMNS = (
    Column("indicators", "指标", Kind.COUNT),
    Column("numbers", "数值", Kind.COUNT),
    Column("dates", "时限", Kind.COUNT),
    Column("texts", "定性", Kind.COUNT),
    Column("share", "定量比例", Kind.SHARE),
    Column("tables", "涉及的表", Kind.COUNT),
    Column("quantified_tables", "有定量指标的表", Kind.COUNT),
    Column("text_tables", "有定性指标的表", Kind.COUNT),
)
_WEIGHT = Column("weight", "平均权重")
_KINDS = Chart(Shape.STACKED, ("numbers", "dates", "texts"))
_SAYS = "指标值是数值或者时限的算定量指标，其余算定性指标"
_EMPTY = "所选范围内的表还没有指标。"


@figure("indicators-first", section="indicators")
def of_first_levels(user: Any, selection: Selection) -> Figure:
    """By 一级."""
    known = [each for each in levels().values() if "|" not in each.key]
    rows = selection.limit(LevelFact.objects.filter(Q(whole=True) | Q(category=None)))
    return _by_level("indicators-first", "一级指标", Column("level", "一级指标"), known, rows, selection)


@figure("indicators-levels", section="indicators")
def of_second_levels(user: Any, selection: Selection) -> Figure:
    """By 二级."""
    known = [each for each in levels().values() if "|" in each.key or each.key == NOWHERE]
    rows = selection.limit(LevelFact.objects.filter(whole=False))
    return _by_level("indicators-levels", "二级指标", Column("level", "一级 / 二级指标"), known, rows, selection)


def _by_level(
    key: str, title: str, first: Column, known: Iterable[Level], rows: Any, selection: Selection
) -> Figure:  # fmt: skip
    as_of = up_to_date(selection)
    level_of = {node: each for each in known for node in each.nodes}
    found: defaultdict[Level, Numbers] = defaultdict(lambda: dict.fromkeys(_NAMES, 0))
    for row in rows.order_by().values("category").annotate(**{name: Sum(name) for name in _NAMES}):
        if level := level_of.get(row["category"]):
            numbers = found[level]
            for name in _NAMES:
                numbers[name] += row[name]
    listed = sorted(found.items(), key=lambda pair: pair[0].place)
    whole = {name: sum(numbers[name] for _, numbers in listed) for name in _NAMES}
    weighted = bool(whole["weighted"])
    return Figure(
        key, title, f"所选范围内的指标，按所在的级别分；{_SAYS}；{as_of.words}。",
        (first, *_COLUMNS, *([_WEIGHT] if weighted else [])),
        tuple(_level_row(level, numbers, selection, weighted) for level, numbers in listed),
        _total(whole, selection, weighted) if listed else None, _KINDS, empty=_EMPTY,
    )  # fmt: skip


def _level_row(level: Level, numbers: Numbers, selection: Selection, weighted: bool) -> Row:
    tables = (
        linked(numbers["tables"], selection.tables(level=level.key)),
        linked(numbers["quantified_tables"], selection.tables(level=level.key, targets="quantified")),
        linked(numbers["text_tables"], selection.tables(level=level.key, targets="text")),
    )
    return (
        Cell(level.words),
        *_kinds(numbers, selection, level=level.key),
        *tables,
        *(_weight(numbers) if weighted else ()),
    )


def _total(numbers: Numbers, selection: Selection, weighted: bool) -> Row:
    """Tables are not added up: nearly all stand at every level."""
    return (Cell("合计"), *_kinds(numbers, selection), *([Cell(None)] * 3), *(_weight(numbers) if weighted else ()))


def _kinds(numbers: Numbers, selection: Selection, **where: object) -> tuple[Cell, ...]:
    quantified = numbers["numbers"] + numbers["dates"]
    whole = quantified + numbers["texts"]
    kinds = (
        linked(numbers[f"{kind}s"], selection.indicators(**where, targets=kind)) for kind in ("number", "date", "text")
    )
    return (linked(whole, selection.indicators(**where)), *kinds, share(quantified, whole))


def _weight(numbers: Numbers) -> tuple[Cell]:
    return (Cell(plain(numbers["weights"] / numbers["weighted"]) if numbers["weighted"] else None),)


@figure("indicators-departments", section="indicators")
def of_departments(user: Any, selection: Selection) -> Figure:
    """By department."""
    return _of_places("indicators-departments", "各主管部门的指标", DEPARTMENT, by_department, selection)


@figure("indicators-agencies", section="indicators")
def of_agencies(user: Any, selection: Selection) -> Figure:
    """By agency."""
    return _of_places("indicators-agencies", "各单位的指标", AGENCY, by_agency, selection)


def _of_places(
    key: str, title: str, first: Column, by: Callable[[Any, Selection], list[Place]], selection: Selection
) -> Figure:
    """A row for each place, with the share that is quantitative at each 一级."""
    as_of = up_to_date(selection)
    firsts, found = selection.once(_of_each_agency)
    places = by(found, selection)
    used = [(order, each) for order, each in enumerate(firsts) if any(row.numbers[f"all_{order}"] for row in places)]

    def cells(numbers: Numbers, where: dict[str, object]) -> list[Cell]:
        whole, texts = numbers["indicators"], numbers["qualitative"]
        shares = [share(numbers[f"quantified_{order}"], numbers[f"all_{order}"]) for order, _ in used]
        return [
            linked(whole, selection.indicators(**where)),
            linked(whole - texts, selection.indicators(**where, targets="quantified")),
            linked(texts, selection.indicators(**where, targets="text")), share(whole - texts, whole), *shares,
            linked(numbers["text_tables"], selection.tables(**where, targets="text")),
            linked(numbers["wordy_tables"], selection.tables(**where, targets="none")),
        ]  # fmt: skip

    columns = (
        first, Column("indicators", "指标", Kind.COUNT), Column("quantified", "定量", Kind.COUNT),
        Column("texts", "定性", Kind.COUNT), Column("share", "定量比例", Kind.SHARE),
        *(Column(f"share-{each.key}", f"{each.words}定量", Kind.SHARE) for _, each in used),
        Column("text_tables", "有定性指标的表", Kind.COUNT), Column("wordy_tables", "没有定量指标的表", Kind.COUNT),
    )  # fmt: skip
    return Figure(
        key, title, f"{_SAYS}；{as_of.words}。", columns, place_rows(places, cells, ("indicators",)),
        total_row(places, cells), Chart(Shape.STACKED, ("quantified", "texts"), largest=True), empty=_EMPTY,
    )  # fmt: skip


def _of_each_agency(selection: Selection) -> tuple[list[Level], list[Numbers]]:
    """The 一级, and the numbers of each agency that has indicators; two statements."""
    firsts = [each for each in levels().values() if "|" not in each.key and each.key != NOWHERE]
    names = ("indicators", "qualitative", "text_tables", "wordy_tables")
    rows = selection.limit(AgencyYear.objects.filter(indicators__gt=0)).order_by().values("agency")
    sums: dict[str, Any] = {}
    for order, level in enumerate(firsts):
        there = Q(category__in=level.nodes)
        quantified = Sum("numbers", filter=there, default=0) + Sum("dates", filter=there, default=0)
        sums[f"quantified_{order}"] = quantified
        sums[f"all_{order}"] = quantified + Sum("texts", filter=there, default=0)
    facts = selection.limit(LevelFact.objects.filter(whole=True)).order_by().values("agency").annotate(**sums)
    known = {row["agency"]: row for row in facts}
    none = dict.fromkeys(sums, 0)
    found = [row | (known.get(row["agency"]) or none) for row in rows.annotate(**{name: Sum(name) for name in names})]
    return firsts, found
