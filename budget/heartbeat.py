"""Signs of life of long work: whoever is silent is taken for dead, and another worker takes the row up.

For rows with `claims` (how often it was taken) and `heartbeat`; the apps that have such rows do not know each other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from budget import clock
from budget.outages import database_is_away, no_room

# What fails because of itself is tried so often,
MAX_ERRORS = 3
# and what its workers died over so often: mostly that is no fault of its own. Power cuts, restarts, kills.
MAX_ATTEMPTS = 20
# A row that waits anew, as its counters are to be.
AFRESH = {"attempts": 0, "errors": 0}


def silence() -> timedelta:
    """A row whose worker gave no sign of life for so long was left behind by a worker that died."""
    return timedelta(seconds=settings.IMPORT_SILENCE)


def may_try_again(row: Any) -> bool:
    """Whether a row whose work was broken off gets another try."""
    return row.errors < MAX_ERRORS and row.attempts < MAX_ATTEMPTS


def not_before(row: Any) -> datetime:
    """Counted as the last sign of life of a row that waits for another try: so that it waits longer each time."""
    return clock.now() + max(0, row.attempts - 1) * silence()


def is_to_blame(error: BaseException) -> bool:
    """Whether an error counts against the row: that the database was away or locked, or a disk full, does not."""
    return not (no_room(error) or database_is_away(error))


@contextmanager
def beating(*rows: Any) -> Iterator[None]:
    """Sign of life while rows are worked on, from a thread: reading, writing and packing are single long calls."""
    done = threading.Event()
    ours = reduce(or_, (Q(pk=row.pk, claims=row.claims) for row in rows))
    beat = threading.Thread(target=_beat, args=(type(rows[0]), ours, done), daemon=True)
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join(1)  # it may wait for a lock that our own transaction holds; it ends by itself


def _beat(model: Any, ours: Q, done: threading.Event) -> None:
    while not done.wait(settings.IMPORT_SILENCE / 6):
        try:
            clock.set_clock()
            note_life(model, ours)
        except DatabaseError:
            pass  # the next beat may get through; if none does, another worker takes the row, as it should
        finally:
            connection.close()


def note_life(model: Any, ours: Q) -> None:
    """A sign of life for rows. Those that somebody holds are left: who waits for one while holding others may be
    waited for himself.
    """
    rows = model.objects.filter(ours).order_by()  # else what they are ordered by would be held too
    with transaction.atomic():
        free = list(rows.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
        rows.filter(pk__in=free).update(heartbeat=clock.now())
