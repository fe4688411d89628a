"""A region's rules of review: who is passed by, what the questions weigh, and until when each stage has time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords


class ReviewRules(models.Model):
    """The rules of exactly one region; "" is for agencies without one. Without a row the defaults hold.

    `points` are those of the official form's eight questions by their keys (reviews/assessment.py), {} for the usual.
    """

    region = models.CharField("区划", max_length=30, blank=True, default="", unique=True)
    pass_without_reviewer = models.BooleanField("主管部门没有审核人员时直接报财政", default=True)
    pass_own_department = models.BooleanField("单位自己就是主管部门时直接报财政", default=True)
    points = models.JSONField("审核表分值", default=dict, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="修改人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField("修改时间", auto_now=True)

    history = HistoricalRecords(verbose_name="审核设置的修改记录", verbose_name_plural="审核设置的修改记录")

    class Meta:
        verbose_name = "审核设置"
        verbose_name_plural = "审核设置"

    def __str__(self) -> str:
        return self.region or "未分区划"


class Stage(models.TextChoices):
    """What has to be done until a day."""

    SUBMIT = "submit", "单位提交"
    DEPARTMENT = "department", "主管部门审核"
    FINANCE = "finance", "财政审核"
    PUBLISH = "publish", "公开"


class Deadline(models.Model):
    """The last day of a stage, for a region and budget year."""

    region = models.CharField("区划", max_length=30, blank=True, default="")
    year = models.PositiveSmallIntegerField("预算年度")
    stage = models.CharField("环节", max_length=12, choices=Stage.choices)
    due = models.DateField("截止日期")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="修改人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField("修改时间", auto_now=True)

    history = HistoricalRecords(verbose_name="截止日期的修改记录", verbose_name_plural="截止日期的修改记录")

    class Meta:
        verbose_name = "截止日期"
        verbose_name_plural = "截止日期"
        ordering = ["region", "-year", "due"]
        constraints = [
            models.UniqueConstraint(fields=["region", "year", "stage"], name="deadline_once"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="deadline_known_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_stage_display()} {self.due}"
