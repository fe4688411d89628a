"""What the home page (工作台) shows: the figures of a year, what waits for the user, how far the agencies are.

Everything is counted by the database, in a number of queries that depends on nothing; no more tables are loaded than
the few that are shown. What waits for whom is what the lists of the review say (reviews.queues); beside that, officers
have their own tables to fill in. A table that is being adjusted counts as what is in force: approved.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, FloatField, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast

from budget.access import administers_everything, has_role
from budget.models import Role
from importers.models import ImportBatch, ImportFile
from indicators.models import EDITABLE, GoalTable, Status
from indicators.queries import GoalTableQuerySet
from reviews.deadlines import days_since
from reviews.list_rows import add_days, returns_of
from reviews.queues import AWAITS, Tab, waiting_for

SHOWN_TABLES = 10
SHOWN_AGENCIES = 12
SHOWN_BATCHES = 5
APPROVED = (Status.APPROVED, Status.PUBLISHED)
SUBMITTED = (Status.SUBMITTED, Status.FORWARDED, *APPROVED)
IN_FORCE = Q(status__in=APPROVED) | Q(in_force__isnull=False)
# Where the tables of a state are listed for those who have to do something about them.
TABS = {Status.RETURNED.value: Tab.RETURNED, Status.DRAFT.value: Tab.DRAFT}
File = ImportFile.State


class Year(NamedTuple):
    """The visible tables of a year in figures; money in 元, None where no table has any."""

    year: int
    tables: int
    approved: int
    submitted: int
    agencies: int
    unfinished: int
    total: Decimal | None

    @property
    def percent(self) -> int:
        """How much is approved; 100 only where everything is."""
        return 100 * self.approved // self.tables

    @property
    def counts_submitted(self) -> bool:
        """Whether progress is counted by what was submitted, as long as nothing is approved."""
        return not self.approved


class Waiting(NamedTuple):
    """How many tables wait for the user in one state, how many are of the year shown, and since when those wait."""

    status: str
    words: str
    number: int
    oldest: datetime

    @property
    def tab(self) -> Tab:
        """The list of the review that holds them."""
        return TABS.get(self.status, Tab.WAITING)


class AgencyProgress(NamedTuple):
    """How many of the tables of an agency are as far as they should be."""

    pk: int
    code: str
    name: str
    done: int
    tables: int


class BatchWaiting(NamedTuple):
    """An import that an administrator has to decide about, and its files that wait for that."""

    pk: int
    name: str
    year: int
    since: datetime
    received: int
    ready: int
    failed: int

    @property
    def words(self) -> str:
        """What there is to do."""
        numbers = ((self.received, "等待开始"), (self.ready, "待确认"), (self.failed, "失败"))
        return "，".join(f"{number} 个文件{state}" for number, state in numbers if number)


def years_of(visible: GoalTableQuerySet) -> list[int]:
    """The years that have visible tables, the latest first."""
    return sorted(visible.order_by().values_list("project__year", flat=True).distinct(), reverse=True)


def figures_of(visible: GoalTableQuerySet, year: int) -> Year:
    """The figures of one year: of that alone, since the years become more and more."""
    agency = "project__agency"
    figures = (
        visible.filter(project__year=year)
        .order_by()
        .aggregate(
            tables=Count("pk"),
            approved=Count("pk", filter=IN_FORCE),
            submitted=Count("pk", filter=Q(status__in=SUBMITTED) | IN_FORCE),
            agencies=Count(agency, distinct=True),
            unfinished=Count(agency, distinct=True, filter=Q(status__in=EDITABLE, in_force=None)),
            total=Sum("project__budget__total"),
        )
    )
    return Year(year, **figures)


def waits(user: Any) -> bool:
    """Whether the user's roles are such that tables can wait for them."""
    return has_role(user, *AWAITS, Role.OFFICER)


