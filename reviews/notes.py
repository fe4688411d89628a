"""What waits for a user, as the text of a mail: lists with their oldest days, returned tables with why, deadlines.

Whoever has nothing to review, nothing returned and no deadline near gets nothing; drafts alone are no reason to write.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Min
from django.urls import reverse

from budget.access import has_role
from budget.models import Role
from indicators.lines import LineQuerySet
from indicators.models import Status, TableLine
from reviews.deadlines import Due, days_since, dues_for
from reviews.list_rows import returns_of
from reviews.queues import OLDEST_FIRST, Tab, waiting_for

NEAR = 7  # days
SHOWN = 10  # returned tables with their reasons
LONGEST_REASON = 120  # characters
FILLS_IN = (Role.OFFICER.value,)
CLOSING = "这封邮件由绩效目标管理系统自动发出，每天最多一封，没有事项时不发。"


class Note(NamedTuple):
    """A mail."""

    subject: str
    text: str


def note_for(user: Any) -> Note | None:
    """What to write to a user today; None where nothing waits."""
    waiting = _waiting(user)
    returned, number = _returned(user)
    dues = [each for each in dues_for(user) if each.left and each.days <= NEAR]
    if not (waiting or number or dues):
        return None
    parts = [waiting, returned, _drafts(user), [_due_line(each) for each in dues]]
    body = "\n\n".join("\n".join(part) for part in parts if part)
    text = f"{user}，您好！\n\n{body}\n\n{_home()}\n\n{CLOSING}"
    return Note(_subject(waiting_for(user).count(), number, dues), text)


def _subject(waiting: int, returned: int, dues: list[Due]) -> str:
    said = [f"{waiting} 张待审核"] if waiting else []
    said += [f"{returned} 张被退回"] if returned else []
    late = any(each.days_late for each in dues)
    said += ["已有逾期"] if late else ["临近截止"] if dues else []
    return f"绩效目标管理：{'，'.join(said)}"


def _waiting(user: Any) -> list[str]:
    """The tables to review, by state."""
    rows = waiting_for(user).order_by().values_list("status").annotate(number=Count("pk"), since=Min("changed_at"))
    lines = [
        f"{Status(status).label}：{number} 张{_oldest(days_since(since))}" for status, number, since in sorted(rows)
    ]
    return ["【等待您审核】", *lines, *_link("review_list", Tab.WAITING)] if lines else []


def _oldest(days: int) -> str:
    return f"，最久的已等 {days} 天" if days else "，都是今天来的"


def _own(user: Any, status: Status) -> LineQuerySet:
    """Lines of the tables that the user fills in. Administrators could too, but they aren't the ones to be reminded."""
    if not has_role(user, *FILLS_IN):
        return TableLine.objects.none()
    return TableLine.objects.visible_to(user, *FILLS_IN).filter(status=status)


def _returned(user: Any) -> tuple[list[str], int]:
    """The tables that came back, the oldest with their reasons; and how many there are."""
    tables = _own(user, Status.RETURNED)
    number = tables.count()
    if not number:
        return [], 0
    first = list(tables.order_by(*OLDEST_FIRST)[:SHOWN])
    reasons = returns_of(table.pk for table in first)
    lines = [f"【被退回，请修改后重新提交】共 {number} 张"]
    for table in first:
        why = reasons.get(table.pk)
        lines.append(f"· {table.name}（已退回 {days_since(table.changed_at)} 天）")
        lines += [f"  {why.by_name}：{_short(why.comment)}"] if why else []
    lines += [f"其余 {number - len(first)} 张见列表。"] if number > len(first) else []
    return [*lines, *_link("review_list", Tab.RETURNED)], number


def _drafts(user: Any) -> list[str]:
    number = _own(user, Status.DRAFT).filter(in_force=False).count()
    return [f"【待提交】编报中 {number} 张", *_link("review_list", Tab.DRAFT)] if number else []


def _due_line(due: Due) -> str:
    left = f"还有 {due.left} 张没有完成"
    where = f"{due.region} " if due.region else ""
    when = f"{due.due:%m月%d日}截止"
    if due.days_late:
        return f"【逾期】{where}{due.year} 年度{due.words}{when}，已逾期 {due.days_late} 天，{left}"
    days = f"还有 {due.days} 天" if due.days else "就是今天"
    return f"【临近截止】{where}{due.year} 年度{due.words}{when}，{days}，{left}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_REASON else f"{line[:LONGEST_REASON]}……"


def _link(name: str, tab: Tab) -> list[str]:
    """An absolute link, where the installation has said what its address is."""
    return [f"{settings.ADDRESS}{reverse(name)}?tab={tab}"] if settings.ADDRESS else []


def _home() -> str:
    return f"请登录处理：{settings.ADDRESS}/" if settings.ADDRESS else "请登录绩效目标管理系统处理。"
