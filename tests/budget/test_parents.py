"""Agencies with their parents."""

from __future__ import annotations

from typing import Any

from budget.models import Agency
from budget.parents import with_parents
from tests.conftest import People


def test_each_parent_is_one_object_and_is_read_once(people: People, django_assert_num_queries: Any) -> None:
    head, other = people.agencies["319"], people.agencies["667201"]
    Agency.objects.filter(pk=people.agencies["511101"].pk).update(parent=other)
    Agency.objects.filter(code__in=["319101", "319202"]).update(parent=head)
    with django_assert_num_queries(1):  # parents are among them
        found = {each.code: each for each in with_parents(Agency.objects.all())}
        parents = {code: each.parent for code, each in found.items()}
    assert parents["319101"] is parents["319202"] is found["319"]
    assert parents["511101"] is found["667201"]
    assert parents["319"] is None
    with django_assert_num_queries(2):  # they are not
        (only,) = with_parents(Agency.objects.filter(code="319101"))
        assert (only.parent.pk, only.parent.name) == (head.pk, head.name)
