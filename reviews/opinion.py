"""The questions of the review form as a page shows them: graded, suggested, with what was found; and keeping a draft.

Where nothing is graded yet the machine's suggestions stand in the form, marked as such. What counts is what the form
holds when the reviewer decides; where it differs from a suggestion can be seen before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict

from indicators.models import GoalTable
from indicators.panel import ShownFinding
from indicators.text import normal_text
from reviews.assessment import GRADES, QUESTIONS, Question, Total, clean, points_of, question_of, suggest, total
from reviews.log import last_move
from reviews.models import Opinion
from reviews.points import points_by_time
from reviews.refusals import refusal
from reviews.routing import rules_of
from reviews.states import JUDGEMENTS
from reviews.workflow import LONGEST_COMMENT, allowed, locked_table

PREFIX = "grade-"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its grade ("" where there is none), the machine's, its points and what was found."""

    question: Question
    begins_side: bool
    grade: str
    suggested: str
    points: int
    findings: list[ShownFinding]

    @property
    def differs(self) -> bool:
        """Whether the reviewer sees it differently from the machine."""
        return bool(self.grade and self.suggested and self.grade != self.suggested)

    @property
    def open_count(self) -> int:
        """How many findings have no reason yet."""
        return sum(not each.finding.kept for each in self.findings)


@dataclass(frozen=True, slots=True)
class Form:
    """All questions, what they come to, and what the machine alone would say."""

    asked: list[Asked]
    total: Total | None
    machine: Total | None
    grades = GRADES

    @property
    def differing(self) -> list[Asked]:
        """The questions that the reviewer sees differently from the machine."""
        return [each for each in self.asked if each.differs]

    @property
    def is_as_suggested(self) -> bool:
        """Whether every suggestion stands as it was made: nobody may have looked at it yet."""
        return all(each.grade == each.suggested for each in self.asked if each.suggested)


def form_of(
    table: GoalTable, findings: Iterable[ShownFinding], grades: Mapping[str, str] | None, at: datetime | None = None
) -> Form:
    """The review form of a table; without grades it holds the suggestions. `at` is when it was decided, if it was."""
    shown, region = list(findings), table.project.agency.region
    points = points_by_time(region)(at) if at else points_of(rules_of(region).points)
    still_open: list[Any] = [each.finding for each in shown if not each.finding.kept]
    suggested = suggest(still_open)
    held = clean(suggested if grades is None else grades)
    asked, side = [], ""
    for question in QUESTIONS:
        own = [each for each in shown if question_of(each.finding.code) == question.key]
        key = question.key
        begins = question.side != side
        asked.append(Asked(question, begins, held.get(key, ""), suggested.get(key, ""), points[key], own))
        side = question.side
    return Form(asked, total(held, points), total(suggested, points))


def grades_in(sent: QueryDict) -> dict[str, str]:
    """The grades of a form that was sent."""
    return clean({name.removeprefix(PREFIX): str(sent.get(name)) for name in sent if name.startswith(PREFIX)})


def opinion_of(revision: Any, user: Any) -> Opinion | None:
    """What the user has filled in about a revision and not yet decided."""
    return Opinion.objects.filter(revision=revision, by=user).first() if revision else None


@transaction.atomic
def keep_opinion(pk: int, user: Any, grades: Mapping[str, str], text: str, revision: str) -> Opinion:
    """Keep what is filled in about what is under review; raises Http404 or Refused.

    `revision` is the key of what the page showed: what was said about it is not said about a later one.
    """
    table = locked_table(pk, user)
    last = last_move(table)
    if last is None or not set(JUDGEMENTS) & set(allowed(table, last, user)):
        raise refusal("wrong-state", table.get_status_display(), "暂存审核意见")
    if revision != str(last.revision_id):
        raise refusal("stale", f"{last.by_name}已重新提交")
    text = normal_text(text)
    if len(text) > LONGEST_COMMENT:
        raise refusal("long-comment", str(len(text)), str(LONGEST_COMMENT))
    values = {"grades": clean(grades), "text": text}
    opinion, _ = Opinion.objects.update_or_create(revision=last.revision, by=user, defaults=values)
    return opinion
