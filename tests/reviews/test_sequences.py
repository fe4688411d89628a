"""Random actions by random people: no state that the diagram does not have, no frozen text changed, no event lost."""

from __future__ import annotations

from dataclasses import replace as changed

import pytest
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget.append_only import Frozen
from budget.models import Membership, Role
from indicators.models import EDITABLE, Cause, TableChange
from indicators.revisions import is_untouched
from indicators.storing import content_of, replace
from reviews.commenting import add_comment, reopen, settle
from reviews.log import flaws
from reviews.refusals import Refused
from reviews.states import TRANSITIONS, Action
from tests.effort import tries
from tests.reviews.stage import Stage, stage

__all__ = ["stage"]
ARROWS = {(each.action, each.before, each.after) for each in TRANSITIONS}
PEOPLE = ("officer", "department", "finance", "administrator", "reader", "stranger", "many")
STEPS = (*Action, "write", "comment", "settle", "reopen")
steps = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(STEPS), st.sampled_from(["", "理由"]))
# As a rule something happens: an action by one who may do it, in the order in which tables go through them.
likely = st.sampled_from([
    ("officer", Action.SUBMIT, ""), ("department", Action.FORWARD, ""), ("finance", Action.APPROVE, ""),
    ("finance", Action.PUBLISH, ""), ("officer", Action.ADJUST, "理由"), ("finance", Action.RETURN, "理由"),
    ("department", Action.RETURN, "理由"), ("finance", Action.CANCEL, ""), ("department", Action.CANCEL, ""),
    ("officer", Action.WITHDRAW, ""), ("officer", "write", ""), ("department", "comment", "理由"),
])  # fmt: skip


def do(stage: Stage, who: str, step: str, comment: str, number: int) -> None:
    user, pk = stage.people[who], stage.table.pk
    newest = stage.table.comments.order_by("-pk").values_list("pk", flat=True).first() or 0
    if step == "write":
        table = stage.fresh()
        cause = Cause(TableChange.Kind.EDITED, user)
        replace(table, changed(content_of(table), goal=f"2025年的第{number}个目标"), cause)
    elif step == "comment":
        add_comment(pk, user, comment, 1 + number % 6)
    elif step == "settle":
        settle(pk, newest, user)
    elif step == "reopen":
        reopen(pk, newest, user)
    else:
        stage.perform(who, Action(step), comment)


def assert_sound(stage: Stage, frozen: dict[int, str], events: int) -> int:
    table = stage.fresh()
    log = list(table.events.select_related("revision"))
    assert len(log) >= events
    assert flaws(log) == []
    moves = [each for each in log if each.action in list(Action)]
    assert all((each.action, each.before, each.after) in ARROWS for each in moves)
    assert [each.before for each in moves[1:]] == [each.after for each in moves[:-1]]
    assert table.status == (moves[-1].after if moves else "draft")
    for revision in table.revisions.all():
        assert is_untouched(revision)
        assert frozen.setdefault(revision.pk, revision.digest) == revision.digest
        assert revision.events.exists()
    if table.status in ("approved", "published"):
        assert table.in_force is not None
        assert table.in_force.content == content_of(table)
    return len(log)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=tries(25), deadline=None)
@given(order=st.lists(likely | likely | steps, min_size=8, max_size=30))
def test_any_order_of_actions(stage: Stage, order: list[tuple[str, str, str]]) -> None:
    with transaction.atomic():
        if "many" not in stage.people:
            _join(stage)
        frozen: dict[int, str] = {}
        events = 0
        for number, (who, step, comment) in enumerate(order):
            status = stage.fresh().status
            try:
                with transaction.atomic():
                    do(stage, who, step, comment, number)
            except (Refused, Http404):
                pass
            except Frozen:
                assert step == "write"
                assert status not in EDITABLE
            events = assert_sound(stage, frozen, events)
        transaction.set_rollback(True)


def _join(stage: Stage) -> None:
    """Somebody with every role: nobody may pass what is his own."""
    from accounts.models import User

    user, _ = User.objects.get_or_create(username="many")
    for role in (Role.OFFICER, Role.DEPARTMENT):
        Membership.objects.get_or_create(user=user, role=role, agency=stage.table.project.agency)
    Membership.objects.get_or_create(user=user, role=Role.FINANCE, agency=None)
    stage.people["many"] = user
