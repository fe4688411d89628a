"""Tables on their way through the review, for tests of the lists: as many as are wanted, waiting for some days."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from budget.models import Membership, Role
from indicators.models import GoalTable
from reviews.workflow import perform
from tests.conftest import People
from tests.reviews.stage import REASON, WAYS
from tests.tables import make_table


def officer_of(people: People, code: str) -> User:
    user, made = User.objects.get_or_create(username=f"officer-{code}", defaults={"name": "编制员"})
    if made:
        Membership.objects.create(user=user, role=Role.OFFICER, agency=people.agencies[code])
    return user


def table_in(people: People, state: str, name: str, code: str = "319101", days: int = 0, **values: Any) -> GoalTable:
    """A table that was brought into a state by the people whose work it is, and has been there for some days."""
    made = make_table(people.agencies[code], name=name, goal=f"完成2025年{name}", **values)
    doers = {"officer": officer_of(people, code), "department": people.department, "finance": people.finance}
    for who, action in WAYS[state]:
        perform(made.pk, action, doers[who], REASON, rechecked=True)
    GoalTable.objects.filter(pk=made.pk).update(changed_at=timezone.now() - timedelta(days=days))
    return GoalTable.objects.get(pk=made.pk)


def states() -> dict[str, int]:
    """How many tables are in each state."""
    found: dict[str, int] = {}
    for status in GoalTable.objects.values_list("status", flat=True):
        found[status] = found.get(status, 0) + 1
    return found
