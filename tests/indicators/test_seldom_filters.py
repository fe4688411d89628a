"""Filters of the list of tables that numbers of the statistics lead to: shown where they are asked for, and exact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.models import User
from indicators.listing import listing
from indicators.models import GoalTable, TableLine
from reviews.models import Deadline
from tests.conftest import People
from tests.reviews.lists import table_in
from tests.tables import make_table

ClientOf = Callable[[User], Client]


@pytest.fixture
def tables(people: People) -> None:
    make_table(people.agencies["667201"], "编报", rows=[])
    make_table(people.agencies["667201"], "没有金额", rows=[], total=None, status="submitted")
    make_table(people.agencies["319101"], "退回", rows=[], status="returned", total="0")
    approved = table_in(people, "approved", "批复", rows=[])
    adjusted = table_in(people, "approved", "调整", rows=[])
    GoalTable.objects.filter(pk=adjusted.pk).update(status="draft")
    assert TableLine.objects.filter(in_force=True).count() == 2
    assert approved.in_force_id


def names(user: User, query: str) -> set[str]:
    """What the list holds; its numbers say the same."""
    listed = listing(QueryDict(query), user)
    found = set(listed.tables.values_list("name", flat=True))
    assert listed.totals()["tables"] == len(found), query
    return found


@pytest.mark.parametrize(
    ("query", "expected", "tallied"),
    [
        ("submitted=no", {"编报", "退回"}, True),
        ("submitted=yes", {"没有金额", "批复", "调整"}, True),
        ("adjusting=yes", {"调整"}, True),
        ("adjusting=no", {"编报", "没有金额", "退回", "批复"}, True),
        ("adjusting=no&status=draft", {"编报"}, True),
        ("amount=no_total", {"没有金额"}, False),
        ("amount=no_other_funds", {"编报", "没有金额", "退回", "批复", "调整"}, False),
        ("overdue=yes", {"编报", "退回"}, True),
        ("overdue=yes&submitted=yes", set(), True),
    ],
)
def test_what_they_hold(query: str, expected: set[str], tallied: bool, tables: None, people: People) -> None:
    Deadline.objects.create(year=2025, stage="submit", due=timezone.localdate() - timedelta(days=1))
    assert names(people.finance, query) == expected
    assert (listing(QueryDict(query), people.finance).tally is not None) == tallied


def test_nothing_is_late_without_a_deadline(tables: None, people: People) -> None:
    assert names(people.finance, "overdue=yes") == set()


def test_they_are_shown_where_they_are_asked_for(tables: None, people: People, client_of: ClientOf) -> None:
    client = client_of(people.finance)
    assert "提交情况" not in client.get("/tables/").content.decode()
    page = client.get("/tables/?submitted=no&overdue=yes").content.decode()
    assert '<option value="no" selected>未提交</option>' in page
    assert '<option value="yes" selected>逾期</option>' in page
    wrong = client.get("/tables/?adjusting=nonsense").content.decode()
    assert "地址中的“调整”没有这样的选项" in wrong
