"""The buttons of the review page: which there are is said by workflow.allowed, what they will do is said here."""

from __future__ import annotations

from typing import Any, NamedTuple

from indicators.models import GoalTable, Status
from reviews.routing import goes_straight
from reviews.states import JUDGEMENTS, WORDS, Action, transition

_SAYS = {
    Action.WITHDRAW: "撤回后回到“编报中”，可以继续修改，改好后须重新提交。",
    Action.FORWARD: "通过：送财政审核。",
    Action.RETURN: "退回：由单位修改后重新提交，单位会看到意见和批注。",
    Action.APPROVE: "通过：成为“已批复”，内容从此有效，不能再改。",
    Action.PUBLISH: "公开后成为“已公开”，不能再取消审核；以后的改动须由单位申请调整。",
}
_MAIN = (Action.SUBMIT, Action.FORWARD, Action.APPROVE, Action.PUBLISH)


class Button(NamedTuple):
    """An action, its words, what it will do, whether a reason is asked for, whether it is the main thing here."""

    action: Action
    words: str
    says: str
    needs_comment: bool
    is_main: bool


def buttons_of(table: GoalTable, actions: list[Action], user: Any) -> list[Button]:
    """The buttons for actions that are allowed, the main one last: it stands at the right."""
    made = [_button(table, action, user) for action in actions]
    return sorted(made, key=lambda button: button.is_main)


def of_judging(buttons: list[Button]) -> list[Button]:
    """Those that decide on what is under review; they share its form."""
    return [button for button in buttons if button.action in JUDGEMENTS]


def of_their_own(buttons: list[Button]) -> list[Button]:
    """Those with a form of their own."""
    return [button for button in buttons if button.action not in JUDGEMENTS]


def _button(table: GoalTable, action: Action, user: Any) -> Button:
    step = transition(action, table.status)
    needs_comment = bool(step and step.needs_comment)
    return Button(action, WORDS[action], _says(table, action, user), needs_comment, action in _MAIN)


def _says(table: GoalTable, action: Action, user: Any) -> str:
    if action == Action.SUBMIT:
        straight = goes_straight(table.project.agency, user)
        reviewer = "财政部门" if straight else "主管部门"
        return f"提交后送{reviewer}审核，内容按本页所示固定下来，审核期间不能修改；审核人员处理之前可以撤回。"
    if action == Action.ADJUST:
        return f"建立第 {table.version + 1} 版供修改；这一版批复之前，第 {table.version} 版仍然有效。"
    if action == Action.CANCEL:
        step = transition(action, table.status)
        back = step.after.label if step else ""
        kept = "，此前有效的版本（如有）恢复有效" if table.status == Status.APPROVED else ""
        return f"取消您的审核，回到“{back}”，可以重新审核{kept}。"
    return _SAYS[action]
