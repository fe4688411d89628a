"""Stays told by moves: what was taken back did not happen, and no moment counts twice."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from figures.stays import Move, stage_of, stays_of
from reviews.states import TRANSITIONS

START = datetime(2025, 1, 6, tzinfo=UTC)


def _moves(*told: tuple[str, str, int]) -> list[Move]:
    return [Move(action, after, START + timedelta(seconds=at)) for action, after, at in told]


def _told(created_at: datetime, way: list[Move]) -> list[tuple[str, int]]:
    return [stay[:2] for stay in stays_of(created_at, way)[0]]


def test_the_usual_way() -> None:
    way = _moves(("submit", "submitted", 10), ("return", "returned", 15), ("submit", "submitted", 35),
                 ("forward", "forwarded", 36), ("approve", "approved", 40), ("publish", "published", 100))  # fmt: skip
    assert _told(START, way) == [
        ("draft", 10), ("submitted", 5), ("returned", 20), ("submitted", 1), ("forwarded", 4),
        ("approved", 60),
    ]  # fmt: skip


def test_what_was_taken_back_did_not_happen() -> None:
    way = _moves(("submit", "submitted", 10), ("withdraw", "draft", 30), ("submit", "forwarded", 50),
                 ("approve", "approved", 60), ("cancel", "forwarded", 70), ("return", "returned", 90),
                 ("submit", "forwarded", 100), ("withdraw", "draft", 110), ("submit", "forwarded", 120))  # fmt: skip
    assert _told(START, way) == [("draft", 50), ("forwarded", 40), ("returned", 30)]
    stays, since = stays_of(START, way)
    assert [(stay.until - START).seconds for stay in stays] == [50, 90, 120]
    assert (since - START).seconds == 120
    assert (stays_of(START, way[:6])[1] - START).seconds == 90  # 批准 was taken back: the return is what counts
    assert stays_of(START, way[:2])[1] == START


def test_an_adjustment_is_a_stage_of_its_own_and_not_what_ends_an_approval() -> None:
    way = _moves(
        ("submit", "forwarded", 1), ("approve", "approved", 2), ("adjust", "draft", 9), ("submit", "forwarded", 20)
    )
    assert _told(START, way) == [("draft", 1), ("forwarded", 1), ("adjusting", 11)]
    assert stage_of("draft", True) == "adjusting"
    assert stage_of("draft", False) == "draft"
    assert stage_of("returned", True) == "returned"


def test_clocks_that_went_back_give_no_negative_stay() -> None:
    assert _told(START + timedelta(days=9), _moves(("submit", "submitted", 5))) == [("draft", 0)]


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
    assert sum(stay.seconds for stay in stays_of(START, way)[0]) <= whole
