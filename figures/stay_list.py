"""The stays in stages one by one, the longest first: what numbers and means of the stages' lengths lead to."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.timezone import localtime

from figures.figure import Cell, Column, Figure, Kind, Row
from figures.freshness import AGAIN, up_to_date
from figures.models import BUCKETS, StageFact, TableStay
from figures.places import project_words, with_lines
from figures.registry import figure
from figures.selection import Selection
from figures.stages import DAY, SPANS, WORDS

LONGER = "longer"
# Days that a stay took: more than the first, at most the second; the keys stand in addresses.
LIMITS: dict[str, tuple[int, int | None]] = {
    f"within_{high}": (low, high) for low, high in pairwise((0, *BUCKETS))
} | {LONGER: (BUCKETS[-1], None)}  # fmt: skip
_SHOWN = dict(zip(LIMITS, SPANS, strict=True))


@figure("stages-stays", section="stages")
def stays(user: Any, selection: Selection) -> Figure:
    """A row for each stay; a page of them, or as many as an export may have."""
    as_of = up_to_date(selection)
    stage, span = selection.option("stage", WORDS), selection.option("span", LIMITS)
    facts = selection.limit(StageFact.objects.filter(**({"stage": stage} if stage else {}))).order_by()
    number = facts.aggregate(number=Sum(span or "stays"))["number"] or 0
    listed = with_lines(_listed(selection, stage, span), selection.slice_of("stages-stays", number), number)
    words = "，".join(each for each in (WORDS.get(stage, ""), _SHOWN.get(span, "")) if each)
    return Figure(
        "stages-stays", "逐次用时", f"每次进入环节到办完用了多少天，最长的在前；{as_of.words}。",
        (
            Column("project", "项目"), Column("agency", "单位"), Column("stage", "环节"),
            Column("days", "天数", Kind.DAYS), Column("until", "办完的日期"),
        ),
        tuple(_row(each, selection) for each in listed), notes=(f"只列出：{words}。",) if words else (),
        empty=AGAIN if as_of.waiting else "没有这样的用时。", in_all=number,
        whole=selection.statistic("stages", "stages-stays") if words else "",
    )  # fmt: skip


def _listed(selection: Selection, stage: str, span: str) -> Any:
    rows = selection.limit(TableStay.objects.all())
    if stage:
        rows = rows.filter(stage=stage)
    if span:
        low, high = LIMITS[span]
        rows = rows.filter(seconds__gt=low * DAY) if low else rows
        rows = rows.filter(seconds__lte=high * DAY) if high else rows
    return rows.order_by("-seconds", "id")


def _row(stay: TableStay, selection: Selection) -> Row:
    line = stay.line
    return (
        Cell(project_words(line, selection), reverse("table_history", args=[line.pk])), Cell(str(line.agency)),
        Cell(WORDS[stay.stage]), Cell(stay.seconds / DAY), Cell(f"{localtime(stay.until):%Y-%m-%d}"),
    )  # fmt: skip
