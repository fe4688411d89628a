"""Whose package it is: claimed by one worker, kept by its heartbeat, handed out again when its worker falls silent.

Every claim has a number, and so have the bytes written under it: a worker that was taken for dead and wakes up finds a
higher one, and what it wrote does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from budget import clock
from budget.heartbeat import MAX_ATTEMPTS, may_try_again, not_before, silence
from budget.queueing import PACKAGES, hand_over, is_idle
from exporters.models import Export, State

KEPT = timedelta(days=1)  # a finished package


class Superseded(Exception):
    """The package was cancelled, or another worker has it: what was written for it does not count."""


@transaction.atomic
def claim(pk: int) -> Export | None:
    """Take a waiting package for work; None where another worker has it or nobody wants it any more."""
    taken = Export.objects.filter(pk=pk, state=State.WAITING, attempts__lt=MAX_ATTEMPTS)
    changes = {"attempts": F("attempts") + 1, "claims": F("claims") + 1, "heartbeat": clock.now()}
    if not taken.update(state=State.MAKING, done=0, left_out=0, **changes):
        return None
    return Export.objects.get(pk=pk)


def hold(export: Export) -> None:
    """Inside a transaction: make sure that the package is still ours, and stays so to its end. Raises Superseded."""
    ours = Export.objects.select_for_update().filter(pk=export.pk, state=State.MAKING, claims=export.claims)
    if not ours.values_list("pk", flat=True):
        raise Superseded


def tell(export: Export, done: int) -> None:
    """How many tables are written; a sign of life too. Raises Superseded."""
    ours = Export.objects.filter(pk=export.pk, state=State.MAKING, claims=export.claims)
    if not ours.update(done=done, heartbeat=clock.now()):
        raise Superseded


@transaction.atomic
def finish(export: Export, size: int, left_out: int) -> None:
    """All bytes are there: the package may be had for a day. Raises Superseded."""
    hold(export)
    now = clock.now()
    export.state, export.size, export.left_out = State.DONE, size, left_out
    export.done, export.heartbeat, export.finished_at, export.expires_at = export.total, now, now, now + KEPT
    export.save(update_fields=["state", "size", "left_out", "done", "heartbeat", "finished_at", "expires_at"])


@transaction.atomic
def give_up(export: Export, to_blame: bool = False, again: bool = True) -> bool:
    """A dead worker, or an error (`to_blame`: one of ours): the package waits for another try, or fails after the last.

    Whether it waits.
    """
    try:
        hold(export)
    except Superseded:
        return False
    export.errors += to_blame
    waits = again and may_try_again(export)
    export.state = State.WAITING if waits else State.FAILED
    export.heartbeat = not_before(export) if waits else clock.now()
    export.finished_at = None if waits else export.heartbeat
    export.save(update_fields=["state", "heartbeat", "finished_at", "errors"])
    return waits


def hand_out(keys: Iterable[int]) -> None:
    """Queue a job for each of these waiting packages."""
    from exporters.tasks import make_export

    waiting = list(keys)
    Export.objects.filter(pk__in=waiting).update(heartbeat=clock.now())
    hand_over(make_export, waiting)


def take_up() -> int:
    """Hand out again what has gone quiet: packages of dead workers, failed tries, lost jobs. How many."""
    before = clock.now() - silence()
    left = Export.objects.filter(state=State.MAKING, heartbeat__lt=before)
    again = [export.pk for export in left if give_up(export)]
    if is_idle(PACKAGES):  # else their job may be among those that wait
        again += Export.objects.filter(state=State.WAITING, heartbeat__lt=before).values_list("pk", flat=True)
    keys = list(Export.objects.filter(pk__in=again, state=State.WAITING).order_by("pk").values_list("pk", flat=True))
    hand_out(keys)
    return len(keys)
