"""What may happen to a table, in one table: TRANSITIONS. Whatever is not in it does not happen (DESIGN 8).

The workflow performs it, the pages ask it for their buttons, the tests walk it, docs/review.md draws it (diagram()).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from budget.models import Role
from indicators.models import Status


class Action(StrEnum):
    """The ways from one state to another."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    FORWARD = "forward"
    RETURN = "return"
    APPROVE = "approve"
    CANCEL = "cancel"
    PUBLISH = "publish"
    ADJUST = "adjust"


WORDS = {
    Action.SUBMIT: "提交审核",
    Action.WITHDRAW: "撤回",
    Action.FORWARD: "通过",
    Action.RETURN: "退回",
    Action.APPROVE: "通过",
    Action.CANCEL: "取消审核",
    Action.PUBLISH: "公开",
    Action.ADJUST: "调整",
}
JUDGEMENTS = (Action.FORWARD, Action.RETURN, Action.APPROVE)


class Who(StrEnum):
    """Who, of those with the role."""

    ANYBODY = "anybody"
    SUBMITTER = "submitter"  # who submitted the revision
    ANOTHER = "another"  # anybody but the submitter: nobody passes what is his own
    SAME = "same"  # who has done what is taken back


class Transition(NamedTuple):
    """One arrow. `undoes` is the action that must be the last one on the table: nobody has acted since.

    `straight` marks the way past the department: taken where it does not review (reviews/routing.py).
    """

    action: Action
    before: Status
    after: Status
    roles: tuple[str, ...]
    who: Who = Who.ANYBODY
    needs_comment: bool = False
    runs_checks: bool = False
    undoes: Action | None = None
    straight: bool = False


_FILLS_IN = (Role.OFFICER.value, Role.ADMINISTRATOR.value)
_DEPARTMENT = (Role.DEPARTMENT.value,)
_FINANCE = (Role.FINANCE.value,)

TRANSITIONS = (
    Transition(Action.SUBMIT, Status.DRAFT, Status.SUBMITTED, _FILLS_IN, runs_checks=True),
    Transition(Action.SUBMIT, Status.DRAFT, Status.FORWARDED, _FILLS_IN, runs_checks=True, straight=True),
    Transition(Action.SUBMIT, Status.RETURNED, Status.SUBMITTED, _FILLS_IN, runs_checks=True),
    Transition(Action.SUBMIT, Status.RETURNED, Status.FORWARDED, _FILLS_IN, runs_checks=True, straight=True),
    Transition(Action.WITHDRAW, Status.SUBMITTED, Status.DRAFT, _FILLS_IN, Who.SUBMITTER, undoes=Action.SUBMIT),
    Transition(Action.WITHDRAW, Status.FORWARDED, Status.DRAFT, _FILLS_IN, Who.SUBMITTER, undoes=Action.SUBMIT),
    Transition(Action.FORWARD, Status.SUBMITTED, Status.FORWARDED, _DEPARTMENT, Who.ANOTHER),
    Transition(Action.RETURN, Status.SUBMITTED, Status.RETURNED, _DEPARTMENT, needs_comment=True),
    Transition(Action.RETURN, Status.FORWARDED, Status.RETURNED, _FINANCE, needs_comment=True),
    Transition(Action.APPROVE, Status.FORWARDED, Status.APPROVED, _FINANCE, Who.ANOTHER),
    Transition(Action.CANCEL, Status.FORWARDED, Status.SUBMITTED, _DEPARTMENT, Who.SAME, undoes=Action.FORWARD),
    Transition(Action.CANCEL, Status.APPROVED, Status.FORWARDED, _FINANCE, Who.SAME, undoes=Action.APPROVE),
    Transition(Action.PUBLISH, Status.APPROVED, Status.PUBLISHED, _FINANCE),
    Transition(Action.ADJUST, Status.APPROVED, Status.DRAFT, _FILLS_IN, needs_comment=True),
    Transition(Action.ADJUST, Status.PUBLISHED, Status.DRAFT, _FILLS_IN, needs_comment=True),
)


def roles_for(action: Action) -> tuple[str, ...]:
    """All roles that may do this anywhere."""
    return tuple(dict.fromkeys(role for each in TRANSITIONS if each.action == action for role in each.roles))


def transition(action: Action, state: str, straight: bool = False) -> Transition | None:
    """The arrow that an action takes from a state; None where there is none."""
    ways = [each for each in TRANSITIONS if each.action == action and each.before == state]
    return next((each for each in ways if each.straight == straight), ways[0] if ways else None)


def diagram() -> str:
    """The states and arrows as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2", f"    [*] --> {Status.DRAFT.value}"]
    lines += [f"    {state.value}: {state.label}" for state in Status]
    lines += [f"    {each.before.value} --> {each.after.value}: {_arrow(each)}" for each in TRANSITIONS]
    return "\n".join(lines)


def _arrow(each: Transition) -> str:
    roles = "、".join(str(Role(role).label) for role in each.roles)
    past = "，不经主管部门" if each.straight else ""
    return f"{WORDS[each.action]}（{roles}{past}）"
