"""The deadlines of a year, stage by stage, and how many tables are still in each stage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Sum

from figures.figure import Cell, Column, Figure, Kind, Row
from figures.registry import figure
from figures.selection import Selection
from figures.submission import due_cells, one_year
from indicators.filters import key_of_region
from reviews.deadlines import STATES
from reviews.models import Deadline, Stage


@figure("deadlines", section="states")
def by_stage(user: Any, selection: Selection) -> Figure:
    """Each deadline of the selected regions, and how many tables are still in its stage."""
    selection, notes = one_year(selection)
    left = _left(selection)
    regions = {each.region for each in selection.agencies}
    due = Deadline.objects.filter(year=selection.year or 0, region__in=regions).order_by("region", "due", "stage")
    rows = tuple(_stage_row(each, left.get((each.region, each.stage), 0), selection) for each in due)
    columns = (
        Column("region", "区划"), Column("stage", "环节"), Column("due", "截止日期"),
        Column("days", "还有（天）", Kind.DAYS), Column("left", "仍在本环节", Kind.COUNT),
    )  # fmt: skip
    says = "每个环节的截止日期，以及到现在还没有办完这个环节的表；调整中的表不算。"
    empty = "这个年度还没有规定截止日期。管理员可以在“审核 → 审核设置”中填写。"
    return Figure("deadlines", "截止日期", says, columns, rows, notes=notes, empty=empty)


def _left(selection: Selection) -> dict[tuple[str, str], int]:
    """How many tables are in a stage, by region; those in force are in none but the last."""
    rows: Iterable[tuple[str, str, bool, int]] = (
        selection.tally().order_by().values_list("agency__region", "status", "in_force").annotate(number=Sum("tables"))
    )
    left: dict[tuple[str, str], int] = {}
    for region, status, in_force, number in rows:
        for stage, states in STATES.items():
            if status in states and (stage == Stage.PUBLISH or not in_force):
                left[region, stage] = left.get((region, stage), 0) + number
    return left


def _stage_row(deadline: Deadline, left: int, selection: Selection) -> Row:
    region = key_of_region(deadline.region)
    only: dict[str, str] = {"submitted": "no"}
    if deadline.stage != Stage.SUBMIT:
        only = {"status": STATES[Stage(deadline.stage)][0].value}
        only |= {} if deadline.stage == Stage.PUBLISH else {"adjusting": "no"}
    link = selection.tables(region=region, **only) if left else ""
    stage = Cell(str(Stage(deadline.stage).label))
    return (Cell(deadline.region or "未分区划"), stage, *due_cells(deadline.due), Cell(left, link))
