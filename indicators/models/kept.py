"""Warnings that stay on purpose: who said why (说明保留)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators.models.tables import GoalTable


class KeptWarning(models.Model):
    """The reason why a finding of a table is right to stay.

    `basis` is a fingerprint of the finding and of what it is about (indicators/basis.py), so that the reason holds
    for whatever finding the checks make anew, and no longer once that content has changed. A row is never deleted:
    one that was dropped keeps who dropped it and when.
    """

    table = models.ForeignKey(GoalTable, verbose_name="表", on_delete=models.CASCADE, related_name="kept_warnings")
    code = models.CharField("代码", max_length=40)
    level3 = models.TextField("三级指标", blank=True)
    field = models.CharField("字段", max_length=30, blank=True)
    basis = models.CharField("所依据的内容", max_length=64)
    reason = models.TextField("理由")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="说明人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField("说明时间", auto_now_add=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="撤回人",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    dropped_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "疑点说明"
        verbose_name_plural = "疑点说明"
        ordering = ["table", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "code", "basis"], condition=Q(dropped_at__isnull=True), name="warning_kept_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="warning_kept_with_reason"),
        ]

    def __str__(self) -> str:
        return self.reason
