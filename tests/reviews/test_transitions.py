"""Every action × every state × every role. The table below is written by hand, not taken from TRANSITIONS."""

import pytest
from django.db import transaction

from indicators.models import Status
from reviews.states import Action
from tests.reviews.stage import WAYS, Stage, stage

__all__ = ["stage"]
ROLES = ("officer", "department", "finance", "administrator", "reader", "stranger")
ACTORS: dict[str, tuple[str, ...]] = {
    "submit": ("officer", "administrator"),
    "withdraw": ("officer", "administrator"),
    "forward": ("department",),
    "return": ("department", "finance"),
    "approve": ("finance",),
    "cancel": ("department", "finance"),
    "publish": ("finance",),
    "adjust": ("officer", "administrator"),
}
BY_BOTH = ("officer", "administrator")
# What the roles that know the action get; where nothing is said: wrong-state. The states are reached as in stage.WAYS.
TABLE: dict[tuple[str, str], dict[str, str]] = {
    ("submit", "draft"): dict.fromkeys(BY_BOTH, "submitted"),
    ("submit", "returned"): dict.fromkeys(BY_BOTH, "submitted"),
    ("submit", "submitted"): {"officer": "done-already"},
    ("withdraw", "submitted"): {"officer": "draft", "administrator": "not-yours"},
    ("withdraw", "forwarded"): dict.fromkeys(BY_BOTH, "acted-on"),
    ("forward", "submitted"): {"department": "forwarded"},
    ("forward", "forwarded"): {"department": "done-already"},
    ("return", "submitted"): {"department": "returned", "finance": "wrong-role"},
    ("return", "forwarded"): {"department": "wrong-role", "finance": "returned"},
    ("return", "returned"): {"department": "done-already"},
    ("approve", "forwarded"): {"finance": "approved"},
    ("approve", "approved"): {"finance": "done-already"},
    ("cancel", "forwarded"): {"department": "submitted", "finance": "wrong-role"},
    ("cancel", "approved"): {"department": "wrong-role", "finance": "forwarded"},
    ("publish", "approved"): {"finance": "published"},
    ("publish", "published"): {"finance": "done-already"},
    ("adjust", "approved"): dict.fromkeys(BY_BOTH, "draft"),
    ("adjust", "published"): dict.fromkeys(BY_BOTH, "draft"),
}


def expected(action: str, state: str, role: str) -> str:
    if role == "stranger":
        return "not-found"
    if role not in ACTORS[action]:
        return "wrong-role"
    return TABLE.get((action, state), {}).get(role, "wrong-state")


def test_the_table_speaks_of_all_actions_and_states() -> None:
    assert set(ACTORS) == set(Action)
    assert set(WAYS) == set(Status.values)


@pytest.mark.parametrize("state", Status.values)
@pytest.mark.parametrize("action", list(Action))
def test_every_role(action: Action, state: str, stage: Stage) -> None:
    stage.reach(state)
    before = stage.facts()
    for role in ROLES:
        with transaction.atomic():
            outcome = stage.outcome(role, action)
            after = stage.facts()
            assert outcome == expected(action, state, role), role
            if outcome in Status.values:
                assert after[0] == outcome
                assert after[5] == before[5] + 1, "one event"
                transaction.set_rollback(True)
            else:
                assert after == before, "what is refused changes nothing"
        assert stage.facts() == before
