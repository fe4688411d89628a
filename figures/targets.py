"""Usual targets of alike indicators and those that are far from them (figures/usual.py).

Who sees every table is shown what was counted in the background; of a part, or to others, what their tables say now.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime

from budget.access import sees_everything
from figures.figure import MOST, PAGE, Cell, Column, Figure, Kind, Row
from figures.models import TargetCount, TargetOutlier, UsualTarget
from figures.places import linked
from figures.registry import figure
from figures.selection import Selection
from figures.target_counting import rows_of
from figures.usual import REASONS, RULE, Outlier, Usual, plain, usual_targets
from indicators.indicator_filters import alike
from indicators.library.alike import split
from indicators.models import TableLine

MANY = 3_000  # tables that are looked at while somebody waits
_TOO_MANY = f"所选范围超过 {MANY:,} 张表，请先选择主管部门或者单位。"
_NO_YEAR = "请先选择一个年度：不同年度的指标值不放在一起比较。"
_NONE_YET = "还没有统计过，后台会在几分钟内完成。"
_FEW = "所选范围内没有足够多的同类指标。"
_NO_OUTLIERS = "所选范围内没有偏离的指标值。"


class _Looked(NamedTuple):
    """What some tables say at this moment."""

    usual: list[Usual]
    outliers: list[Outlier]


_known: WeakKeyDictionary[Selection, _Looked | str] = WeakKeyDictionary()


def _is_whole(selection: Selection) -> bool:
    return sees_everything(selection.user) and not selection.chosen.keys() - {"year"}


def _looked_at(selection: Selection) -> _Looked | str:
    """What the selected tables say now, or why they are not looked at; once for both statistics."""
    if selection not in _known:
        _known[selection] = _look_at(selection)
    return _known[selection]


def _look_at(selection: Selection) -> _Looked | str:
    if selection.year is None:
        return _NO_YEAR
    if selection.tally().number() > MANY:
        return _TOO_MANY
    keys = list(selection.lines().order_by().values_list("pk", flat=True))
    looked = _Looked([], [])
    for usual, outliers in usual_targets(rows_of(table__in=keys)):
        looked.usual.extend(usual)
        looked.outliers.extend(outliers)
    looked.usual.sort(key=lambda each: (-each.number, each.key, each.unit))
    looked.outliers.sort(key=lambda each: (-each.far, each.row.table))
    return looked


def _counted_at(selection: Selection) -> datetime | str | None:
    """When all tables of the selection's year were counted, or why they are not shown."""
    if selection.year is None:
        return _NO_YEAR
    return TargetCount.objects.values_list("at", flat=True).first() or _NONE_YET


def _page(rows: Any, selection: Selection, key: str) -> Any:
    """The rows that a page shows; as many as a file may have for an export."""
    if selection.everything:
        return rows[:MOST]
    start = (selection.page_of(key) - 1) * PAGE
    return rows[start : start + PAGE]


@figure("indicators-targets", section="indicators")
def usual(user: Any, selection: Selection) -> Figure:
    """What alike indicators usually say, the most frequent first."""
    key, columns = "indicators-targets", _USUAL
    if _is_whole(selection):
        at = _counted_at(selection)
        rows = (
            UsualTarget.objects.filter(year=selection.year or 0)
            if isinstance(at, datetime)
            else UsualTarget.objects.none()
        )
        listed = [_usual_row(each, selection) for each in _page(rows, selection, key)]
        return _figure(key, "同类指标的常用指标值", columns, listed, rows.count(), at, selection)
    looked = _looked_at(selection)
    found = looked.usual if isinstance(looked, _Looked) else []
    listed = [_usual_row(each, selection) for each in _page(found, selection, key)]
    why = looked if isinstance(looked, str) else None
    return _figure(key, "同类指标的常用指标值", columns, listed, len(found), why, selection)


