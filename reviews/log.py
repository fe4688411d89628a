"""Writing and proving the log. Rows are written under the table's lock, so their digests make one chain per table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils import timezone

from indicators.models import GoalTable, Revision
from indicators.revisions import is_untouched
from reviews.models import ReviewEvent
from reviews.states import Action


class Entry(NamedTuple):
    """What somebody does, and as whom."""

    action: str
    by: Any
    role: str
    comment: str = ""
    grades: dict[str, Any] = {}
    address: str = ""


def last_move(table: GoalTable) -> ReviewEvent | None:
    """What last moved the table; remarks beside it move nothing."""
    moves: Any = table.events.filter(action__in=list(Action)).select_related("revision", "in_force_before")
    last: ReviewEvent | None = moves.order_by("-position").first()
    return last


def record(
    table: GoalTable, revision: Revision, before: str, entry: Entry, in_force_before: Revision | None = None
) -> ReviewEvent:
    """Add a row for what was done to the table, whose state is the new one already."""
    previous = table.events.order_by("-position").values("position", "digest").first() or {"position": 0, "digest": ""}
    event = ReviewEvent(
        table=table,
        revision=revision,
        position=previous["position"] + 1,
        action=entry.action,
        before=before,
        after=table.status,
        version=table.version,
        by=entry.by,
        by_name=str(entry.by)[:150],
        by_account=entry.by.get_username(),
        by_role=entry.role,
        at=timezone.now(),
        address=entry.address[:60],
        comment=entry.comment,
        grades=entry.grades,
        in_force_before=in_force_before,
    )
    event.digest = event.digest_after(previous["digest"])
    event.save()
    return event


def flaws(events: Iterable[ReviewEvent]) -> list[str]:
    """What was changed from outside in the log of one table, given in order; empty where everything is as written."""
    found, previous = [], ""
    for place, event in enumerate(events, 1):
        if event.position != place:
            found.append(f"第 {place} 条缺失或次序不符")
            break
        if event.digest != event.digest_after(previous):
            found.append(f"第 {place} 条与校验值不符")
        if not is_untouched(event.revision):
            found.append(f"{event.revision}与校验值不符")
        previous = event.digest
    return list(dict.fromkeys(found))
