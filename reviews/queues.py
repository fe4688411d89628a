"""Which tables stand in which list of /reviews/, for whom, and in which order: what waits longest comes first."""

from __future__ import annotations

from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from budget.access import EDITORS, has_role, sees_everything, visible_agencies
from budget.models import Role
from indicators.models import EDITABLE, GoalTable, Status
from indicators.queries import GoalTableQuerySet
from reviews.models import ReviewEvent
from reviews.states import Action

# The state in which a table waits for a reviewing role.
AWAITS = {Role.DEPARTMENT.value: Status.SUBMITTED, Role.FINANCE.value: Status.FORWARDED}
OLDEST_FIRST = ("changed_at", "pk")
LATEST_FIRST = ("-changed_at", "-pk")


class Tab(StrEnum):
    """The lists."""

    WAITING = "waiting"
    PUBLISH = "publish"
    JUDGED = "judged"
    RETURNED = "returned"
    DRAFT = "draft"
    MINE = "mine"


TAB_WORDS = {
    Tab.WAITING: "待审核",
    Tab.PUBLISH: "待公开",
    Tab.JUDGED: "已审核",
    Tab.RETURNED: "被退回",
    Tab.DRAFT: "待提交",
    Tab.MINE: "我提交的",
}


def tabs_for(user: Any) -> list[Tab]:
    """The lists that make sense for the user's roles, the most urgent first."""
    reviews, fills_in = has_role(user, *AWAITS), has_role(user, *EDITORS)
    tabs = [Tab.WAITING] if reviews else []
    tabs += [Tab.PUBLISH] if has_role(user, Role.FINANCE) else []
    tabs += [Tab.JUDGED] if reviews else []
    tabs += [Tab.RETURNED]
    return [*tabs, Tab.DRAFT, Tab.MINE] if fills_in else tabs


def tables_in(tab: Tab, user: Any) -> GoalTableQuerySet:
    """The tables of a list, in its order."""
    visible = GoalTable.objects.visible_to(user)
    if tab == Tab.WAITING:
        return waiting_for(user).order_by(*OLDEST_FIRST)
    if tab == Tab.PUBLISH:
        approved = GoalTable.objects.visible_to(user, Role.FINANCE).filter(status=Status.APPROVED)
        return approved.order_by(*OLDEST_FIRST)
    if tab == Tab.JUDGED:
        return visible.filter(_done_by(user, Action.FORWARD, Action.APPROVE, Action.RETURN)).order_by(*LATEST_FIRST)
    if tab == Tab.MINE:
        return visible.filter(_done_by(user, Action.SUBMIT)).order_by(*LATEST_FIRST)
    if tab == Tab.DRAFT:
        drafts = GoalTable.objects.visible_to(user, *EDITORS).filter(status__in=EDITABLE)
        return drafts.order_by("project__agency__code", "number", "pk")
    return visible.filter(status=Status.RETURNED).order_by(*OLDEST_FIRST)


def waiting_for(user: Any) -> GoalTableQuerySet:
    """The tables that wait for a review by the user, in each of the user's roles."""
    roles = [role for role in AWAITS if has_role(user, role)]
    if not roles:
        return GoalTable.objects.none()
    return GoalTable.objects.filter(reduce(or_, (_waits_for(user, role) for role in roles)))


def _waits_for(user: Any, role: str) -> Q:
    waits = Q(status=AWAITS[role])
    return waits if sees_everything(user, role) else waits & Q(project__agency__in=visible_agencies(user, role))


def _done_by(user: Any, *actions: Action) -> Exists:
    return Exists(ReviewEvent.objects.filter(table=OuterRef("pk"), by=user, action__in=actions))


class Place(NamedTuple):
    """Where a table stands in a list: from 1, of how many, and the keys beside it."""

    here: int
    of: int
    previous: int | None
    next: int | None


def place_in(tables: GoalTableQuerySet, pk: int) -> Place | None:
    """The place of a table in a list that is in order; None where it is no longer in it."""
    keys = list(tables.values_list("pk", flat=True))
    if pk not in keys:
        return None
    here = keys.index(pk)
    beside = (keys[here - 1] if here else None, keys[here + 1] if here + 1 < len(keys) else None)
    return Place(here + 1, len(keys), *beside)