_USUAL = (
    Column("name", "指标"),
    Column("level", "二级指标"),
    Column("unit", "计量单位"),
    Column("number", "数值", Kind.COUNT),
    Column("tables", "表", Kind.COUNT),
    Column("lowest", "最低"),
    Column("low", "下四分位"),
    Column("median", "中位数"),
    Column("high", "上四分位"),
    Column("highest", "最高"),
    Column("outliers", "偏离", Kind.COUNT),
)


def _usual_row(each: Usual | UsualTarget, selection: Selection) -> Row:
    ends = (each.lowest, each.low, each.median, each.high, each.highest)
    same = alike(each.key, each.unit)
    return (
        Cell(each.name, _library(each.key)), Cell(split(each.key)[0]), Cell(each.unit or "—"),
        linked(each.number, selection.indicators(alike=same)),
        linked(each.tables, selection.tables(alike=same)), *(Cell(plain(end)) for end in ends),
        linked(each.outliers, selection.indicators(alike=same, outlier="yes")),
    )  # fmt: skip


def _library(key: str) -> str:
    """The page of an indicator in the library; no list that a number counts."""
    return f"{reverse('library_indicator')}?{urlencode({'key': key})}"


@figure("indicators-outliers", section="indicators")
def outliers(user: Any, selection: Selection) -> Figure:
    """Indicators far from what is usual, the farthest first, each with its table."""
    key = "indicators-outliers"
    if _is_whole(selection):
        at = _counted_at(selection)
        rows = TargetOutlier.objects.filter(year=selection.year or 0, table__line__isnull=False)
        rows = rows if isinstance(at, datetime) else rows.none()
        page = [
            _Far(each.table_id, each.name, each.target, each.usual, each.reason) for each in _page(rows, selection, key)
        ]
        return _figure(key, "偏离的指标值", _OUTLIERS, _outlier_rows(page), rows.count(), at, selection)
    looked = _looked_at(selection)
    found = looked.outliers if isinstance(looked, _Looked) else []
    page = [
        _Far(each.row.table, each.row.name, each.row.target, each.usual, each.reason)
        for each in _page(found, selection, key)
    ]
    why = looked if isinstance(looked, str) else None
    return _figure(key, "偏离的指标值", _OUTLIERS, _outlier_rows(page), len(found), why, selection)


_OUTLIERS = (
    Column("table", "项目"),
    Column("agency", "单位"),
    Column("name", "指标"),
    Column("target", "指标值"),
    Column("usual", "同类指标通常为"),
    Column("reason", "为什么"),
)


class _Far(NamedTuple):
    table: int
    name: str
    target: str
    usual: str
    reason: str


def _outlier_rows(page: Iterable[_Far]) -> list[Row]:
    """The rows, with the projects and agencies of their tables as they are called now; one statement."""
    shown = list(page)
    lines = TableLine.objects.filter(pk__in={each.table for each in shown}).select_related("agency")
    known = {line.pk: line for line in lines}
    return [
        (
            Cell(known[each.table].name, reverse("table_detail", args=[each.table])),
            Cell(str(known[each.table].agency)), Cell(each.name), Cell(each.target), Cell(each.usual),
            Cell(REASONS[each.reason]),
        )
        for each in shown
        if each.table in known
    ]  # fmt: skip


def _figure(
    key: str, title: str, columns: tuple[Column, ...], rows: list[Row], number: int, at: datetime | str | None,
    selection: Selection,
) -> Figure:  # fmt: skip
    """`at` is when it was counted, None for now, or why nothing is shown."""
    when = f"数据截至 {localtime(at):%m月%d日 %H:%M}" if isinstance(at, datetime) else "数据截至现在"
    return Figure(
        key, title, f"所选年度同类指标的数值指标值；{when}。", columns, tuple(rows), notes=(f"{RULE}。",),
        empty=at if isinstance(at, str) else (_FEW if columns is _USUAL else _NO_OUTLIERS), in_all=number,
    )  # fmt: skip
