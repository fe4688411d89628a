"""Who is looking at which table in the editor right now."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from indicators.models.tables import GoalTable


class Presence(models.Model):
    """One person at one table: since when without a break, and last seen when (indicators/presence.py)."""

    table = models.ForeignKey(GoalTable, verbose_name="表", on_delete=models.CASCADE, related_name="present")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="用户", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField("开始时间")
    seen_at = models.DateTimeField("最近一次", db_index=True)

    class Meta:
        verbose_name = "正在编辑"
        verbose_name_plural = "正在编辑"
        ordering = ["table", "since"]
        constraints = [models.UniqueConstraint(fields=["table", "user"], name="present_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.since:%H:%M}"
