"""perform(): the only way in which a table changes its state (DESIGN 8).

Under the locks of the agency and the table, in one transaction: who, whether the state allows it, whether the table is
still as it was looked at, the checks, then state, revision and event together. Whatever is refused changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.timezone import localtime

from budget.access import has_role, may_act
from indicators.checks import CHECKS
from indicators.models import GoalTable, Revision
from indicators.rechecking import lock_agencies, rejudge
from indicators.revisions import freeze
from indicators.text import normal_text
from reviews.log import Entry, last_move, record
from reviews.models import Opinion, ReviewEvent
from reviews.refusals import Refused, refusal
from reviews.routing import goes_straight
from reviews.states import JUDGEMENTS, WORDS, Action, Transition, Who, roles_for, transition

LONGEST_COMMENT = 2000


class Seen(NamedTuple):
    """What whoever acts has looked at: the last move and writing of the table, or, for many tables, the moment.

    Somebody else may have been faster; then what is on the screen is not what would be judged.
    """

    mark: str = ""
    at: datetime | None = None


def mark_of(table: GoalTable, last: ReviewEvent | None) -> str:
    """The mark that a page hands back with an action."""
    return f"{last.pk if last else 0}.{table.serial}"


@transaction.atomic
def perform(
    pk: int,
    action: Action,
    user: Any,
    comment: str = "",
    grades: Mapping[str, str] | None = None,
    seen: Seen | None = None,
    address: str = "",
    rechecked: bool = False,
) -> ReviewEvent:
    """Do `action` to a table and return what is logged; raises Http404 for strangers, else Refused.

    `seen` is what the user looked at, None where nobody looks (a shell). `rechecked` says that the findings of the
    table's agency were made anew just now. `address` is the network address that the request came from.
    """
    table = locked_table(pk, user)
    last = last_move(table)
    step = _allowed(table, last, action, user)
    _refuse_stale(table, last, seen)
    comment = _comment_for(step, comment)
    if step.runs_checks:
        _refuse_blocked(table, rechecked)
    entry = Entry(action, user, _role_of(user, table, step), comment, dict(grades or {}), address)
    return _move(table, last, step, entry)


def locked_table(pk: int, user: Any) -> GoalTable:
    """The table under its locks, for who sees it; raises Http404. The caller holds a transaction."""
    visible = GoalTable.objects.visible_to(user).select_related("project__agency")
    table = visible.filter(pk=pk).first()
    if table is None:
        raise Http404
    lock_agencies([table.project.agency_id])
    locked: GoalTable | None = visible.select_for_update(of=("self",)).filter(pk=pk).first()
    if locked is None:  # gone, or out of sight, while others held the locks
        raise Http404
    return locked


def allowed(table: GoalTable, last: ReviewEvent | None, user: Any) -> list[Action]:
    """The actions that the user may do to the table now, as long as its content passes: for the buttons of a page."""
    return [action for action in Action if _is_allowed(table, last, action, user)]


def _is_allowed(table: GoalTable, last: ReviewEvent | None, action: Action, user: Any) -> bool:
    try:
        _allowed(table, last, action, user)
    except Refused:
        return False
    return True


def _allowed(table: GoalTable, last: ReviewEvent | None, action: Action, user: Any) -> Transition:
    """The arrow to take; raises Refused where the role, the state or the person does not fit."""
    if last and last.by_id == user.pk and last.action == action:  # a double click is no mistake, and never an arrow
        raise refusal("done-already", WORDS[action])
    if not has_role(user, *roles_for(action)):
        raise refusal("wrong-role", WORDS[action])
    if transition(action, table.status) is None:
        raise refusal("wrong-state", table.get_status_display(), WORDS[action])
    agency = table.project.agency
    straight = action == Action.SUBMIT and goes_straight(agency, user)
    step = transition(action, table.status, straight)
    assert step is not None
    if not may_act(user, agency, *step.roles):
        raise refusal("wrong-role", WORDS[action])
    _refuse_wrong_person(step, last, user)
    return step


def _refuse_wrong_person(step: Transition, last: ReviewEvent | None, user: Any) -> None:
    if step.undoes and (last is None or last.action != step.undoes):
        raise refusal("acted-on", WORDS[step.action])
    if step.who == Who.ANOTHER and last and last.revision.by_id == user.pk:
        raise refusal("own-submission")
    if step.who in (Who.SUBMITTER, Who.SAME) and last and last.by_id != user.pk:
        raise refusal("not-yours", last.by_name, WORDS[step.action])


def _refuse_stale(table: GoalTable, last: ReviewEvent | None, seen: Seen | None) -> None:
    if seen is None or (seen.mark == mark_of(table, last) if seen.mark else seen.at and table.changed_at <= seen.at):
        return
    raise refusal("stale", _since(last, seen))


def _since(last: ReviewEvent | None, seen: Seen) -> str:
    """What happened behind the back of who looked: a move, or else somebody wrote in the table."""
    known = seen.mark.startswith(f"{last.pk}.") if last and seen.mark else bool(last and seen.at and last.at <= seen.at)
    if last and not known:
        return f"{last.by_name}已于{localtime(last.at):%m月%d日 %H:%M}{last.words}"
    return "有人刚修改过内容"


def _comment_for(step: Transition, comment: str) -> str:
    comment = normal_text(comment).strip()
    if step.needs_comment and not comment:
        raise refusal("needs-comment", WORDS[step.action])
    if len(comment) > LONGEST_COMMENT:
        raise refusal("long-comment", str(len(comment)), str(LONGEST_COMMENT))
    return comment


def _refuse_blocked(table: GoalTable, rechecked: bool) -> None:
    """Findings of checks only: what a reader found, nobody can mend on a page."""
    if not rechecked:
        rejudge(table)
    blocking = table.findings.filter(severity="block", code__in=CHECKS).values_list("message", flat=True)
    if blocking:
        raise refusal("blocked", str(len(blocking)), blocking[0])


def _role_of(user: Any, table: GoalTable, step: Transition) -> str:
    return next(role for role in step.roles if may_act(user, table.project.agency, role))


def _move(table: GoalTable, last: ReviewEvent | None, step: Transition, entry: Entry) -> ReviewEvent:
    """State, version, what is in force, and the event, all of one move."""
    revision = freeze(table, entry.by) if step.action == Action.SUBMIT else _revision_of(last)
    in_force = table.in_force
    if step.action == Action.ADJUST:
        table.version += 1
    elif step.action == Action.APPROVE:
        table.in_force = revision
    elif step.undoes == Action.APPROVE and last:
        table.in_force = last.in_force_before
    table.status = step.after
    table.changed_at = timezone.now()
    table.save(update_fields=["status", "version", "in_force", "changed_at"])
    if step.action in JUDGEMENTS:
        Opinion.objects.filter(revision=revision, by=entry.by).delete()
    elif step.who == Who.SAME and last and last.grades:  # who takes a judgement back goes on from it
        said = {"grades": last.grades, "text": last.comment}
        Opinion.objects.update_or_create(revision=revision, by=entry.by, defaults=said)
    return record(table, revision, step.before, entry, in_force_before=in_force)


def _revision_of(last: ReviewEvent | None) -> Revision:
    """Every state but draft is reached through a submission, and every event names its revision."""
    assert last is not None
    return last.revision
