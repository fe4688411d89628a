"""Who else is at a table: seen within the last minute. The editor says so every twenty seconds, and when it leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from indicators.models import GoalTable, Presence

HERE = timedelta(seconds=60)
FORGOTTEN = timedelta(hours=1)


@transaction.atomic
def arrive(table: GoalTable, user: Any) -> None:
    """Note that the user is at the table; who was away for a minute comes anew."""
    now = timezone.now()
    again = Presence.objects.filter(table=table, user=user)
    if again.filter(seen_at__gt=now - HERE).update(seen_at=now):
        return
    Presence.objects.update_or_create(table=table, user=user, defaults={"since": now, "seen_at": now})
    Presence.objects.filter(seen_at__lt=now - FORGOTTEN).delete()


def leave(table: GoalTable, user: Any) -> None:
    """Forget the user at the table."""
    Presence.objects.filter(table=table, user=user).delete()


def others(table: GoalTable, user: Any) -> list[Presence]:
    """Who else was seen at the table within the last minute, the one who came first before."""
    here = Presence.objects.filter(table=table, seen_at__gt=timezone.now() - HERE)
    return list(here.exclude(user=user).select_related("user").order_by("since", "pk"))
