"""How long tables stay in each stage, told by what moved them. Plain Python.

What was taken back (撤回, 取消审核) counts as if it had not happened: the stay before it goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from indicators.models import Status
from reviews.states import Action

ADJUSTING = "adjusting"  # filling in again what was approved before; a draft, but not the first one
# The stages in their order, and what ends each in the ordinary way: nothing else makes a stay of it.
ENDS = {
    Status.DRAFT.value: (Action.SUBMIT,),
    Status.SUBMITTED.value: (Action.FORWARD, Action.RETURN),
    Status.FORWARDED.value: (Action.APPROVE, Action.RETURN),
    Status.RETURNED.value: (Action.SUBMIT,),
    Status.APPROVED.value: (Action.PUBLISH,),
    ADJUSTING: (Action.SUBMIT,),
}
_UNDOES = {Action.WITHDRAW.value, Action.CANCEL.value}


class Move(NamedTuple):
    """A table moved: what was done, the state afterwards, and when."""

    action: str
    after: str
    at: datetime


class Stay(NamedTuple):
    """A table was in a stage, for so many seconds, until that moment."""

    stage: str
    seconds: int
    until: datetime


class _Open(NamedTuple):
    stage: str
    since: datetime


def stays_of(created_at: datetime, moves: Iterable[Move]) -> tuple[list[Stay], datetime]:
    """The stays of one table that are over, and since when it is where it is; its moves in order."""
    begun = [_Open(Status.DRAFT.value, created_at)]
    ended: list[Stay | None] = []
    for move in moves:
        if move.action in _UNDOES and ended:
            ended.pop()
            begun.pop()
            continue
        stage, since = begun[-1]
        over = move.action in ENDS.get(stage, ())
        ended.append(Stay(stage, max(0, int((move.at - since).total_seconds())), move.at) if over else None)
        begun.append(_Open(ADJUSTING if move.action == Action.ADJUST else move.after, move.at))
    return [stay for stay in ended if stay], begun[-1].since


def stage_of(status: str, in_force: bool) -> str:
    """The stage that a table is in now."""
    return ADJUSTING if status == Status.DRAFT and in_force else status
