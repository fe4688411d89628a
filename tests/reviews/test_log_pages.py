"""A page of the log: the same rows, whether the newest events hold it or all had to be put in order."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q, QuerySet
from django.utils import timezone

from reviews import log_pages, paging
from reviews.log_filter import NEWEST_FIRST
from reviews.models import ReviewEvent
from tests.conftest import People
from tests.reviews.lists import table_in

FILTERS = (
    Q(),
    Q(table__line__year=2024),
    Q(action="approve"),
    Q(action="forward") & ~Q(table__line__year=2024),
    Q(pk=0),
)


def test_old_events_are_found_as_new_ones_are(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """However far the newest reach, also where several are of one moment."""
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    table_in(people, "approved", "甲", year=2024)
    table_in(people, "approved", "乙", code="319202")
    table_in(people, "forwarded", "丙")
    at = timezone.now() - timedelta(days=1)
    QuerySet(ReviewEvent).filter(action__in=["approve", "submit"]).update(at=at)  # the log's own manager refuses
    for recent in (0, 2, 5, 100):
        monkeypatch.setattr(log_pages, "RECENT", recent)
        for asked in FILTERS:
            events: Any = ReviewEvent.objects.filter(asked).order_by(*NEWEST_FIRST)
            found = [event for number in "12345" for event in log_pages.page_of(events, number).rows]
            assert found == list(events), (recent, asked)
            assert log_pages.page_of(events, "1").next == (2 if len(found) > 2 else None)
