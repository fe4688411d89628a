"""The same action to many tables: what it would do to which, and doing it, each table judged on its own.

Every table is its own transaction of perform(): what is refused for one does not hold up the others. The confirmation
fixes the action of each table, so that a second click can't take a table one step further.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import OperationalError
from django.db.models import Count
from django.http import Http404

from budget.access import EDITORS, has_role
from indicators.models import GoalTable, TableFinding
from indicators.rechecking import Group, recompute_groups
from reviews.list_rows import open_comments
from reviews.queues import Tab
from reviews.refusals import Refused
from reviews.states import Action, roles_for, transition
from reviews.workflow import Seen, perform

LIMIT = 1_000  # tables in one go; 500 took 9 s on two busy cores, beside 100,000 tables


class Button(NamedTuple):
    """What can be done to many tables of a tab; the state of a table decides which of the actions it is."""

    name: str
    words: str
    tab: Tab
    actions: tuple[Action, ...]
    needs_comment: bool = False
    takes_comment: bool = False


BUTTONS = (
    Button("return", "退回", Tab.WAITING, (Action.RETURN,), needs_comment=True, takes_comment=True),
    Button("pass", "通过", Tab.WAITING, (Action.FORWARD, Action.APPROVE), takes_comment=True),
    Button("submit", "提交审核", Tab.DRAFT, (Action.SUBMIT,)),
    Button("publish", "公开", Tab.PUBLISH, (Action.PUBLISH,)),
)
# What an action makes of a table, for the confirmation and the result.
BECOMES = {
    Action.FORWARD: "通过，转财政审核",
    Action.APPROVE: "通过，予以批复",
    Action.RETURN: "退回单位修改",
    Action.SUBMIT: "提交审核",
    Action.PUBLISH: "公开",
}


class Task(NamedTuple):
    """One action to one table."""

    action: Action
    pk: int

    def __str__(self) -> str:
        return f"{self.action}-{self.pk}"


class Plan(NamedTuple):
    """What a confirmation shows. `unfit` tables are in another state by now, `left_over` are beyond the limit."""

    tasks: list[Task]
    tables: list[Any]
    actions: list[tuple[str, int]]
    unfit: int
    left_over: int
    blocking: int
    warned: int
    commented: int

    @property
    def warnings(self) -> list[tuple[int, str]]:
        """What to look at before it is done: how many tables, and what about them."""
        told = (
            (self.blocking, "张有须改正的疑点"),
            (self.warned, "张有需说明而没有说明的疑点"),
            (self.commented, "张有未解决的批注"),
        )
        return [each for each in told if each[0]]


class Failure(NamedTuple):
    """A table to which it could not be done; None where there is no such table for the user."""

    table: GoalTable | None
    words: str


class Outcome(NamedTuple):
    """How many were done, how many the user had done already, and those that could not be done."""

    done: int
    already: int
    failures: list[Failure]


def button_named(name: str) -> Button | None:
    """The button with a name."""
    return next((button for button in BUTTONS if button.name == name), None)


def may_batch(button: Button, user: Any) -> bool:
    """Whether the user has a role that does this anywhere."""
    return any(has_role(user, *roles_for(action)) for action in button.actions)


def plan_for(button: Button, keys: Iterable[int], user: Any) -> Plan:
    """What a button would do to the tables with these keys, of those that the user sees, in their order."""
    wanted = list(dict.fromkeys(keys))
    chosen = wanted[:LIMIT]
    found = GoalTable.objects.visible_to(user).select_related("project__agency").in_bulk(chosen)
    tables = [found[pk] for pk in chosen if pk in found]
    fits = [(table, action) for table in tables if (action := _action_for(button, table.status))]
    tasks = [Task(action, table.pk) for table, action in fits]
    return Plan(
        tasks,
        [table for table, _ in fits],
        [(BECOMES[action], number) for action, number in Counter(task.action for task in tasks).items()],
        len(tables) - len(fits),
        len(wanted) - len(chosen),
        *_warnings([task.pk for task in tasks]),
    )


def _action_for(button: Button, state: str) -> Action | None:
    return next((action for action in button.actions if transition(action, state)), None)


def _warnings(keys: list[int]) -> tuple[int, int, int]:
    """How many of the tables have something to correct, something to explain, and notes that are not settled."""
    rows = TableFinding.objects.open().filter(table__in=keys).order_by()
    counts = dict(rows.values_list("severity").annotate(number=Count("table", distinct=True)))
    return counts.get("block", 0), counts.get("warn", 0), len(open_comments(keys))


def tasks_from(texts: Iterable[str], button: Button) -> list[Task]:
    """The tasks of a confirmation; what makes no sense for the button is left out, as is what exceeds the limit."""
    tasks = []
    for text in dict.fromkeys(texts):
        name, _, key = text.partition("-")
        if name in button.actions and key.isascii() and key.isdigit() and len(key) < 19:
            tasks.append(Task(Action(name), int(key)))
    return tasks[:LIMIT]


def carry_out(tasks: list[Task], user: Any, at: datetime, comment: str = "", address: str = "") -> Outcome:
    """Do them one after the other; `at` is when the list was shown that they were chosen from."""
    rechecked = _recheck(tasks, user)
    done = already = 0
    failed: list[tuple[int, str]] = []
    for action, pk in tasks:
        try:
            perform(pk, action, user, comment, seen=Seen(at=at), address=address, rechecked=pk in rechecked)
            done += 1
        except Refused as refused:
            if refused.code == "done-already":
                already += 1
            else:
                failed.append((pk, str(refused)))
        except Http404:
            failed.append((pk, "没有找到这张表。"))
        except OperationalError:
            failed.append((pk, "数据库正忙，没有处理，请再试一次。"))
    tables = GoalTable.objects.visible_to(user).select_related("project__agency").in_bulk([pk for pk, _ in failed])
    return Outcome(done, already, [Failure(tables.get(pk), words) for pk, words in failed])


def _recheck(tasks: list[Task], user: Any) -> set[int]:
    """Check the tables that are to be submitted, once for each agency instead of once for each table."""
    keys = [task.pk for task in tasks if task.action == Action.SUBMIT]
    names = ("project__agency__region", "project__year", "project__agency", "pk")
    own = GoalTable.objects.visible_to(user, *EDITORS).filter(pk__in=keys).order_by(*names)
    groups: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    for region, year, agency, pk in own.values_list(*names):
        groups[region, year, agency].add(pk)
    for where, members in groups.items():
        recompute_groups([Group(*where, len(members))])
    return {pk for members in groups.values() for pk in members}
