"""The official form: every check speaks to one question of its side; suggestions, points and totals."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.checks import CHECKS
from reviews.assessment import (
    BY_KEY,
    GRADES,
    QUESTION_OF,
    QUESTIONS,
    SHARES,
    clean,
    grade_of,
    points_of,
    question_of,
    suggest,
    total,
)

POINTS = points_of({})


class Found(NamedTuple):
    code: str
    severity: str


def test_every_check_speaks_to_one_question_of_its_side() -> None:
    assert set(QUESTION_OF) == set(CHECKS)
    assert sum(len(question.codes) for question in QUESTIONS) == len(CHECKS)
    for code, check in CHECKS.items():
        assert BY_KEY[question_of(code)].side == check.side, code


def test_the_form_is_the_official_one() -> None:
    sides = [question.side for question in QUESTIONS]
    assert sides == ["完整性"] * 2 + ["相关性"] * 2 + ["适当性"] * 2 + ["可行性"] * 2
    by_side = {side: sum(each.points for each in QUESTIONS if each.side == side) for side in sides}
    assert by_side == {"完整性": 20, "相关性": 30, "适当性": 30, "可行性": 20}


def test_what_readers_found_is_about_the_form() -> None:
    assert question_of("unplaced-text") == "complete"


@pytest.mark.parametrize(
    ("severities", "grade"),
    [
        ([], "优"), (["info"], "优"), (["info"] * 2, "优"), (["info"] * 3, "良"), (["warn"], "良"),
        (["warn", "info"], "良"), (["warn", "warn"], "中"), (["block"], "差"), (["info", "warn", "block"], "差"),
    ],
)  # fmt: skip
def test_what_findings_suggest(severities: list[str], grade: str) -> None:
    suggested = suggest([Found("funds-mismatch", severity) for severity in severities])
    assert suggested.pop("matched") == grade
    assert set(suggested.values()) == {"优"}


def test_where_no_check_speaks_nothing_is_suggested() -> None:
    assert set(BY_KEY) - set(suggest([])) == {"reasonable", "prepared"}


def test_a_total_is_scaled_to_what_is_graded() -> None:
    assert total({"complete": "优", "prepared": "差"}, POINTS) == (Decimal("75.0"), "中", 2)
    assert total(dict.fromkeys(BY_KEY, "良"), POINTS) == (Decimal("85.0"), "良", 8)
    assert total({}, POINTS) is None
    assert total({"complete": "优"}, points_of({"complete": 0})) is None


def test_own_points_count() -> None:
    points = points_of({"complete": 30, "unknown": 5})
    assert points == POINTS | {"complete": 30}
    assert total({"complete": "优", "clear": "差"}, points) == (Decimal("87.5"), "良", 2)


@pytest.mark.parametrize(
    ("score", "grade"), [("90", "优"), ("89.9", "良"), ("80", "良"), ("79.9", "中"), ("60", "中"), ("59.9", "差")]
)
def test_grades_by_score(score: str, grade: str) -> None:
    assert grade_of(Decimal(score)) == grade


def test_a_share_has_its_own_grade() -> None:
    assert {grade: grade_of(Decimal(share)) for grade, share in SHARES.items()} == {each: each for each in GRADES}


def test_only_known_grades_of_known_questions_are_kept() -> None:
    assert clean({"prepared": "优", "clear": "甲", "other": "优", "complete": "差"}) == {
        "complete": "差",
        "prepared": "优",
    }


@given(
    st.dictionaries(st.sampled_from(list(BY_KEY)), st.sampled_from(GRADES), min_size=1), st.sampled_from(list(BY_KEY))
)
def test_a_better_grade_never_lowers_the_total(grades: dict[str, str], key: str) -> None:
    grades[key] = "中"
    lower, higher = total(grades, POINTS), total(grades | {key: "优"}, POINTS)
    assert lower is not None
    assert higher is not None
    assert 50 <= lower.score < higher.score <= 100
