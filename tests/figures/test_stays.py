"""Stays told by moves: what was taken back did not happen, and no moment counts twice."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from figures.stays import Move, Stay, stage_of, stays_of
from reviews.states import TRANSITIONS

START = datetime(2025, 1, 6, tzinfo=UTC)


def _moves(*told: tuple[str, str, int]) -> list[Move]:
    return [Move(action, after, START + timedelta(seconds=at)) for action, after, at in told]


def test_the_usual_way() -> None:
    way = _moves(("submit", "submitted", 10), ("return", "returned", 15), ("submit", "submitted", 35),
                 ("forward", "forwarded", 36), ("approve", "approved", 40), ("publish", "published", 100))  # fmt: skip
    assert stays_of(START, way) == [
        Stay("draft", 10), Stay("submitted", 5), Stay("returned", 20), Stay("submitted", 1), Stay("forwarded", 4),
        Stay("approved", 60),
    ]  # fmt: skip


def test_what_was_taken_back_did_not_happen() -> None:
    way = _moves(("submit", "submitted", 10), ("withdraw", "draft", 30), ("submit", "forwarded", 50),
                 ("approve", "approved", 60), ("cancel", "forwarded", 70), ("return", "returned", 90),
                 ("submit", "forwarded", 100), ("withdraw", "draft", 110), ("submit", "forwarded", 120))  # fmt: skip
    assert stays_of(START, way) == [Stay("draft", 50), Stay("forwarded", 40), Stay("returned", 30)]


def test_an_adjustment_is_a_stage_of_its_own_and_not_what_ends_an_approval() -> None:
    way = _moves(
        ("submit", "forwarded", 1), ("approve", "approved", 2), ("adjust", "draft", 9), ("submit", "forwarded", 20)
    )
    assert stays_of(START, way) == [Stay("draft", 1), Stay("forwarded", 1), Stay("adjusting", 11)]
    assert stage_of("draft", True) == "adjusting"
    assert stage_of("draft", False) == "draft"
    assert stage_of("returned", True) == "returned"


def test_clocks_that_went_back_give_no_negative_stay() -> None:
    assert stays_of(START + timedelta(days=9), _moves(("submit", "submitted", 5))) == [Stay("draft", 0)]


@st.composite
def ways(draw: st.DrawFn) -> list[Move]:
    """Any way through TRANSITIONS."""
    state, at, found = "draft", 0, []
    for _ in range(draw(st.integers(0, 12))):
        fitting = [each for each in TRANSITIONS if each.before == state
                   and (each.undoes is None or (found and found[-1].action == each.undoes))]  # fmt: skip
        if not fitting:
            break
        step = draw(st.sampled_from(fitting))
        at += draw(st.integers(0, 10**6))
        found.append(Move(step.action.value, step.after.value, START + timedelta(seconds=at)))
        state = step.after.value
    return found


@given(ways())
def test_stays_never_last_longer_than_the_whole_way(way: list[Move]) -> None:
    whole = int((way[-1].at - START).total_seconds()) if way else 0
    assert sum(stay.seconds for stay in stays_of(START, way)) <= whole
