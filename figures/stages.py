"""How long each stage takes, and what waits now, from the facts (docs/adr/0026) and the tables' lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from figures.figure import Cell, Chart, Column, Figure, Kind, Row, Shape
from figures.freshness import up_to_date
from figures.models import BUCKETS, StageFact
from figures.places import AGENCY, DEPARTMENT, Numbers, Place, by_agency, by_department, linked, place_rows, total_row
from figures.registry import figure
from figures.selection import Selection
from figures.stays import ADJUSTING, ENDS
from indicators.indicator_filters import WAITING, since
from indicators.models import Status, TableLine

DAY = 86_400  # seconds
WORDS = {
    Status.DRAFT.value: "编报（建表到提交）",
    Status.SUBMITTED.value: "主管部门审核",
    Status.FORWARDED.value: "财政审核",
    Status.RETURNED.value: "退回修改",
    Status.APPROVED.value: "批复到公开",
    ADJUSTING: "调整（到再次提交）",
}
_SHORT = ("编报", "主管部门审核", "财政审核", "退回修改", "批复到公开", "调整")
_BUCKETS = (*(f"within_{days}" for days in BUCKETS), "longer")
SPANS = (
    f"{BUCKETS[0]} 天以内",
    *(f"{low}～{high} 天" for low, high in pairwise(BUCKETS)),
    f"{BUCKETS[-1]} 天以上",
)
_SAYS = "从进入环节到办完的日历天数，每次进入算一次"
_NOTE = "撤回的提交、取消的审核视为没有发生，用时连续计算；被退回后再次进入的，另算一次。"
_CLICK = "点击次数和平均天数，在“逐次用时”里看是哪些表；点击最长天数，查看那张表的经过。"
_EMPTY = "所选范围内还没有办完的环节。"


@figure("stages-lengths", section="stages")
def lengths(user: Any, selection: Selection) -> Figure:
    """How often each stage was gone through and how long it took."""
    as_of = up_to_date(selection)
    facts = selection.limit(StageFact.objects.filter(stays__gt=0)).order_by()
    sums = {name: Sum(name) for name in ("stays", "seconds", *_BUCKETS)}
    found = {row["stage"]: row for row in facts.values("stage").annotate(**sums, most=Max("longest"))}
    tables = _tables(facts, "longest", {stage: row["most"] for stage, row in found.items()})
    rows = [_length_row(stage, found[stage], tables.get(stage), selection) for stage in ENDS if stage in found]
    return Figure(
        "stages-lengths", "各环节用时", f"{_SAYS}；{as_of.words}。",
        (
            Column("stage", "环节"), Column("stays", "次数", Kind.COUNT), Column("mean", "平均天数", Kind.DAYS),
            Column("median", "中位数所在"),
            *(Column(name, words, Kind.COUNT) for name, words in zip(_BUCKETS, SPANS, strict=True)),
            Column("longest", "最长天数", Kind.DAYS),
        ),
        tuple(rows), None, Chart(Shape.STACKED, _BUCKETS), (_NOTE, _CLICK), _EMPTY,
    )  # fmt: skip


def _tables(facts: Any, name: str, values: dict[str, Any]) -> dict[str, int]:
    """By stage the table with that value, such as that of the longest stay; of several, any. None where it is gone."""
    which = reduce(or_, (Q(stage=stage, **{name: value}) for stage, value in values.items()), Q(pk__in=()))
    found = dict(facts.filter(which).values_list("stage").annotate(table=Min(f"{name}_table")))
    there = set(TableLine.objects.filter(pk__in=found.values()).values_list("pk", flat=True))
    return {stage: table for stage, table in found.items() if table in there}


def _length_row(stage: str, row: Numbers, table: int | None, selection: Selection) -> Row:
    counts = [row[name] for name in _BUCKETS]
    spans = (linked(row[name], _stays(selection, stage=stage, span=name)) for name in _BUCKETS)
    all_of_them = _stays(selection, stage=stage)
    return (
        Cell(WORDS[stage]), Cell(row["stays"], all_of_them), Cell(row["seconds"] / row["stays"] / DAY, all_of_them),
        Cell(SPANS[median_bucket(counts)]), *spans, Cell(row["most"] / DAY, _history(table)),
    )  # fmt: skip


def _stays(selection: Selection, **where: object) -> str:
    """The address of the stays one by one (figures/stay_list.py)."""
    return selection.statistic("stages", "stages-stays", **where)


def median_bucket(counts: list[int]) -> int:
    """Where the middle one of so many stays is; of two middle ones the shorter."""
    middle, passed = (sum(counts) + 1) // 2, 0
    for place, number in enumerate(counts):
        passed += number
        if passed >= middle > 0:
            return place
    raise ValueError("no stays")


def _history(table: int | None) -> str:
    return reverse("table_history", args=[table]) if table else ""


@figure("stages-now", section="stages")
def now(user: Any, selection: Selection) -> Figure:
    """What stands in each stage now, and since when the first of them."""
    as_of = up_to_date(selection)
    facts = selection.limit(StageFact.objects.filter(now__gt=0)).order_by()
    found = {row["stage"]: row for row in facts.values("stage").annotate(tables=Sum("now"), first=Min("since"))}
    tables = _tables(facts, "since", {stage: row["first"] for stage, row in found.items()})
    today = timezone.localdate()
    rows = [
        (
            Cell(WORDS[stage]),
            Cell(found[stage]["tables"], selection.tables(**_where(stage))),
            Cell(f"{localtime(found[stage]['first']):%Y-%m-%d}"),
            Cell((today - localtime(found[stage]["first"]).date()).days, _history(tables.get(stage))),
        )
        for stage in ENDS
        if stage in found
    ]
    return Figure(
        "stages-now", "现在处在各环节的表",
        f"现在有多少张表在各环节，其中最早的从哪天起；已公开的不列出；{as_of.words}。",
        (Column("stage", "环节"), Column("tables", "表", Kind.COUNT), Column("since", "最早的始于"),
         Column("days", "已有天数", Kind.DAYS)),
        tuple(rows), notes=("撤回的提交、取消的审核视为没有发生，天数连续计算。点击天数，查看那张表的经过。",),
    )  # fmt: skip


def _where(stage: str) -> dict[str, str]:
    """How the list of tables is asked for a stage."""
    if stage == ADJUSTING:
        return {"status": Status.DRAFT.value, "adjusting": "yes"}
    return {"status": stage, "adjusting": "no"} if stage == Status.DRAFT else {"status": stage}


@figure("stages-waiting", section="stages")
def waiting(user: Any, selection: Selection) -> Figure:
    """What waits for a review for how many days: of this moment, from the lines."""
    days = [int(value) for value, _ in WAITING]
    ages = {f"over_{each}": Count("pk", filter=Q(changed_at__lt=since(each))) for each in days}
    lines = selection.lines().filter(status__in=(Status.SUBMITTED, Status.FORWARDED)).order_by()
    found = {row["status"]: row for row in lines.values("status").annotate(tables=Count("pk"), **ages)}
    rows = [
        (
            Cell(WORDS[status.value]),
            Cell(found[status]["tables"], selection.tables(status=status.value)),
            *(
                linked(found[status][f"over_{each}"], selection.tables(status=status.value, waiting=each))
                for each in days
            ),
        )
        for status in (Status.SUBMITTED, Status.FORWARDED)
        if status in found
    ]
    return Figure(
        "stages-waiting", "等待审核的表",
        "现在待审核的表，已等待满多少天的各有多少张（按日历天数，满 7 天的也满 3 天）。"
        "审核被取消的，从取消那天重新算起。",
        (Column("stage", "环节"), Column("tables", "待审核", Kind.COUNT),
         *(Column(f"over_{each}", f"满 {each} 天", Kind.COUNT) for each in days)),
        tuple(rows), chart=Chart(Shape.BARS, ("tables", *ages)), empty="所选范围内没有等待审核的表。",
    )  # fmt: skip


@figure("stages-departments", section="stages")
def of_departments(user: Any, selection: Selection) -> Figure:
    """Mean lengths by department."""
    return _of_places("stages-departments", "各主管部门的用时", DEPARTMENT, by_department, selection)


@figure("stages-agencies", section="stages")
def of_agencies(user: Any, selection: Selection) -> Figure:
    """Mean lengths by agency."""
    return _of_places("stages-agencies", "各单位的用时", AGENCY, by_agency, selection)


def _of_each_agency(selection: Selection) -> list[Numbers]:
    sums: dict[str, Any] = {}
    for stage in ENDS:
        for name in ("stays", "seconds"):
            sums[f"{stage}_{name}"] = Sum(name, filter=Q(stage=stage), default=0)
    facts = selection.limit(StageFact.objects.filter(stays__gt=0)).order_by()
    return list(facts.values("agency").annotate(**sums))


def _of_places(
    key: str, title: str, first: Column, by: Callable[[Any, Selection], list[Place]], selection: Selection
) -> Figure:
    as_of = up_to_date(selection)
    places = by(selection.once(_of_each_agency), selection)

    def cells(numbers: Numbers, where: dict[str, object]) -> list[Cell]:
        return [
            _mean(numbers[f"{stage}_seconds"], numbers[f"{stage}_stays"], _stays(selection, **where, stage=stage))
            for stage in ENDS
        ]

    columns = (Column(stage, words, Kind.DAYS) for stage, words in zip(ENDS, _SHORT, strict=True))
    return Figure(
        key, title, f"各环节平均用了多少天：{_SAYS}；没有办过的环节为“—”；{as_of.words}。", (first, *columns),
        place_rows(places, cells), total_row(places, cells),
        Chart(Shape.BARS, (Status.SUBMITTED.value, Status.FORWARDED.value, Status.RETURNED.value)), empty=_EMPTY,
    )  # fmt: skip


def _mean(seconds: int, stays: int, address: str) -> Cell:
    return Cell(seconds / stays / DAY, address) if stays else Cell(None)
