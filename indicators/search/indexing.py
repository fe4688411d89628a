"""Keeping the index of words, in the background: what it does not know is searched by reading until it is taken up.

Whatever changes a searched text makes the table's line say that it is not indexed, by triggers, in the transaction that
changes it (indicators/line_triggers.py). Who indexes holds the line while reading: a change that was not seen comes
to the line later, and takes the word back.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef

from indicators.bulk import insert
from indicators.models import TableLine, TableText
from indicators.search import gram_tables
from indicators.search.texts import texts_of

AT_ONCE = 200  # tables in one transaction: who writes one of them waits that long
SECONDS = 10  # at a time, then other chores have their turn


def index_words(seconds: float = SECONDS) -> int:
    """Take up what waits, for about that long; how many tables. Any number of processes may do it at the same time."""
    end, done = time.monotonic() + seconds, 0
    while some := _waits() and index_some():
        done += some
        if time.monotonic() > end:
            return done
    _forget_deleted()
    return done


def _waits() -> bool:
    """Asked first, since on SQLite a transaction keeps all others from writing."""
    return TableLine.objects.filter(indexed=False).exists()


@transaction.atomic
def index_some() -> int:
    """Take up some tables; how many."""
    waiting = TableLine.objects.filter(indexed=False).order_by("pk")
    keys = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
    if keys:
        _write(keys, texts_of(keys))
        TableLine.objects.filter(pk__in=keys).update(indexed=True)
    return len(keys)


def _write(keys: Iterable[int], texts: Mapping[int, str]) -> None:
    """Put the new texts in place of those that are stored, there and in the pairs."""
    stored = TableText.objects.filter(pk__in=list(keys))
    gram_tables.write(dict(stored.values_list("pk", "text")), texts)
    stored.delete()
    insert(TableText, ("table", "text"), texts.items())


def _forget_deleted() -> None:
    """Texts of tables that are gone: lines take their own away, but nothing else can tell FTS5 what a text was."""
    gone = TableText.objects.filter(~Exists(TableLine.objects.filter(pk=OuterRef("pk")))).order_by("pk")
    while keys := list(gone.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            _write(keys, {})
