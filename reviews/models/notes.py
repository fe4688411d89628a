"""That a user was written to on a day, so that nobody is written to twice, however many workers there are."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class NoteSent(models.Model):
    """One user and day. The row is written before the mail goes out: whoever gets it in is the one who sends.

    A row that stays `claimed` belongs to a worker that died over it; whether its mail went out nobody knows, so it is
    left. Only what failed for certain is tried again.
    """

    class State(models.TextChoices):
        """What became of it."""

        CLAIMED = "claimed", "发送中"
        SENT = "sent", "已发送"
        NOTHING = "nothing", "没有要通知的事"
        FAILED = "failed", "发送失败"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="用户", on_delete=models.CASCADE, related_name="notes_sent"
    )
    day = models.DateField("日期")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.CLAIMED)
    tries = models.PositiveSmallIntegerField("次数", default=1)
    tried_at = models.DateTimeField("发送时间")
    error = models.CharField("失败原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "邮件通知"
        verbose_name_plural = "邮件通知"
        ordering = ["-day", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="note_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user} {self.day} {self.get_state_display()}"
