"""Notes on rows (批注): adding, settling, opening again, and where each stands in a later revision.

Everything that is done to a note is logged, so the note's own row may carry where it stands now.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from budget.access import EDITORS, may_act
from budget.models import Role
from indicators.content import TableContent
from indicators.models import GoalTable, Status
from indicators.pairing import pair_rows
from indicators.text import normal_text
from reviews.log import Entry, last_move, record
from reviews.models import Comment, Remark
from reviews.refusals import refusal
from reviews.workflow import LONGEST_COMMENT, locked_table

REVIEWERS = (Role.FINANCE.value, Role.DEPARTMENT.value)
UNDER_REVIEW = (Status.SUBMITTED, Status.FORWARDED)
SHORT = 60  # characters of a note's row in the log


def may_comment(table: GoalTable, user: Any) -> bool:
    """Reviewers of the table's agency, while it is under review."""
    return table.status in UNDER_REVIEW and may_act(user, table.project.agency, *REVIEWERS)


def may_settle(table: GoalTable, user: Any) -> bool:
    """Reviewers, and those who do what a note asks for."""
    return may_act(user, table.project.agency, *REVIEWERS, *EDITORS)


@transaction.atomic
def add_comment(pk: int, user: Any, text: str, position: int | None = None, address: str = "") -> Comment:
    """Note something on a row of what is under review, or on the whole; raises Http404 or Refused."""
    table = locked_table(pk, user)
    if not may_act(user, table.project.agency, *REVIEWERS):
        raise refusal("wrong-role", "批注")
    last = last_move(table)
    if table.status not in UNDER_REVIEW or last is None:
        raise refusal("wrong-state", table.get_status_display(), "批注")
    text = normal_text(text).strip()
    if not text:
        raise refusal("empty-comment")
    if len(text) > LONGEST_COMMENT:
        raise refusal("long-comment", str(len(text)), str(LONGEST_COMMENT))
    rows = last.revision.content.indicators
    if position is not None and not 1 <= position <= len(rows):
        raise refusal("no-such-row", str(position), str(len(rows)))
    level3 = rows[position - 1].level3 if position else ""
    role = next(role for role in REVIEWERS if may_act(user, table.project.agency, role))
    comment = Comment.objects.create(
        table=table,
        revision=last.revision,
        position=position,
        level3=level3,
        text=text,
        by=user,
        by_name=str(user)[:150],
        by_role=role,
    )
    said = f"“{level3[:SHORT]}”：{text}" if position else text
    record(table, last.revision, table.status, Entry(Remark.COMMENT, user, role, said, address=address))
    return comment


def settle(pk: int, comment: int, user: Any, address: str = "") -> Comment:
    """Mark a note settled; one that is already stays as it is."""
    return _mark(pk, comment, user, True, address)


def reopen(pk: int, comment: int, user: Any, address: str = "") -> Comment:
    """Open a note again."""
    return _mark(pk, comment, user, False, address)


@transaction.atomic
def _mark(pk: int, key: int, user: Any, settled: bool, address: str) -> Comment:
    table = locked_table(pk, user)
    role = next((role for role in (*REVIEWERS, *EDITORS) if may_act(user, table.project.agency, role)), "")
    if not role:
        raise refusal("wrong-role", "处理批注")
    comment: Comment | None = table.comments.filter(pk=key).select_related("revision").first()
    if comment is None:
        raise refusal("no-such-comment")
    if bool(comment.settled_at) == settled:
        return comment
    comment.settled_at = timezone.now() if settled else None
    comment.settled_by_name = str(user)[:150] if settled else ""
    comment.save(update_fields=["settled_at", "settled_by_name"])
    action = Remark.SETTLE if settled else Remark.REOPEN
    record(table, comment.revision, table.status, Entry(action, user, role, comment.text, address=address))
    return comment


def placed(comments: Iterable[Comment], content: TableContent) -> dict[int, list[Comment]]:
    """Notes by the position of their row in `content`, which may be a later one; under 0 those on the whole, and those
    whose row is gone."""
    found: dict[int, list[Comment]] = {}
    ways: dict[int, dict[int, int]] = {}
    for comment in comments:
        revision = comment.revision
        if revision.pk not in ways:
            pairs = pair_rows(revision.content.indicators, content.indicators)
            ways[revision.pk] = {one + 1: other + 1 for one, other in pairs}
        found.setdefault(ways[revision.pk].get(comment.position or 0, 0), []).append(comment)
    return found
