"""Signs of life of long work: whoever is silent is taken for dead, and another worker takes the row up.

For rows with `claims` (how often it was taken) and `heartbeat`; the apps that have such rows do not know each other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone


@contextmanager
def beating(row: Any) -> Iterator[None]:
    """Sign of life while a row is worked on, from a thread: reading, writing and packing are single long calls."""
    done = threading.Event()
    beat = threading.Thread(target=_beat, args=(type(row), row.pk, row.claims, done), daemon=True)
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join(1)  # it may wait for a lock that our own transaction holds; it ends by itself


def _beat(model: Any, pk: int, claims: int, done: threading.Event) -> None:
    while not done.wait(settings.IMPORT_SILENCE / 6):
        try:
            model.objects.filter(pk=pk, claims=claims).update(heartbeat=timezone.now())
        except DatabaseError:
            pass  # the next beat may get through; if none does, another worker takes the row, as it should
        finally:
            connection.close()
