"""Which tables stand in which list, for whom and in which order."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from indicators.models import GoalTable, Status
from reviews.queues import Tab, place_in, tables_in, tabs_for, waiting_for
from reviews.states import Action
from tests.conftest import People
from tests.reviews.stage import Stage, stage
from tests.tables import make_table

__all__ = ["stage"]


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        ("officer", ["returned", "draft", "mine"]),
        ("department", ["waiting", "judged", "returned"]),
        ("finance", ["waiting", "publish", "judged", "returned"]),
        ("administrator", ["returned", "draft", "mine"]),
        ("reader", ["returned"]),
    ],
)
def test_tabs_by_role(people: People, role: str, tabs: list[str]) -> None:
    assert tabs_for(getattr(people, role)) == tabs


@pytest.mark.parametrize(
    ("role", "state", "waits"),
    [
        ("department", "submitted", True), ("department", "forwarded", False), ("finance", "forwarded", True),
        ("finance", "submitted", False), ("officer", "submitted", False), ("administrator", "forwarded", False),
        ("reader", "submitted", False), ("stranger", "submitted", False),
    ],
)  # fmt: skip
def test_who_waits_for_whom(stage: Stage, role: str, state: str, waits: bool) -> None:
    stage.reach(state)
    assert [line.table for line in waiting_for(stage.people[role])] == ([stage.table] if waits else [])


def test_a_superuser_reviews_nothing(stage: Stage) -> None:
    stage.reach("submitted")
    assert not waiting_for(User.objects.create_superuser("root")).exists()
    assert not waiting_for(AnonymousUser()).exists()


def test_lists_follow_what_was_done(stage: Stage) -> None:
    def lists(who: str) -> set[str]:
        return {tab.value for tab in tabs_for(stage.people[who]) if tables_in(tab, stage.people[who]).exists()}

    assert lists("officer") == {"draft"}
    stage.perform("officer", Action.SUBMIT)
    assert (lists("officer"), lists("department"), lists("finance")) == ({"mine"}, {"waiting"}, set())
    stage.perform("department", Action.FORWARD)
    assert (lists("department"), lists("finance")) == ({"judged"}, {"waiting"})
    stage.perform("finance", Action.RETURN)
    assert (lists("officer"), lists("finance")) == ({"mine", "returned", "draft"}, {"judged", "returned"})
    assert lists("stranger") == set()
    stage.reach("forwarded")
    stage.perform("finance", Action.APPROVE)
    assert (lists("finance"), lists("department")) == ({"publish", "judged"}, {"judged"})
    stage.perform("finance", Action.PUBLISH)
    assert lists("finance") == {"judged"}


def test_what_waits_longest_comes_first(people: People) -> None:
    agency = people.agencies["319101"]
    tables = [make_table(agency, f"项目{number}", status=Status.SUBMITTED) for number in range(3)]
    GoalTable.objects.filter(pk=tables[2].pk).update(changed_at="2025-01-01T00:00:00Z")
    keys = [tables[2].pk, tables[0].pk, tables[1].pk]
    waiting = tables_in(Tab.WAITING, people.department)
    assert list(waiting.values_list("pk", flat=True)) == keys
    assert place_in(waiting, keys[1]) == (keys[0], keys[2], 2, 3)
    assert place_in(waiting, keys[0]) == (None, keys[1], 1, 3)
    assert place_in(waiting, keys[2]) == (keys[1], None, 3, 3)
    assert place_in(waiting, keys[0], numbered=False) == (None, keys[1], None, None)
    assert place_in(waiting, 0) is None
