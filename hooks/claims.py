"""Whose delivery it is: taken by one sender, tried again after longer and longer, given up in the end.

A sender that falls silent loses its claim, so a message may be sent twice, never lost (its id tells). What it writes
afterwards counts for nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import uniform

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from hooks.models import Delivery, Event

State = Delivery.State
# How long is waited after each try but the last: eight tries within a day.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
MOST_TRIES = len(DELAYS) + 1
# Much longer than one sending takes (hooks/posting.py), names that nobody resolves included.
SILENCE = timedelta(minutes=3)
KEPT = timedelta(days=30)
AT_ONCE = 5_000  # old ones that are deleted in one go


def due(now: datetime) -> QuerySet[Delivery]:
    """What may be sent now: nothing of a hook that is switched off, of one that rests or is paused what tries it."""
    waiting = Q(state=State.WAITING, next_at__lte=now) | Q(state=State.SENDING, claimed_at__lt=now - SILENCE)
    rested = Q(hook__rests_until=None) | Q(hook__rests_until__lte=now)
    running = Q(rested, hook__paused_at=None) | Q(event=Event.TEST)
    return Delivery.objects.filter(waiting, running, hook__active=True)


def claim(hook: int) -> Delivery | None:
    """Take the delivery of a hook that has waited longest; None where nothing is due."""
    now = timezone.now()
    while True:
        found = due(now).filter(hook=hook).order_by("next_at", "pk").values_list("pk", "claims").first()
        if found is None:
            return None
        same = Delivery.objects.filter(pk=found[0], claims=found[1])
        changes = {"tries": F("tries") + 1, "claims": F("claims") + 1, "claimed_at": now, "tried_at": now}
        if same.update(state=State.SENDING, **changes):
            return Delivery.objects.select_related("hook").filter(pk=found[0], claims=found[1] + 1).first()


def finish(delivery: Delivery, status: int | None, answer: str) -> bool:
    """It has arrived; whether it was still ours."""
    return _write(delivery, state=State.SENT, status=status, answer=answer)


def put_back(delivery: Delivery, status: int | None, answer: str) -> bool:
    """It did not arrive: it waits for another try, or it was the last; whether it was still ours."""
    if delivery.tries >= MOST_TRIES:
        return _write(delivery, state=State.FAILED, status=status, answer=answer)
    wait = DELAYS[delivery.tries - 1] * uniform(0.9, 1.1)  # noqa: S311 - so that not all come at once
    return _write(delivery, state=State.WAITING, status=status, answer=answer, next_at=timezone.now() + wait)


def _write(delivery: Delivery, **values: object) -> bool:
    ours = Delivery.objects.filter(pk=delivery.pk, claims=delivery.claims, state=State.SENDING)
    return bool(ours.update(**values))


def send_again(delivery: Delivery) -> bool:
    """Have one that is over sent once more, as it was; whether it was over."""
    over = Delivery.objects.filter(pk=delivery.pk, state__in=(State.SENT, State.FAILED))
    return bool(over.update(state=State.WAITING, tries=0, next_at=timezone.now()))


def drop_old() -> int:
    """Forget what is older than is kept, sent or not; how many."""
    old = Delivery.objects.filter(created_at__lt=timezone.now() - KEPT).order_by("pk").values_list("pk", flat=True)
    return int(Delivery.objects.filter(pk__in=list(old[:AT_ONCE])).delete()[0])
