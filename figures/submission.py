"""Who has submitted and who has not, against the deadline of the year: by department and by agency."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from figures.figure import Cell, Chart, Column, Figure, Kind, Row, Rows, Shape
from figures.freshness import up_to_date
from figures.punctual import late_by_agency
from figures.registry import figure
from figures.selection import Selection
from figures.states import progress
from indicators.models import Status
from reviews.deadlines import Dates
from reviews.progress import AgencyLine, Department, Line

# How far an agency is; the keys stand in addresses.
SITUATIONS = {"none": "尚未提交", "part": "部分提交", "without": "没有表", "done": "全部提交"}
_TABLES = (
    Column("tables", "表", Kind.COUNT),
    Column("handed_in", "已提交", Kind.COUNT),
    Column("left", "未提交", Kind.COUNT),
    Column("late", "逾期未提交", Kind.COUNT),
    Column("handed_in_late", "逾期提交", Kind.COUNT),
)
_DUE = (Column("due", "提交截止"), Column("days", "还有（天）", Kind.DAYS))
_SHARE = Column("share", "提交比例", Kind.SHARE)
_LATE = "逾期提交是已提交的表里首次提交晚于截止日期的，撤回的提交不算"
_CHART = Chart(Shape.STACKED, ("handed_in", "left"))


class Filed(NamedTuple):
    """An agency with its tables of a year, and until when it has to submit them."""

    agency: AgencyLine
    due: date | None

    @property
    def situation(self) -> str:
        """A key of SITUATIONS."""
        line = self.agency.line
        if not line.tables:
            return "without"
        if not line.left:
            return "done"
        return "part" if line.left < line.tables else "none"


def one_year(selection: Selection) -> tuple[Selection, tuple[str, ...]]:
    """Deadlines are those of a year: the latest, where none is selected; and a note that says so."""
    if selection.year is not None or not selection.years:
        return selection, ()
    latest = selection.years[0]
    return selection.at(latest), (f"截止日期按年度规定，这里是最近的 {latest} 年度；其他年度请在上方选择。",)


def _due_of(selection: Selection, dates: Dates, region: str) -> date | None:
    return dates.of(region, selection.year or 0, Status.DRAFT.value, in_force=False)


def _late(line: Line, due: date | None) -> int:
    """What is still to be submitted too late: of one region all that is left, or nothing."""
    return line.left if due and due < timezone.localdate() else 0


def _handed_in_late(department: Department, selection: Selection) -> int:
    by_agency = selection.once(late_by_agency)
    return sum(by_agency.get(each.agency.pk, 0) for each in department.agencies)


def _counts(
    line: Line, late: int, handed_in_late: int, selection: Selection, **where: object
) -> tuple[Cell, ...]:  # fmt: skip
    """The columns of _TABLES."""
    asked: tuple[tuple[int, dict[str, object]], ...] = (
        (line.tables, {}),
        (line.tables - line.left, {"submitted": "yes"}),
        (line.left, {"submitted": "no"}),
        (late, {"submitted": "no", "overdue": "yes"}),
        (handed_in_late, {"punctual": "late"}),
    )
    return tuple(Cell(number, selection.tables(**where, **more) if number else "") for number, more in asked)


def due_cells(due: date | None) -> tuple[Cell, Cell]:
    """The day, and how many days are left: less than 0 where it is over."""
    if due is None:
        return Cell("没有规定"), Cell(None)
    return Cell(f"{due.year}年{due.month}月{due.day}日"), Cell((due - timezone.localdate()).days)


def _share(line: Line) -> Cell:
    return Cell((line.tables - line.left) / line.tables if line.tables else None)


@figure("submission-departments", section="states")
def by_department(user: Any, selection: Selection) -> Figure:
    """How many agencies of a department have submitted all of their tables, and what is missing."""
    selection, notes = one_year(selection)
    as_of, found, dates = up_to_date(selection), selection.once(progress), Dates()
    listed = [(each, _due_of(selection, dates, each.agencies[0].agency.region)) for each in found.departments]
    total = _Counted()
    for each, due in listed:
        total.add(each, due, _handed_in_late(each, selection))
    columns = (Column("department", "主管部门"), *_situation_columns(), *_TABLES, *_DUE, _SHARE)
    says = f"各部门有多少单位已经全部提交，还有多少张表没有提交；单位包括还没有表的。{_LATE}；{as_of.words}。"
    rows = Rows(listed, lambda pair: _department_row(*pair, selection))
    all_of_them = _total_row(found.total, total, selection) if rows else None
    return Figure("submission-departments", "各主管部门提交情况", says, columns, rows, all_of_them, _CHART, notes)


class _Counted:
    """Agencies by situation, and late tables, of some departments."""

    def __init__(self) -> None:
        self.situations = dict.fromkeys(SITUATIONS, 0)
        self.late = self.handed_in_late = 0

    def add(self, department: Department, due: date | None, handed_in_late: int) -> None:
        """Count a department."""
        for key, number in _situations(department, due).items():
            self.situations[key] += number
        self.late += _late(department.line, due)
        self.handed_in_late += handed_in_late


def _situation_columns() -> tuple[Column, ...]:
    return tuple(Column(f"agencies_{key}", f"{words}的单位", Kind.COUNT) for key, words in SITUATIONS.items())


def _situations(department: Department, due: date | None) -> dict[str, int]:
    counts = dict.fromkeys(SITUATIONS, 0)
    for each in department.agencies:
        counts[Filed(each, due).situation] += 1
    return counts


def _situation_cells(counts: dict[str, int], selection: Selection, **where: object) -> tuple[Cell, ...]:
    """Numbers of agencies; each leads to those agencies below."""
    return tuple(
        Cell(number, selection.statistic("states", "submission", situation=key, **where) if number else "")
        for key, number in counts.items()
    )


def _department_row(each: Department, due: date | None, selection: Selection) -> Row:
    where = {"department": each.key}
    return (
        Cell(selection.department_words(each.key)),
        *_situation_cells(_situations(each, due), selection, **where),
        *_counts(each.line, _late(each.line, due), _handed_in_late(each, selection), selection, **where),
        *due_cells(due),
        _share(each.line),
    )


def _total_row(line: Line, counted: _Counted, selection: Selection) -> Row:
    situations = _situation_cells(counted.situations, selection)
    return (
        Cell("合计"),
        *situations,
        *_counts(line, counted.late, counted.handed_in_late, selection),
        Cell(""),
        Cell(None),
        _share(line),
    )


@figure("submission", section="states")
def by_agency(user: Any, selection: Selection) -> Figure:
    """Each agency: those with most left to submit first, then those without tables, then those that are through."""
    selection, notes = one_year(selection)
    as_of, found, dates = up_to_date(selection), selection.once(progress), Dates()
    asked = selection.option("situation", SITUATIONS)
    agencies = [
        Filed(each, _due_of(selection, dates, each.agency.region))
        for department in found.departments
        for each in department.agencies
    ]
    listed = sorted((each for each in agencies if asked in ("", each.situation)), key=_most_left_first)
    notes += (f"只列出{SITUATIONS[asked]}的单位。",) if asked else ()
    columns = (Column("agency", "单位"), Column("situation", "提交情况"), *_TABLES, *_DUE, _SHARE)
    says = f"每个单位交了多少、还差多少，差得最多的在前；调整中的表已经批复过，算已提交。{_LATE}；{as_of.words}。"
    rows = Rows(listed, lambda each: _agency_row(each, selection))
    whole = selection.statistic("states", "submission") if asked else ""
    return Figure(
        "submission", "各单位提交情况", says, columns, rows, notes=notes, empty="没有这样的单位。", whole=whole
    )


def _most_left_first(filed: Filed) -> tuple[int, bool, str, str]:
    line, agency = filed.agency.line, filed.agency.agency
    return -line.left, bool(line.tables), agency.region, agency.code


def _agency_row(filed: Filed, selection: Selection) -> Row:
    line, agency = filed.agency.line, filed.agency.agency
    late = selection.once(late_by_agency).get(agency.pk, 0)
    cells = _counts(line, _late(line, filed.due), late, selection, agency=agency.pk)
    situation = Cell(SITUATIONS[filed.situation])
    return (Cell(str(agency)), situation, *cells, *due_cells(filed.due), _share(line))
