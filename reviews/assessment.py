"""The official review form: eight questions on four sides, graded 优良中差 (财预〔2015〕88号, 绩效目标审核表).

Which checks speak to which question, the grade that they suggest, and the points. The reviewer decides; some questions
no machine can answer. Points and shares are the usual ones; a region may set its own points (models/rules.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, Protocol


class Question(NamedTuple):
    """One question: its side, words, what it asks, its usual points, and the checks that speak to it."""

    key: str
    side: str
    words: str
    asks: str
    points: int
    codes: tuple[str, ...] = ()


QUESTIONS = (
    Question(
        "complete", "完整性", "规范完整", "格式合乎要求，该填的都填了，没有错项", 10,
        ("placeholder", "required-missing", "level-missing", "duplicate-row", "same-name-cost", "unit-spelling",
         "reversed-quotes"),
    ),
    Question(
        "clear", "完整性", "明确清晰", "目标说得清楚，看得出项目要做什么、有什么效果", 10,
        ("goal-copies-purpose", "generic-name", "date-incomplete"),
    ),
    Question(
        "relevant", "相关性", "目标相关", "目标与部门职责、规划和项目内容一致", 15,
        ("text-number-contradiction", "duplicate-row-other-table"),
    ),
    Question(
        "sound", "相关性", "指标科学", "指标齐全、细化、能衡量，定性的也能评判", 15,
        ("quantity-capped", "satisfaction-misplaced", "satisfaction-of-self", "benefits-all-qualitative",
         "vague-target", "description-disagrees"),
    ),
    Question("reasonable", "适当性", "绩效合理", "预期效果明显，与同类项目相比合适", 15),
    Question(
        "matched", "适当性", "资金匹配", "目标与资金规模、工作量相称", 15,
        ("funds-mismatch", "cost-wrong-direction", "cost-without-cap", "cost-budget-gap", "cost-not-checkable"),
    ),
    Question(
        "achievable", "可行性", "实现可能", "经过论证，按期能够达到", 10,
        ("rate-over-100", "implausible-number", "year-mismatch"),
    ),
    Question("prepared", "可行性", "条件充分", "实施方案、管理措施和能力有保障", 10),
)  # fmt: skip
BY_KEY = {question.key: question for question in QUESTIONS}
QUESTION_OF = {code: question.key for question in QUESTIONS for code in question.codes}
GRADES = ("优", "良", "中", "差")
# What a grade is worth, in percent of the points: the middle of 90–100 rounded up, 80–90, 60–80, and half.
SHARES = {"优": 100, "良": 85, "中": 70, "差": 50}
_LEAST = ((90, "优"), (80, "良"), (60, "中"))


class Judged(Protocol):
    """What a suggestion needs of a finding; `kept_id` or `kept` is set where it stays with a reason."""

    code: str
    severity: str


class Total(NamedTuple):
    """Points of 100 over the graded questions, what grade that is, and how many questions are graded."""

    score: Decimal
    grade: str
    graded: int


def points_of(own: Mapping[str, int]) -> dict[str, int]:
    """The points of each question: a region's own where it has set them."""
    return {question.key: int(own.get(question.key, question.points)) for question in QUESTIONS}


def question_of(code: str) -> str:
    """The question that a finding belongs to; what readers found is about the form."""
    return QUESTION_OF.get(code, "complete")


def suggest(open_findings: Iterable[Judged]) -> dict[str, str]:
    """The grade that the open findings suggest for each question that has checks; the others stay with the reviewer."""
    found: dict[str, list[str]] = {question.key: [] for question in QUESTIONS if question.codes}
    for finding in open_findings:
        found[question_of(finding.code)].append(finding.severity)
    return {key: _grade_for(severities) for key, severities in found.items()}


def _grade_for(severities: list[str]) -> str:
    """One thing to explain is a slip, several are a habit; hints alone never make more than 良."""
    if "block" in severities:
        return "差"
    warnings = severities.count("warn")
    if warnings > 1:
        return "中"
    return "良" if warnings or len(severities) > 2 else "优"


def clean(grades: Mapping[str, str]) -> dict[str, str]:
    """The grades of known questions, in the order of the form; anything else is left out."""
    return {question.key: grades[question.key] for question in QUESTIONS if grades.get(question.key) in GRADES}


def total(grades: Mapping[str, str], points: Mapping[str, int]) -> Total | None:
    """The points that the grades come to, scaled to 100; None where nothing is graded or nothing counts."""
    graded = clean(grades)
    most = sum(points[key] for key in graded)
    if not most:
        return None
    got = Decimal(sum(points[key] * SHARES[grade] for key, grade in graded.items())) / most
    score = got.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Total(score, grade_of(score), len(graded))


def grade_of(score: Decimal) -> str:
    """The grade of a score: 90 and more 优, 80 良, 60 中, else 差."""
    return next((grade for least, grade in _LEAST if score >= least), "差")
