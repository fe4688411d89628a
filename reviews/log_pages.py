"""A page of the log, newest first, without looking through more of it than is needed.

The index of times is right for events that are frequent: the newest some thousand hold a page of them. For others it
would be gone through event by event, which takes many times as long as putting those that fit in order.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce

from reviews import paging
from reviews.log_filter import NEWEST_FIRST, with_places
from reviews.models import ReviewEvent

RECENT = 3_000  # events


def page_of(events: Any, asked: str | None) -> paging.Slice:
    """A page of filtered events, with what its rows show: first the keys, since a log's rows are long."""
    number = paging.number_of(asked)
    start = (number - 1) * paging.PAGE_SIZE
    keys = window(events.values_list("pk", flat=True), start, start + paging.PAGE_SIZE + 1)
    rows = with_places(ReviewEvent.objects.filter(pk__in=keys)).order_by(*NEWEST_FIRST)
    return paging.sliced(list(rows), number)


def window(events: Any, start: int, stop: int, until: datetime | None = None) -> list[Any]:
    """Those of a window, newest first: from the newest events, where these hold it, else from all. Where it is known,
    `until` is a time that none of them is behind."""
    times = ReviewEvent.objects.order_by("-at").values_list("at", flat=True)
    times = times.filter(at__lte=until) if until else times
    since = times[stop + RECENT : stop + RECENT + 1].first()
    recent = events if since is None else events.filter(at__gte=since)
    found = list(recent.order_by(*NEWEST_FIRST)[start:stop])
    if since is None or len(found) == stop - start:
        return found
    # No index has this order, so that no database goes through all events in it.
    return list(events.order_by(Coalesce("at", "at").desc(), "-pk")[start:stop])
