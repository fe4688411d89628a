"""Many people at once, on real transactions: whatever is clicked many times happens once."""

from __future__ import annotations

import pytest
from django.http import Http404

from accounts.models import User
from budget.models import Membership, Role
from indicators.models import GoalTable
from reviews.commenting import add_comment
from reviews.log import flaws
from reviews.refusals import Refused
from reviews.states import Action
from reviews.workflow import perform
from tests.importers.racing import together
from tests.reviews.stage import Stage, stage

__all__ = ["stage"]
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
TRIES = 50


def outcome(pk: int, action: Action, user: User, comment: str = "") -> str:
    try:
        return str(perform(pk, action, User.objects.get(pk=user.pk), comment).after)
    except Refused as refused:
        return refused.code
    except Http404:
        return "not-found"


def test_fifty_tries_of_one_approval(stage: Stage) -> None:
    """By one person in many tabs, and by another one at the same time."""
    other = User.objects.create_user("other")
    Membership.objects.create(user=other, role=Role.FINANCE)
    pk = stage.reach("forwarded").pk
    by = [stage.people["finance"] if number % 2 else other for number in range(TRIES)]
    results = together(*(lambda user=user: outcome(pk, Action.APPROVE, user) for user in by))  # type: ignore[misc]
    assert results.count("approved") == 1
    assert set(results) <= {"approved", "done-already", "wrong-state"}
    table = stage.fresh()
    assert (table.status, table.events.filter(action="approve").count()) == ("approved", 1)
    assert flaws(table.events.select_related("revision")) == []


def test_approval_return_and_withdrawal_at_once(stage: Stage) -> None:
    """One of them wins; the others are told."""
    stage.people["department"].memberships.all().delete()
    stage.perform("officer", Action.SUBMIT)
    pk, people = stage.table.pk, stage.people
    results = together(
        lambda: outcome(pk, Action.APPROVE, people["finance"]),
        lambda: outcome(pk, Action.RETURN, people["finance"], "不行"),
        lambda: outcome(pk, Action.WITHDRAW, people["officer"]),
    )
    won = [each for each in results if each in ("approved", "returned", "draft")]
    assert len(won) == 1, results
    assert stage.fresh().status == won[0]
    assert stage.fresh().events.count() == 2


def test_notes_at_once_are_all_in_the_log(stage: Stage) -> None:
    pk = stage.reach("submitted").pk
    user = stage.people["department"]
    calls = (lambda number=number: add_comment(pk, user, f"第{number}条") for number in range(12))  # type: ignore[misc]
    together(*calls)
    table = GoalTable.objects.get(pk=pk)
    assert table.comments.count() == 12
    assert table.events.count() == 13
    assert flaws(table.events.select_related("revision")) == []
