"""From what happened to what is to be told: a delivery for each event and hook, made by the worker from the logs.

Nothing that reviews or imports knows hooks. Events are told from the rows that these write in their own transactions,
by asking which of a window have no delivery yet. A cursor would miss what was committed late with a smaller key; the
window begins well before the last look and before whatever was still being written then, and a delivery is unique, so
looking twice or from two workers does no harm.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from budget.outages import database_is_away
from hooks.claims import KEPT
from hooks.models import Delivery, Event, Hook
from hooks.payloads import of_batch, of_move
from importers.models import ImportBatch, ImportFile
from importers.progress import WORKING, progress_of
from indicators.filters import NO_REGION
from reviews.models import ReviewEvent
from reviews.states import Action

logger = logging.getLogger("perfgoals.hooks")

# Longer than clocks of machines differ.
SLACK = timedelta(hours=2)
# No transaction is waited for longer: what was told before deliveries were forgotten would be told again.
LONGEST = KEPT / 2
AT_ONCE = 500  # events of one hook in one go: the rest has its turn in the next round
MOVES = {
    Event.APPROVED: Q(action=Action.APPROVE),
    Event.RETURNED: Q(action=Action.RETURN),
    Event.PUBLISHED: Q(action=Action.PUBLISH),
    Event.CANCELLED: Q(action=Action.CANCEL, before="approved"),
    Event.ADJUSTED: Q(action=Action.ADJUST),
}
OPEN = (ImportFile.State.RECEIVED, ImportFile.State.READY, *WORKING)


def note_events() -> int:
    """Make the deliveries that are missing; how many. Any number of workers may do it at the same time."""
    hooks = list(Hook.objects.filter(active=True))
    until = complete_until() if hooks else timezone.now()
    return sum(_note_apart(hook, until) for hook in hooks)


def complete_until() -> datetime:
    """Everything before this moment is committed or will never be: now, or when the oldest open transaction began.

    To be asked before the logs are: what is committed in between is read, and what is not is younger than this.
    SQLite has one writer at a time, and the others wait for seconds only; PostgreSQL's autovacuum writes no events.
    """
    now = timezone.now()
    if connection.vendor != "postgresql":
        return now
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(xact_start) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        (oldest,) = cursor.fetchone()
    return max(now - LONGEST, min(now, oldest or now))


def _note_apart(hook: Hook, until: datetime) -> int:
    """Those of one hook, so that what goes wrong with it (somebody removes it just now) keeps no other waiting."""
    try:
        return note_for(hook, until)
    except Exception as error:
        if database_is_away(error):
            raise
        logger.exception("消息推送 %d 的事没有登记", hook.pk)
        return 0


def note_for(hook: Hook, until: datetime) -> int:
    """Those of one hook; up to `until` (complete_until) they are all there then."""
    since = max(hook.told_since, hook.noted_until - SLACK)
    moves, batches = _moves(hook, since), _batches(hook, since)
    made = Delivery.objects.bulk_create([*moves, *batches], ignore_conflicts=True)
    if len(moves) < AT_ONCE:  # else some of the window are still to come
        Hook.objects.filter(pk=hook.pk, noted_until__lt=until).update(noted_until=until)
    return len(made)


def _moves(hook: Hook, since: datetime) -> list[Delivery]:
    """Deliveries for what the log of the review says, not stored."""
    wanted = Q(pk=None)
    for event, rule in MOVES.items():
        wanted |= rule if event in hook.events else Q(pk=None)
    key = Concat(Value("review-"), Cast(OuterRef("pk"), CharField()))
    noted = Delivery.objects.filter(hook=hook, key=key)
    events = ReviewEvent.objects.filter(wanted, _in_scope(hook), ~Exists(noted), at__gte=since)
    rows = events.order_by("at", "pk").select_related("table__project__agency", "revision")
    rows = rows.defer("revision__content_text", "revision__findings_text", "table__goal")
    return [of_move(hook, event_of(row), row) for row in rows[:AT_ONCE]]


def event_of(row: ReviewEvent) -> Event:
    """What a row of the log is told as."""
    names = {Action.APPROVE: Event.APPROVED, Action.RETURN: Event.RETURNED, Action.PUBLISH: Event.PUBLISHED,
             Action.CANCEL: Event.CANCELLED, Action.ADJUST: Event.ADJUSTED}  # fmt: skip
    return names[Action(row.action)]


def _in_scope(hook: Hook) -> Q:
    scope = Q()
    if hook.region:
        scope &= Q(table__project__agency__region=_region(hook))
    if hook.agency_id:
        scope &= Q(table__project__agency=hook.agency_id) | Q(table__project__agency__parent=hook.agency_id)
    return scope


def _region(hook: Hook) -> str:
    return "" if hook.region == NO_REGION else hook.region


def _batches(hook: Hook, since: datetime) -> list[Delivery]:
    """Deliveries for batches in which nothing is left to do, not stored. Who finishes one anew, finishes it again."""
    if Event.FINISHED not in hook.events or hook.agency_id:  # a batch has tables of any agency
        return []
    batches = _finished(since)
    if hook.region:
        batches = batches.filter(region=_region(hook))
    keys = {f"batch-{batch.pk}-{int(batch.ended.timestamp() * 1000)}": batch for batch in batches}
    known = set(Delivery.objects.filter(hook=hook, key__in=list(keys)).values_list("key", flat=True))
    return _told(hook, {key: batch for key, batch in keys.items() if key not in known})


def _finished(since: datetime) -> QuerySet[Any]:
    ended = ImportFile.objects.filter(finished_at__gte=since).order_by().values("batch")
    still_open = ImportFile.objects.filter(batch=OuterRef("pk"), state__in=OPEN)
    batches = ImportBatch.objects.filter(~Exists(still_open), pk__in=ended)
    return batches.annotate(ended=Max(F("files__finished_at"))).order_by("pk")


def _told(hook: Hook, batches: dict[str, Any]) -> list[Delivery]:
    progress = progress_of(batches.values())
    return [of_batch(hook, key, batch, progress[batch.pk]) for key, batch in batches.items()]
