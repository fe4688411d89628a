"""Deadlines: who is late, what is in force is not, and which one a user is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from indicators.models import GoalTable, Status, TableLine
from reviews.deadlines import Dates, Due, days_since, dues_for, late, most_urgent
from reviews.models import Deadline, Stage
from tests.conftest import People
from tests.reviews.lists import table_in
from tests.tables import make_table

OVER, TO_COME = -3, 5


def due(stage: str, days: int, year: int = 2025, region: str = "") -> Deadline:
    day = timezone.localdate() + timedelta(days=days)
    return Deadline.objects.create(region=region, year=year, stage=stage, due=day)


def late_names() -> set[str]:
    return set(late(TableLine.objects.all()).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("stage", "states"),
    [
        ("submit", {"draft", "returned"}),
        ("department", {"submitted"}),
        ("finance", {"forwarded"}),
        ("publish", {"approved"}),
    ],
)
def test_each_stage_has_its_states(people: People, stage: str, states: set[str]) -> None:
    for status in Status.values:
        make_table(people.agencies["319101"], name=status, rows=[], status=status)
        make_table(people.agencies["319101"], name=f"{status}-2026", rows=[], status=status, year=2026)
    due(stage, OVER)
    assert late_names() == states
    dates = Dates()
    assert {status for status in Status.values if dates.days_late("", 2025, status, in_force=False)} == states
    assert not dates.days_late("别处", 2025, "draft", in_force=False)


def test_the_last_day_is_still_in_time(people: People) -> None:
    make_table(people.agencies["319101"], rows=[])
    due("submit", 0)
    assert late_names() == set()
    assert Dates().days_late("", 2025, "draft", in_force=False) == 0


def test_what_is_in_force_is_never_late_but_for_its_publication(people: People) -> None:
    table = table_in(people, "approved", "甲")
    for stage in Stage:
        due(stage, OVER)
    assert late_names() == {"甲"}  # to be published
    GoalTable.objects.filter(pk=table.pk).update(status="draft")  # as 调整 leaves it: the approved one stays in force
    assert late_names() == set()
    assert Dates().days_late("", 2025, "draft", in_force=True) == 0
    assert Dates().days_late("", 2025, "approved", in_force=True) == 3


def test_a_user_is_told_of_the_own_stages(people: People) -> None:
    for stage in Stage:
        due(stage, TO_COME)
    due("submit", OVER, region="别的区")
    make_table(people.agencies["667201"], rows=[])
    make_table(people.agencies["319101"], rows=[], status="forwarded")
    stages = {name: [(each.stage, each.left) for each in dues_for(getattr(people, name))] for name in
              ("officer", "department", "finance", "reader")}  # fmt: skip
    assert stages == {
        "officer": [("submit", 1)],
        "department": [("department", 0)],
        "finance": [("finance", 1), ("publish", 0)],
        "reader": [],
    }
    assert dues_for(people.officer, 2026) == []
    assert dues_for(User.objects.create_user("nobody")) == []


def test_the_most_urgent_has_something_to_do() -> None:
    today = timezone.localdate()

    def of(days: int, left: int) -> Due:
        return Due(Stage.SUBMIT, 2025, "", today + timedelta(days=days), left)

    assert most_urgent([]) is None
    assert most_urgent([of(-9, 0)]) is None
    assert most_urgent([of(9, 0), of(3, 0), of(-9, 0)]) == of(3, 0)
    assert most_urgent([of(3, 0), of(9, 2)]) == of(9, 2)
    assert most_urgent([of(9, 2), of(-1, 1)]) == of(-1, 1)
    assert (of(-3, 1).days_late, of(0, 1).days_late, of(2, 1).days) == (3, 0, 2)


def test_days_are_days_of_the_calendar() -> None:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    assert days_since(timezone.now()) == 0
    assert days_since(midnight - timedelta(seconds=1)) == 1
