"""The table of transitions as such: sound, without dead ends, and drawn in the documentation as it is."""

from pathlib import Path

import pytest

from indicators.models import EDITABLE, Status
from reviews.models.events import LOG_WORDS
from reviews.states import TRANSITIONS, WORDS, Action, Who, diagram, roles_for, transition


def test_the_documentation_draws_what_is_in_force() -> None:
    text = (Path(__file__).parents[2] / "docs" / "review.md").read_text("utf-8")
    assert f"```mermaid\n{diagram()}\n```" in text


def test_an_action_leads_from_a_state_to_one_place() -> None:
    keys = [(each.action, each.before, each.straight) for each in TRANSITIONS]
    assert len(set(keys)) == len(keys)


def test_every_state_is_reached_and_left() -> None:
    assert {each.after for each in TRANSITIONS} == set(Status)
    assert {each.before for each in TRANSITIONS} == set(Status)


def test_only_open_tables_are_submitted_and_submitting_closes_them() -> None:
    submissions = [each for each in TRANSITIONS if each.action == Action.SUBMIT]
    assert {each.before for each in submissions} == set(EDITABLE)
    assert {each.after for each in submissions}.isdisjoint(EDITABLE)
    assert all(each.runs_checks for each in submissions)


def test_passing_is_for_others_and_taking_back_for_the_same() -> None:
    for each in TRANSITIONS:
        assert (each.who == Who.ANOTHER) == (each.action in (Action.FORWARD, Action.APPROVE))
        assert (each.undoes is not None) == (each.who in (Who.SUBMITTER, Who.SAME))
        assert each.needs_comment == (each.action in (Action.RETURN, Action.ADJUST))


@pytest.mark.parametrize(("straight", "after"), [(False, "submitted"), (True, "forwarded")])
def test_the_way_past_the_department(straight: bool, after: str) -> None:
    step = transition(Action.SUBMIT, "returned", straight)
    assert step is not None
    assert step.after == after


def test_straight_means_nothing_elsewhere() -> None:
    assert transition(Action.APPROVE, "forwarded", True) == transition(Action.APPROVE, "forwarded")
    assert transition(Action.APPROVE, "draft") is None


def test_everything_has_words() -> None:
    assert set(WORDS) == set(Action)
    assert set(LOG_WORDS) == {*Action, "comment", "settle", "reopen"}
    assert roles_for(Action.RETURN) == ("department", "finance")
