"""Odd agencies: short codes that regions share, heads with heads and in other regions; and after they were moved."""

from __future__ import annotations

from itertools import count, cycle

import pytest

from accounts.models import User
from budget.models import Agency, Membership, Role
from figures.facts import count_facts
from figures.figure import Kind
from figures.registry import entries
from indicators.models import GoalTable
from tests.conftest import People
from tests.figures.asking import Follower, ask
from tests.figures.lives import live
from tests.figures.made_up import MONEY, STATES, all_tables, fill

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PLACES = (("", "3"), ("", "31"), ("北", "3"), ("北", "31"), ("北", "319101"), ("南", "319101"), ("南", "3191"))


@pytest.fixture
def odd() -> dict[str, Agency]:
    """Agencies that nobody would make on purpose, with tables of two years."""
    made = {}
    for region, code in PLACES:
        made[region + code] = Agency.objects.create(region=region, code=code, name=f"{region}单位{code}")
    for child, head in (("31", "3"), ("北31", "3"), ("南319101", "北3"), ("3", "南3191")):
        Agency.objects.filter(pk=made[child].pk).update(parent=made[head])
    states, money, position = cycle(STATES), cycle(MONEY), count(1)
    for agency in made.values():
        for year in (2024, 2025):
            fill(agency, year, [f"{year}年项目{each}" for each in range(2)], states, money, position)
    live(list(all_tables()))
    while count_facts():
        pass
    return made


def somebody(role: str, *agencies: Agency) -> User:
    user = User.objects.create_user(f"{role}-{len(agencies)}")
    for agency in agencies:
        Membership.objects.create(user=user, agency=agency, role=role)
    return user


def check_all(user: User, query: str) -> None:
    """Each number leads to what it counts, and sums are those of the rows."""
    follower, links = Follower(user), 0
    for key in entries():
        figure = ask(user, key, query)
        links += follower.check(figure)
        for place, column in enumerate(figure.columns):
            total = figure.total[place].value if figure.total else None
            if column.kind == Kind.COUNT and total is not None:
                assert total == sum(row[place].value or 0 for row in figure.rows), (key, column)  # type: ignore[misc]
    assert links > 30, (user, query)


def test_numbers_lead_to_what_they_count_wherever_agencies_are(people: People, odd: dict[str, Agency]) -> None:
    north, two = somebody(Role.DEPARTMENT, odd["北3"]), somebody(Role.READER, odd["南3191"], odd["31"])
    check_all(people.finance, "year=2025")
    check_all(two, "")
    Agency.objects.filter(pk=odd["31"].pk).update(parent=None, region="北", code="77", name="改名")
    Agency.objects.filter(pk=odd["北3"].pk).update(parent=odd["3"])
    GoalTable.objects.filter(events=None)[0].delete()
    check_all(people.finance, "department=北-3")
    check_all(User.objects.get(pk=north.pk), "year=2024")
