"""Which tables stand in which list of /reviews/, for whom, and in which order: what waits longest comes first."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q

from budget.access import EDITORS, has_role, sees_everything, visible_agencies
from budget.models import Role
from indicators.lines import LineQuerySet, TallyQuerySet
from indicators.models import EDITABLE, Status, TableLine, TableTally
from indicators.search.listed import visible_lines
from reviews.models import ReviewEvent
from reviews.states import Action

# The state in which a table waits for a reviewing role.
AWAITS = {Role.DEPARTMENT.value: Status.SUBMITTED, Role.FINANCE.value: Status.FORWARDED}
OLDEST_FIRST = ("changed_at", "table_id")
LATEST_FIRST = ("-changed_at", "-table_id")
AS_CODED = ("code", "number", "table_id")
NONE = Q(pk__in=())
JUDGED_BY = (Action.FORWARD, Action.APPROVE, Action.RETURN)


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


# Lists of what the user has done, and by which actions.
DONE_BY = {Tab.JUDGED: JUDGED_BY, Tab.MINE: (Action.SUBMIT,)}


def tabs_for(user: Any) -> list[Tab]:
    """The lists that make sense for the user's roles, the most urgent first."""
    reviews, fills_in = has_role(user, *AWAITS), has_role(user, *EDITORS)
    tabs = [Tab.WAITING] if reviews else []
    tabs += [Tab.PUBLISH] if has_role(user, Role.FINANCE) else []
    tabs += [Tab.JUDGED] if reviews else []
    tabs += [Tab.RETURNED]
    return [*tabs, Tab.DRAFT, Tab.MINE] if fills_in else tabs


def tables_in(tab: Tab, user: Any) -> LineQuerySet:
    """The tables of a list, in its order, as lines."""
    lines = visible_lines(user)
    if tab in DONE_BY:
        return lines.filter(pk__in=done_by(user, *DONE_BY[tab]).values("table")).order_by(*LATEST_FIRST)
    return lines.filter(_kind_of(tab, user)).order_by(*(AS_CODED if tab == Tab.DRAFT else OLDEST_FIRST))


def tally_of(tab: Tab, user: Any) -> TallyQuerySet:
    """The same in numbers; only for lists that depend on states, not on who did what."""
    return TableTally.objects.visible_to(user).filter(_kind_of(tab, user))


def _kind_of(tab: Tab, user: Any) -> Q:
    """What the lines and the tally of a list have in common."""
    if tab == Tab.WAITING:
        return waiting_kind(user)
    if tab == Tab.PUBLISH:
        return Q(status=Status.APPROVED) & _for_role(user, Role.FINANCE)
    if tab == Tab.DRAFT:
        return Q(status__in=EDITABLE) & _for_role(user, *EDITORS)
    return Q(status=Status.RETURNED)


def waiting_for(user: Any) -> LineQuerySet:
    """The tables that wait for a review by the user, in each of the user's roles, as lines."""
    return TableLine.objects.filter(waiting_kind(user))


def waiting_kind(user: Any) -> Q:
    """What lines and tally of the tables that wait for a review by the user have in common."""
    return any_of(Q(status=AWAITS[role]) & _for_role(user, role) for role in AWAITS if has_role(user, role))


def filling_kind(user: Any) -> Q:
    """The same of the tables that an officer has to fill in."""
    return Q(status__in=EDITABLE) & _for_role(user, Role.OFFICER) if has_role(user, Role.OFFICER) else NONE


def any_of(kinds: Iterable[Q]) -> Q:
    """One of these; nothing where there are none."""
    found = [kind for kind in kinds if kind is not NONE]
    return reduce(or_, found) if found else NONE


def _for_role(user: Any, *roles: str) -> Q:
    if sees_everything(user, *roles):
        return Q()
    return Q(agency__in=visible_agencies(user, *roles).order_by().values("pk"))


def done_by(user: Any, *actions: Action) -> Any:
    """What a user did in the review."""
    return ReviewEvent.objects.filter(by=user, action__in=actions).order_by()


class Place(NamedTuple):
    """Where a table stands in a list: the keys beside it, and its number from 1, of how many, where that is asked."""

    previous: int | None
    next: int | None
    here: int | None = None
    of: int | None = None


def place_in(tables: LineQuerySet, pk: int, numbered: bool = True) -> Place | None:
    """The place of a table in a list that is in one of the orders above; None where it is no longer in it."""
    here = tables.filter(pk=pk).values("pk", "changed_at", "code").first()
    if here is None:
        return None
    names = [str(name) for name in tables.query.order_by]
    before, behind, among = _around(tables, here, names)
    keys = list(among.values_list("pk", flat=True))
    at = keys.index(pk)
    previous = keys[at - 1] if at else before.reverse().values_list("pk", flat=True).first()
    following = keys[at + 1] if at + 1 < len(keys) else behind.values_list("pk", flat=True).first()
    if not numbered:
        return Place(previous, following)
    number = before.order_by().count()
    return Place(previous, following, number + at + 1, number + len(keys) + behind.order_by().count())


def _around(tables: LineQuerySet, here: dict[str, Any], names: list[str]) -> tuple[LineQuerySet, ...]:
    """The tables before those that are like this one in the first thing that orders them, those behind, and those."""
    first = names[0].removeprefix("-")
    less, more = (tables.filter(**{f"{first}__{way}": here[first]}) for way in ("lt", "gt"))
    among = tables.filter(**{first: here[first]})
    return (more, less, among) if names[0].startswith("-") else (less, more, among)
