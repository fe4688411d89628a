"""Until when each stage has time, by region and year, and which tables are late.

A deadline is for the tables that are still in its stage. A table that was approved before and is being adjusted is in
force all the while, so it is never late; only its publication can be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q, Sum
from django.utils import timezone

from budget.access import has_role, visible_agencies
from budget.models import Role
from indicators.models import Status, TableTally
from reviews.models import Deadline, Stage

STATES = {
    Stage.SUBMIT: (Status.DRAFT, Status.RETURNED),
    Stage.DEPARTMENT: (Status.SUBMITTED,),
    Stage.FINANCE: (Status.FORWARDED,),
    Stage.PUBLISH: (Status.APPROVED,),
}
STAGE_OF = {state.value: stage for stage, states in STATES.items() for state in states}
# Whose deadlines a user is told: those of the own stages. Administrators watch what the agencies submit.
STAGES = {
    Role.OFFICER.value: (Stage.SUBMIT,),
    Role.ADMINISTRATOR.value: (Stage.SUBMIT,),
    Role.DEPARTMENT.value: (Stage.DEPARTMENT,),
    Role.FINANCE.value: (Stage.FINANCE, Stage.PUBLISH),
}


class Due(NamedTuple):
    """A deadline that concerns a user, and how many tables are still in its stage."""

    stage: Stage
    year: int
    region: str
    due: date
    left: int

    @property
    def words(self) -> str:
        """The stage."""
        return str(self.stage.label)

    @property
    def tab(self) -> str:
        """The list of the review that holds those tables."""
        return {Stage.SUBMIT: "draft", Stage.PUBLISH: "publish"}.get(self.stage, "waiting")

    @property
    def days(self) -> int:
        """Days that are left; less than 0 where it is over."""
        return (self.due - timezone.localdate()).days

    @property
    def days_late(self) -> int:
        """Days since it was over; 0 where it is not."""
        return max(0, -self.days)


class Dates:
    """The deadlines, read once and asked for many tables."""

    def __init__(self, deadlines: Iterable[Deadline] | None = None) -> None:
        """All deadlines, or the given ones: there are four a region and year."""
        rows = Deadline.objects.all() if deadlines is None else deadlines
        self._due = {(each.region, each.year, each.stage): each.due for each in rows}

    def of(self, region: str, year: int, status: str, in_force: bool) -> date | None:
        """Until when a table has to leave its state; None where nobody has said, or where it is in force."""
        stage = STAGE_OF.get(status)
        if stage is None or (in_force and stage != Stage.PUBLISH):
            return None
        return self._due.get((region, year, stage))

    def days_late(self, region: str, year: int, status: str, in_force: bool) -> int:
        """For how many days a table has been late; 0 where it is not."""
        due = self.of(region, year, status, in_force)
        return max(0, (timezone.localdate() - due).days) if due else 0


def days_since(moment: datetime) -> int:
    """How many calendar days ago, here: what came in yesterday evening waits for one day this morning."""
    return (timezone.localdate() - timezone.localdate(moment)).days


def late(rows: Any) -> Any:
    """Those of the lines, or the rows of a tally, that are late."""
    over = Deadline.objects.filter(due__lt=timezone.localdate())
    regions: dict[tuple[int, str], list[str]] = {}
    for each in over:
        regions.setdefault((each.year, each.stage), []).append(each.region)
    if not regions:
        return rows.none()
    return rows.filter(reduce(or_, (_in_stage(*key, of) for key, of in regions.items())))


def _in_stage(year: int, stage: str, regions: list[str]) -> Q:
    found = Q(year=year, agency__region__in=regions, status__in=STATES[Stage(stage)])
    return found if stage == Stage.PUBLISH else found & Q(in_force=False)


def dues_for(user: Any, year: int | None = None) -> list[Due]:
    """The deadlines of the user's own stages (of a year), those that end first in front, in two queries."""
    roles = [role for role in STAGES if has_role(user, role)]
    stages = {stage for role in roles for stage in STAGES[role]}
    own = Deadline.objects.filter(stage__in=stages, region__in=visible_agencies(user, *roles).values("region"))
    deadlines = list((own.filter(year=year) if year else own).order_by("due", "stage"))
    if not deadlines:
        return []
    left = _left(user, roles, {each.year for each in deadlines})
    return [
        Due(Stage(each.stage), each.year, each.region, each.due, left[each.region, each.year, each.stage])
        for each in deadlines
    ]


def _left(user: Any, roles: list[str], years: set[int]) -> Counter[tuple[str, int, str]]:
    """How many tables are in the user's stages, by region, year and stage."""
    own = (
        Q(agency__in=visible_agencies(user, role).order_by().values("pk")) & reduce(or_, map(_of_stage, STAGES[role]))
        for role in roles
    )
    rows = (
        TableTally.objects.filter(reduce(or_, own), year__in=years)
        .order_by()
        .values_list("agency__region", "year", "status")
        .annotate(number=Sum("tables"))
    )
    left: Counter[tuple[str, int, str]] = Counter()
    for region, year, status, number in rows:
        left[region, year, STAGE_OF[status]] += number
    return left


def _of_stage(stage: Stage) -> Q:
    found = Q(status__in=STATES[stage])
    return found if stage == Stage.PUBLISH else found & Q(in_force=False)


def most_urgent(dues: Iterable[Due]) -> Due | None:
    """The first that still has tables to do; where none has, the next one to come."""
    ordered = sorted(dues, key=lambda each: each.due)
    to_do = [each for each in ordered if each.left]
    return next(iter(to_do), None) or next((each for each in ordered if each.days >= 0), None)
