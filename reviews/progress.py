"""How far the agencies are in a year: from the tally, added up by department here.

A table that is being adjusted counts as what is in force: approved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, partial

from budget.models import Agency
from indicators.filters import department_of
from indicators.lines import TallyQuerySet
from indicators.models import Status
from reviews.deadlines import Dates

ADJUSTING = "adjusting"
# In the order in which a table passes through them.
COLUMNS = (
    (Status.DRAFT.value, "编报中"),
    (Status.RETURNED.value, "已退回"),
    (Status.SUBMITTED.value, "待主管部门"),
    (Status.FORWARDED.value, "待财政"),
    (Status.APPROVED.value, "已批复"),
    (Status.PUBLISHED.value, "已公开"),
)
NOT_SUBMITTED = (Status.DRAFT.value, Status.RETURNED.value)
DONE = (Status.APPROVED.value, Status.PUBLISHED.value)


@dataclass
class Line:
    """Tables by state: of an agency, a department, or all. `adjusting` of the approved are being changed."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(dict(COLUMNS), 0))
    adjusting: int = 0
    late: int = 0

    def add(self, other: Line) -> None:
        """Count the tables of another line too."""
        if not other.tables:
            return
        for state, number in other.counts.items():
            self.counts[state] += number
        self.adjusting += other.adjusting
        self.late += other.late

    @property
    def tables(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many are approved or published."""
        return sum(self.counts[state] for state in DONE)

    @property
    def left(self) -> int:
        """How many have not been submitted."""
        return sum(self.counts[state] for state in NOT_SUBMITTED)

    @property
    def percent(self) -> int:
        """How much is approved; 100 only where everything is."""
        return 100 * self.done // self.tables if self.tables else 0

    @property
    def cells(self) -> list[tuple[str, str, int]]:
        """The numbers in the order of the columns: state, words, number."""
        return [(state, words, self.counts[state]) for state, words in COLUMNS]


@dataclass
class AgencyLine:
    """An agency and its tables, and where these are listed."""

    agency: Agency
    line: Line = field(default_factory=Line)
    address: str = ""


@dataclass
class Department:
    """A department with the agencies that belong to it."""

    key: str
    name: str = ""
    line: Line = field(default_factory=Line)
    agencies: list[AgencyLine] = field(default_factory=list)
    address: str = ""  # of the list of its tables

    @property
    def cells(self) -> list[tuple[str, int, str, int]]:
        """What stands in the columns: words, number, where those are listed, how many of them are being adjusted."""
        found = []
        for state, words, number in self.line.cells:
            adjusting = self.line.adjusting if state == Status.APPROVED else 0
            found.append((words, number, self.address if adjusting else f"{self.address}&status={state}", adjusting))
        return found

    @property
    def with_tables(self) -> int:
        """How many of its agencies have tables."""
        return sum(1 for each in self.agencies if each.line.tables)


@dataclass
class Progress:
    """The departments, all of them together, and the agencies that are not through: with tables, and without any."""

    departments: list[Department]
    total: Line
    unfinished: list[AgencyLine]
    without: list[AgencyLine]


def progress_of(tally: TallyQuerySet, agencies: Iterable[Agency]) -> Progress:
    """The progress of some agencies, from a tally of one year; agencies come with their parents."""
    lines = {agency.pk: AgencyLine(agency) for agency in agencies}
    _count(tally, lines)
    departments: dict[str, Department] = {}
    total = Line()
    for each in lines.values():
        key = department_of(each.agency)
        department = departments.setdefault(key, Department(key))
        department.agencies.append(each)
        department.line.add(each.line)
        head = each.agency.parent or each.agency
        if each.agency.parent or head.code == head.department_code:
            department.name = head.name
    for department in departments.values():
        total.add(department.line)
        if not department.name and len(department.agencies) == 1:
            department.name = department.agencies[0].agency.name
    unfinished = [each for each in lines.values() if each.line.left]
    unfinished.sort(key=lambda each: (-each.line.left, each.agency.code))
    without = [each for each in lines.values() if not each.line.tables]
    return Progress([departments[key] for key in sorted(departments)], total, unfinished, without)


def _count(tally: TallyQuerySet, lines: dict[int, AgencyLine]) -> None:
    """Put the numbers into the lines of their agencies."""
    is_late = cache(partial(Dates().days_late, in_force=False))  # asked thousands of times about a few deadlines
    rows = tally.order_by().values_list("agency", "year", "status", "in_force", "tables")
    for pk, year, status, in_force, number in rows:
        each = lines.get(pk)
        if each is None:
            continue
        line, region = each.line, each.agency.region
        if in_force and status not in DONE:
            line.counts[Status.APPROVED.value] += number
            line.adjusting += number
            continue
        line.counts[status] += number
        if is_late(region, year, status):
            line.late += number
