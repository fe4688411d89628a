"""What the home page (工作台) shows: the figures of a year, what waits for the user, how far the agencies are.

Numbers come from the tally, in a number of queries that depends on nothing; no more tables are loaded than the few
that are shown. What waits for whom is what the lists of the review say (reviews.queues); beside that, officers
have their own tables to fill in. A table that is being adjusted counts as what is in force: approved.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from budget.access import administers_everything, has_role
from budget.models import Role
from importers.models import ImportBatch, ImportFile
from indicators.lines import LineQuerySet
from indicators.models import EDITABLE, GoalTable, Status, TableLine, TableTally
from reviews.deadlines import days_since
from reviews.list_rows import add_days, returns_of
from reviews.queues import AWAITS, Tab, any_of, filling_kind, waiting_kind

SHOWN_TABLES = 10
SHOWN_AGENCIES = 12
SHOWN_BATCHES = 5
APPROVED = (Status.APPROVED, Status.PUBLISHED)
SUBMITTED = (Status.SUBMITTED, Status.FORWARDED, *APPROVED)
IN_FORCE = Q(status__in=APPROVED) | Q(in_force=True)
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


def figures_of(user: Any, year: int) -> Year:
    """The figures of one year: of that alone, since the years become more and more."""
    tally = TableTally.objects.visible_to(user).filter(year=year, tables__gt=0).order_by()
    figures = tally.aggregate(
        of=Sum("tables"),
        approved=Coalesce(Sum("tables", filter=IN_FORCE), 0),
        submitted=Coalesce(Sum("tables", filter=Q(status__in=SUBMITTED) | IN_FORCE), 0),
        agencies=Count("agency", distinct=True),
        unfinished=Count("agency", distinct=True, filter=Q(status__in=EDITABLE, in_force=False)),
        total=Sum("total"),
    )
    return Year(year, tables=figures.pop("of"), **figures)


def waits(user: Any) -> bool:
    """Whether the user's roles are such that tables can wait for them."""
    return has_role(user, *AWAITS, Role.OFFICER)


def work_of(user: Any) -> Q:
    """What lines and tally have in common that wait for the user, of all years: to be reviewed or to be filled in."""
    return any_of([waiting_kind(user), filling_kind(user)])


def waiting_by_status(user: Any, year: int) -> tuple[list[Waiting], int]:
    """The tables of the year that wait, by state, returned ones first; and how many of other years wait."""
    work = work_of(user)
    tally = TableTally.objects.filter(work, tables__gt=0).order_by()
    rows = list(tally.values_list("year", "status").annotate(number=Sum("tables")))
    lines = TableLine.objects.filter(work, year=year)
    found = [
        Waiting(status, str(Status(status).label), number, _oldest(lines.filter(status=status)))
        for of, status, number in rows
        if of == year
    ]
    ranks = [Status.RETURNED.value, *Status.values]
    others = sum(number for of, _, number in rows if of != year)
    return sorted(found, key=lambda each: ranks.index(each.status)), others


def _oldest(lines: LineQuerySet) -> datetime:
    """Since when the first of some lines waits: by the index of the states, not by looking at all."""
    oldest: datetime | None = lines.order_by("changed_at").values_list("changed_at", flat=True).first()
    return oldest or timezone.now()  # it has just gone


def first_waiting(user: Any, year: int) -> list[Any]:
    """The tables to begin with: those that came back, then those that have waited longest."""
    lines = TableLine.objects.filter(work_of(user), year=year).order_by("changed_at", "table_id")
    parts = [lines.exclude(status=Status.RETURNED)]
    if has_role(user, Role.OFFICER):  # nobody else has to do with what came back
        parts.insert(0, lines.filter(status=Status.RETURNED))
    keys: list[int] = []
    for part in parts:
        if len(keys) < SHOWN_TABLES:
            keys += part.values_list("pk", flat=True)[: SHOWN_TABLES - len(keys)]
    tables = GoalTable.objects.as_listed(keys)
    add_days(tables)
    reasons = returns_of(table.pk for table in tables if table.status == Status.RETURNED)
    for table in tables:
        table.returned = reasons.get(table.pk)
    return tables


def latest_changed(user: Any, year: int) -> list[Any]:
    """The tables that changed last, for who has nothing to do but look."""
    lines = TableLine.objects.visible_to(user).filter(year=year).order_by("-changed_at", "-table_id")
    tables = GoalTable.objects.as_listed(lines.values_list("pk", flat=True)[:SHOWN_TABLES])
    for table in tables:
        table.days = days_since(table.changed_at)
    return tables


def agency_progress(user: Any, year: Year) -> list[AgencyProgress]:
    """The agencies that are least far, the one with most left to do first where shares are equal."""
    far = Q(status__in=SUBMITTED) | IN_FORCE if year.counts_submitted else IN_FORCE
    rows = (
        TableTally.objects.visible_to(user)
        .filter(year=year.year, tables__gt=0)
        .order_by()
        .values_list("agency", "agency__code", "agency__name")
        .annotate(done=Coalesce(Sum("tables", filter=far), 0), of=Sum("tables"))
    )
    share = Cast(F("done"), FloatField()) / Cast(F("of"), FloatField())
    ordered = rows.order_by(share, F("of").desc(), "agency__code", "agency_id")
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
