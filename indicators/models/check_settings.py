"""How severe a region takes each check, and the runs that make findings anew after that was changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

OFF = "off"
SEVERITIES = [("block", "须改正"), ("warn", "需说明"), ("info", "提示"), (OFF, "不检查")]


class CheckSetting(models.Model):
    """A region's own severity of one check, and why; the history says who chose what before.

    It is for the agencies of exactly this region; "" are those without one, as in most installations.
    """

    region = models.CharField("区划", max_length=30, blank=True, default="")
    code = models.CharField("检查", max_length=40)
    severity = models.CharField("程度", max_length=5, choices=SEVERITIES)
    reason = models.TextField("理由")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="修改人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField("修改时间", auto_now=True)

    history = HistoricalRecords(verbose_name="检查设置的修改记录", verbose_name_plural="检查设置的修改记录")

    class Meta:
        verbose_name = "检查设置"
        verbose_name_plural = "检查设置"
        ordering = ["region", "code"]
        constraints = [
            models.UniqueConstraint(fields=["region", "code"], name="check_set_once"),
            models.CheckConstraint(
                condition=Q(severity__in=["block", "warn", "info", "off"]), name="check_known_severity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_severity_display()}"


class Recheck(models.Model):
    """One run of all checks on a region's tables: who asked, how far it has come, what it changed.

    The row is the truth, the queue carries its key only. `agency` and `year` are the last group of tables that is done.
    """

    region = models.CharField("区划", max_length=30, blank=True, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="发起人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField("发起时间", auto_now_add=True)
    moved_at = models.DateTimeField("最近进展", auto_now=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    agency = models.BigIntegerField("做到的单位", default=0)
    year = models.PositiveSmallIntegerField("做到的年度", default=0)
    tables = models.PositiveIntegerField("已检查的表", default=0)
    changed = models.PositiveIntegerField("疑点有变化的表", default=0)

    class Meta:
        verbose_name = "重新检查"
        verbose_name_plural = "重新检查"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["region"], condition=Q(done_at__isnull=True), name="recheck_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.region or '全部'} {self.asked_at:%Y-%m-%d}"
