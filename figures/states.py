"""Tables by state, by department and by agency: what reviews/progress.py counts, with a link for each number.

What is being adjusted has a column of its own here: it is in force, but stands among the drafts in other lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from figures.figure import Cell, Chart, Column, Figure, Kind, Row, Rows, Shape
from figures.registry import figure
from figures.selection import Selection
from indicators.models import Status
from reviews.progress import AgencyLine, Department, Line, Progress, progress_of

_STATES = (
    (Status.DRAFT, "编报中"),
    (Status.RETURNED, "已退回"),
    (Status.SUBMITTED, "待主管部门"),
    (Status.FORWARDED, "待财政"),
    (Status.APPROVED, "已批复"),
    (Status.PUBLISHED, "已公开"),
)
_WAYS = (Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.FORWARDED)  # in these a table may be being adjusted
_COLUMNS = (
    Column("tables", "表", Kind.COUNT),
    *(Column(status.value, words, Kind.COUNT) for status, words in _STATES),
    Column("adjusting", "调整中", Kind.COUNT),
    Column("overdue", "逾期", Kind.COUNT),
    Column("done", "批复比例", Kind.SHARE),
)
_CHART = Chart(Shape.STACKED, (*(status.value for status, _ in _STATES), "adjusting"))
_SAYS = "按表现在所处的环节计数；批复之后正在调整的单列，仍算已批复；逾期是过了本环节截止日期还没有办完的。"


def progress(selection: Selection) -> Progress:
    """How far the selected tables are."""
    return progress_of(selection.tally(), selection.agencies)


@figure("states-departments", section="states")
def by_department(user: Any, selection: Selection) -> Figure:
    """How many tables of each department are where."""
    found = selection.once(progress)

    def row(each: Department) -> Row:
        return Cell(selection.department_words(each.key)), *_row(each.line, selection, department=each.key)

    rows = Rows([each for each in found.departments if each.line.tables], row)
    return _figure("states-departments", Column("department", "主管部门"), rows, selection, found.total, _CHART)


@figure("states-agencies", section="states")
def by_agency(user: Any, selection: Selection) -> Figure:
    """How many tables of each agency are where."""
    found = selection.once(progress)
    agencies = (each for department in found.departments for each in department.agencies)

    def row(each: AgencyLine) -> Row:
        return Cell(str(each.agency)), *_row(each.line, selection, agency=each.agency.pk)

    rows = Rows([each for each in agencies if each.line.tables], row)
    return _figure("states-agencies", Column("agency", "单位"), rows, selection, found.total)


def _figure(
    key: str, first: Column, rows: Sequence[Row], selection: Selection, total: Line, chart: Chart | None = None
) -> Figure:
    all_of_them = (Cell("合计"), *_row(total, selection)) if rows else None
    return Figure(key, f"各{first.title}的表", _SAYS, (first, *_COLUMNS), rows, all_of_them, chart)


def _row(line: Line, selection: Selection, **where: object) -> tuple[Cell, ...]:
    """The numbers of a line, each with its list."""
    counts = line.counts | {"approved": line.counts["approved"] - line.adjusting}
    states = (
        _count(counts[status.value], selection, where, status=status.value, **_not_adjusted(status))
        for status, _ in _STATES
    )
    return (
        _count(line.tables, selection, where),
        *states,
        _count(line.adjusting, selection, where, adjusting="yes"),
        _count(line.late, selection, where, overdue="yes"),
        Cell(line.done / line.tables if line.tables else None),
    )


def _not_adjusted(status: Status) -> dict[str, str]:
    return {"adjusting": "no"} if status in _WAYS else {}


def _count(number: int, selection: Selection, where: dict[str, object], **more: object) -> Cell:
    return Cell(number, selection.tables(**where, **more) if number else "")
