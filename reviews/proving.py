"""Whether the log of the review is as it was written, for all tables: chains of digests, revisions, and states.

A row that is missing at the end of a log breaks no chain; but then the table is not in the state that the log left.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from indicators.models import GoalTable, Revision, Status
from indicators.queries import GoalTableQuerySet
from indicators.revisions import is_untouched
from reviews.log import flaws
from reviews.models import ReviewEvent
from reviews.states import Action

CHUNK = 200


class Broken(NamedTuple):
    """A table whose log is not as it was written, and what is wrong with it."""

    table: GoalTable
    flaws: list[str]


class Proof(NamedTuple):
    """What was looked at so far."""

    tables: int
    events: int


def logged_tables(year: int | None = None) -> GoalTableQuerySet:
    """The tables that have been reviewed, or look as if they had been."""
    tables = GoalTable.objects.order_by("pk").select_related("project__agency")
    if year:
        tables = tables.filter(project__year=year)
    has_log = Exists(ReviewEvent.objects.filter(table=OuterRef("pk")))
    has_revision = Exists(Revision.objects.filter(table=OuterRef("pk")))
    moved = tables.exclude(status=Status.DRAFT)
    return tables.filter(has_log) | tables.filter(has_revision) | moved


def broken(year: int | None = None) -> Iterator[Broken | Proof]:
    """The tables that are not in order, as they are found; at the end how much was looked at."""
    tables = events = 0
    keys = list(logged_tables(year).values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        chunk = logged_tables().filter(pk__in=keys[start : start + CHUNK])
        rows = ReviewEvent.objects.filter(table__in=keys[start : start + CHUNK]).select_related("revision")
        by_table = {
            pk: list(same) for pk, same in groupby(rows.order_by("table", "position"), key=attrgetter("table_id"))
        }
        for table in chunk:
            log = by_table.get(table.pk, [])
            tables, events = tables + 1, events + len(log)
            wrong = [*flaws(log), *_loose_ends(table, log)]
            if wrong:
                yield Broken(table, wrong)
    yield Proof(tables, events)


def _loose_ends(table: GoalTable, log: list[ReviewEvent]) -> list[str]:
    """What the log of a table does not explain: its state, what is in force, a revision that nobody logged."""
    moves = [event for event in log if event.action in set(Action)]
    state = moves[-1].after if moves else Status.DRAFT.value
    wrong = []
    if table.status != state:
        words = Status(state).label
        wrong.append(f"现在是“{table.get_status_display()}”，按记录应是“{words}”：最后的记录缺失，或者状态被改过")
    logged = {event.revision_id for event in log}
    for revision in table.revisions.all():
        if revision.pk not in logged:
            wrong.append(f"{revision}没有对应的记录")
            if not is_untouched(revision):
                wrong.append(f"{revision}与校验值不符")
    held = _in_force(moves)
    if table.in_force_id != held[-1] or [event.in_force_before_id for event in moves] != held[:-1]:
        wrong.append("有效的送审稿与记录不一致")
    submitted = {event.revision: event for event in moves if event.action == Action.SUBMIT}
    wrong += [
        f"{revision}的送审人或版次与记录不一致" for revision, event in submitted.items() if not _fits(revision, event)
    ]
    return wrong


def _fits(revision: Revision, event: ReviewEvent) -> bool:
    """Whether a revision says of its submission what the log says; its digest is over its texts alone."""
    said = (event.by_id, event.by_name, event.version)
    return said == (revision.by_id, revision.by_name, revision.version)


def _in_force(moves: list[ReviewEvent]) -> list[int | None]:
    """The revision that holds, going by the log: before the first move and after each."""
    told: list[int | None] = [None]
    held: list[int | None] = [None]
    for event in moves:
        if event.action == Action.APPROVE:
            held.append(event.revision_id)
        elif event.action == Action.CANCEL and event.before == Status.APPROVED and len(held) > 1:
            held.pop()
        told.append(held[-1])
    return told
