"""The log: who did what, when, from which address, to which revision, and why (DESIGN 8). Only ever added to.

Names are kept as text: an account may be renamed or removed. Each row carries a digest over itself and over the
digest before it in its table, so that a row which was changed, removed or slipped in from outside shows.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from budget.append_only import AppendOnly
from indicators.models import GoalTable, Revision, Status
from reviews.states import WORDS, Action


class Remark(models.TextChoices):
    """What is logged beside the actions: it moves no table."""

    COMMENT = "comment", "批注"
    SETTLE = "settle", "批注标为已解决"
    REOPEN = "reopen", "批注重新打开"


ACTIONS = [(action.value, WORDS[action]) for action in Action]
# Two of them are 通过 on their buttons; a log has to tell them apart.
LOG_WORDS = dict(ACTIONS) | {"forward": "主管部门审核通过", "approve": "财政审核通过"} | dict(Remark.choices)


class ReviewEvent(AppendOnly):
    """One thing that somebody did to a table. `revision` is the one that it was about."""

    table = models.ForeignKey(GoalTable, verbose_name="表", on_delete=models.PROTECT, related_name="events")
    revision = models.ForeignKey(Revision, verbose_name="送审稿", on_delete=models.PROTECT, related_name="events")
    position = models.PositiveIntegerField("序号")
    action = models.CharField("动作", max_length=12, choices=[*ACTIONS, *Remark.choices])
    before = models.CharField("原状态", max_length=12, choices=Status.choices)
    after = models.CharField("新状态", max_length=12, choices=Status.choices)
    version = models.PositiveIntegerField("版次")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField("姓名", max_length=150)
    by_account = models.CharField("账号", max_length=150)
    by_role = models.CharField("角色", max_length=20)
    at = models.DateTimeField("时间")
    address = models.CharField("地址", max_length=60, blank=True)
    comment = models.TextField("意见", blank=True)
    grades = models.JSONField("审核表", default=dict, blank=True)
    # What was in force before an approval, so that cancelling it brings that back.
    in_force_before = models.ForeignKey(
        Revision, verbose_name="此前有效的送审稿", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = "审核记录"
        verbose_name_plural = "审核记录"
        ordering = ["table", "position"]
        indexes = [
            models.Index(fields=["by", "action"], name="event_by_person"),
            models.Index(fields=["at"], name="event_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["table", "position"], name="event_position_once"),
            models.CheckConstraint(
                condition=~Q(comment="") | ~Q(action__in=["return", "adjust"]), name="event_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} {self.by_name}"

    @property
    def words(self) -> str:
        """What was done, as the log says it."""
        return LOG_WORDS[self.action]

    def digest_after(self, previous: str) -> str:
        """The digest that this row has behind a row with digest `previous` ("" for the first)."""
        values: list[Any] = [
            previous, self.table_id, self.revision.digest, self.position, self.action, self.before, self.after,
            self.version, self.by_name, self.by_account, self.by_role, self.at.isoformat(), self.address, self.comment,
            self.grades,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