def waiting_tables(user: Any) -> GoalTableQuerySet:
    """The tables that wait for the user, of all years: to be reviewed, and for officers to be filled in."""
    if not has_role(user, Role.OFFICER):
        return waiting_for(user)
    own: GoalTableQuerySet = GoalTable.objects.visible_to(user, Role.OFFICER).filter(status__in=EDITABLE)
    return waiting_for(user) | own


def waiting_by_status(waiting: GoalTableQuerySet, year: int) -> tuple[list[Waiting], int]:
    """The tables of the year that wait, by state, returned ones first; and how many of other years wait."""
    rows = (
        waiting.order_by().values_list("project__year", "status").annotate(number=Count("pk"), oldest=Min("changed_at"))
    )
    found = [(of, Waiting(status, str(Status(status).label), number, oldest)) for of, status, number, oldest in rows]
    ours = [each for of, each in found if of == year]
    ranks = [Status.RETURNED.value, *Status.values]
    others = sum(each.number for of, each in found if of != year)
    return sorted(ours, key=lambda each: ranks.index(each.status)), others


def first_waiting(waiting: GoalTableQuerySet, year: int) -> list[Any]:
    """The tables to begin with: those that came back, then those that have waited longest."""
    returned_first = Case(When(status=Status.RETURNED, then=Value(0)), default=Value(1))
    keys = waiting.filter(project__year=year).order_by(returned_first, "changed_at", "pk").values_list("pk", flat=True)
    tables = GoalTable.objects.as_listed(keys[:SHOWN_TABLES])
    add_days(tables)
    reasons = returns_of(table.pk for table in tables if table.status == Status.RETURNED)
    for table in tables:
        table.returned = reasons.get(table.pk)
    return tables


def latest_changed(visible: GoalTableQuerySet, year: int) -> list[Any]:
    """The tables that changed last, for who has nothing to do but look."""
    keys = visible.filter(project__year=year).order_by("-changed_at", "-pk").values_list("pk", flat=True)
    tables = GoalTable.objects.as_listed(keys[:SHOWN_TABLES])
    for table in tables:
        table.days = days_since(table.changed_at)
    return tables


def agency_progress(visible: GoalTableQuerySet, year: Year) -> list[AgencyProgress]:
    """The agencies that are least far, the one with most left to do first where shares are equal."""
    done = Q(status__in=SUBMITTED) | IN_FORCE if year.counts_submitted else IN_FORCE
    agency = "project__agency"
    rows = (
        visible.filter(project__year=year.year)
        .order_by()
        .values_list(agency, f"{agency}__code", f"{agency}__name")
        .annotate(done=Count("pk", filter=done), tables=Count("pk"))
    )
    share = Cast(F("done"), FloatField()) / Cast(F("tables"), FloatField())
    ordered = rows.order_by(share, F("tables").desc(), f"{agency}__code", agency)
    return [AgencyProgress(*row) for row in ordered[:SHOWN_AGENCIES]]


def batches_waiting(user: Any) -> list[BatchWaiting]:
    """The imports that an administrator has to start, to confirm, or to look after because files failed."""
    if not administers_everything(user):
        return []
    states = (File.RECEIVED, File.READY, File.FAILED)
    rows = (
        ImportFile.objects.filter(state__in=states)
        .order_by("batch__created_at", "batch")
        .values_list("batch", "batch__name", "batch__year", "batch__created_at")
        .annotate(**{state.value: Count("pk", filter=Q(state=state)) for state in states})
    )
    return [BatchWaiting(*row) for row in rows]


def latest_batches(user: Any) -> QuerySet[ImportBatch] | list[ImportBatch]:
    """The latest imports, with the number of their documents: an archive that was unpacked is none."""
    if not administers_everything(user):
        return []
    documents = Count("files", filter=~Q(files__state=File.UNPACKED))
    return ImportBatch.objects.annotate(documents=documents).order_by("-pk")[:SHOWN_BATCHES]
