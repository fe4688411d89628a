"""Pages of a query that are read from the nearer end."""

from __future__ import annotations

import pytest
from django.core.paginator import Paginator
from django.db.models import F

from budget.leafing import FromBothEnds, part
from budget.models import Agency
from tests.conftest import People


def test_pages_are_those_of_a_paginator_and_none_passes_more_than_half(people: People) -> None:
    """Also where values are missing, and where the last page is not full."""
    head = people.agencies["319"]
    Agency.objects.filter(code__in=["319101", "319202"]).update(parent=head)
    rows = Agency.objects.order_by(F("parent").desc(nulls_last=True), "code")
    everything = list(rows)
    for size in range(1, len(everything) + 2):
        usual, ours = Paginator(rows, size), FromBothEnds(rows, size)
        for number in usual.page_range:
            assert list(ours.page(number)) == list(usual.page(number)), (size, number)
    for start in range(len(everything) + 2):
        for stop in range(start, len(everything) + 3):
            assert part(rows, slice(start, stop), len(everything)) == everything[start:stop]


@pytest.mark.once
@pytest.mark.usefixtures("people")
def test_the_last_page_is_read_from_the_end(django_assert_num_queries: object) -> None:
    rows = Agency.objects.order_by("code")
    with django_assert_num_queries(1) as asked:  # type: ignore[operator]
        part(rows, slice(2, 4), 4)
    assert "OFFSET" not in asked[0]["sql"]
