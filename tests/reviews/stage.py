"""A table and the people around it for tests of the review: bring it into a state, do something as somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.http import Http404

from accounts.models import User
from budget.models import Membership, Role
from indicators.models import GoalTable
from reviews.models import ReviewEvent
from reviews.refusals import Refused
from reviews.states import Action
from reviews.workflow import perform
from tests.conftest import People
from tests.tables import make_table

REASON = "请核对后再报"
# How a table gets into each state, through the department.
WAYS: dict[str, list[tuple[str, Action]]] = {
    "draft": [],
    "submitted": [("officer", Action.SUBMIT)],
    "returned": [("officer", Action.SUBMIT), ("department", Action.RETURN)],
    "forwarded": [("officer", Action.SUBMIT), ("department", Action.FORWARD)],
}
WAYS["approved"] = [*WAYS["forwarded"], ("finance", Action.APPROVE)]
WAYS["published"] = [*WAYS["approved"], ("finance", Action.PUBLISH)]


@dataclass
class Stage:
    """One table of an agency with a department above it, and one person for each role; `stranger` is of elsewhere."""

    table: GoalTable
    people: dict[str, User]

    def perform(self, who: str, action: Action, comment: str = REASON, **values: Any) -> ReviewEvent:
        return perform(self.table.pk, action, self.people[who], comment, **values)

    def outcome(self, who: str, action: Action, comment: str = REASON, **values: Any) -> str:
        """The new state, or the code of the refusal."""
        try:
            return str(self.perform(who, action, comment, **values).after)
        except Refused as refused:
            return refused.code
        except Http404:
            return "not-found"

    def reach(self, state: str) -> GoalTable:
        for who, action in WAYS[state]:
            self.perform(who, action)
        return self.fresh()

    def fresh(self) -> GoalTable:
        return GoalTable.objects.select_related("project__agency").get(pk=self.table.pk)

    def facts(self) -> tuple[Any, ...]:
        """All that an action could change."""
        table = self.fresh()
        rows = (table.events.count(), table.revisions.count(), table.comments.count())
        return (table.status, table.version, table.in_force_id, table.serial, table.changed_at, *rows)


def set_stage(people: People) -> Stage:
    agency = people.agencies["319101"]
    officer = User.objects.create_user("officer-319101", name="编制员")
    Membership.objects.create(user=officer, role=Role.OFFICER, agency=agency)
    reader = User.objects.create_user("reader-319101", name="只读员")
    Membership.objects.create(user=reader, role=Role.READER, agency=agency)
    roles = {"department": people.department, "finance": people.finance, "administrator": people.administrator}
    everybody = {"officer": officer, "reader": reader, "stranger": people.stranger, **roles}
    return Stage(make_table(agency, goal="完成2025年网站监管"), everybody)


@pytest.fixture
def stage(people: People) -> Stage:
    return set_stage(people)
