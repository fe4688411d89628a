"""indicators/presence.py: who else is at a table."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from indicators.models import GoalTable, Presence
from indicators.presence import FORGOTTEN, HERE, arrive, leave, others
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(people: People) -> GoalTable:
    return make_table(people.agencies["667201"])


def seen(user: User, ago: timedelta) -> None:
    Presence.objects.filter(user=user).update(seen_at=timezone.now() - ago)


def test_one_sees_the_others_and_not_oneself(table: GoalTable, people: People) -> None:
    arrive(table, people.officer)
    arrive(table, people.administrator)
    assert [each.user for each in others(table, people.officer)] == [people.administrator]
    assert [each.user for each in others(table, people.finance)] == [people.officer, people.administrator]


def test_tables_are_apart(table: GoalTable, people: People) -> None:
    arrive(table, people.officer)
    assert others(make_table(people.agencies["667201"], "另一个"), people.administrator) == []


def test_who_was_not_seen_for_a_minute_is_gone(table: GoalTable, people: People) -> None:
    arrive(table, people.officer)
    seen(people.officer, HERE - timedelta(seconds=5))
    assert len(others(table, people.administrator)) == 1
    seen(people.officer, HERE)
    assert others(table, people.administrator) == []


def test_since_holds_as_long_as_one_stays_and_begins_anew_after_a_minute(table: GoalTable, people: People) -> None:
    arrive(table, people.officer)
    long_ago = timezone.now() - timedelta(minutes=30)
    Presence.objects.update(since=long_ago)
    arrive(table, people.officer)
    assert Presence.objects.get().since == long_ago
    seen(people.officer, HERE)
    arrive(table, people.officer)
    (present,) = Presence.objects.all()
    assert timezone.now() - present.since < timedelta(seconds=30)


def test_who_leaves_is_gone_at_once(table: GoalTable, people: People) -> None:
    arrive(table, people.officer)
    arrive(table, people.administrator)
    leave(table, people.officer)
    leave(table, people.officer)
    assert [each.user for each in others(table, people.finance)] == [people.administrator]


def test_old_rows_are_cleaned_when_somebody_comes(table: GoalTable, people: People) -> None:
    arrive(table, people.officer)
    seen(people.officer, FORGOTTEN)
    arrive(make_table(people.agencies["667201"], "另一个"), people.administrator)
    assert [each.user for each in Presence.objects.all()] == [people.administrator]
