"""The indicator library: what administrators say, and what was seen in stored tables at the last count."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords


class LibraryEntry(models.Model):
    """An indicator that an administrator has marked as standard, or described by hand.

    `key` is that of alike names (indicators/library/alike.py), so it finds what was seen of it in tables.
    """

    key = models.CharField("归并键", max_length=120, unique=True)
    level1 = models.CharField("一级指标", max_length=100)
    level2 = models.CharField("二级指标", max_length=100, blank=True)
    name = models.CharField("三级指标", max_length=300)
    description = models.TextField("绩效指标描述", blank=True)
    target = models.CharField("常用指标值", max_length=300, blank=True)
    unit = models.CharField("计量单位", max_length=60, blank=True)
    standard = models.BooleanField("标准指标", default=True)
    note = models.TextField("说明", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="修改人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField("修改时间", auto_now=True)

    history = HistoricalRecords(verbose_name="指标库的修改记录", verbose_name_plural="指标库的修改记录")

    class Meta:
        verbose_name = "指标库条目"
        verbose_name_plural = "指标库条目"
        ordering = ["level1", "level2", "name"]
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="library_entry_says_something")]

    def __str__(self) -> str:
        return self.name


class LibraryCount(models.Model):
    """One counting of all stored indicators, in steps of a task: `upto` is the last key that is done.

    The row is the truth, the queue carries its key only. Pages read the last one that is done. `mark` is what the
    tables looked like when it was asked for, so that nothing is counted again for nothing.
    """

    mark = models.CharField("依据", max_length=120)
    upto = models.CharField("做到的键", max_length=120, blank=True, default="")
    asked_at = models.DateTimeField("发起时间", auto_now_add=True)
    moved_at = models.DateTimeField("最近进展", auto_now=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "指标库统计"
        verbose_name_plural = "指标库统计"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"

    @classmethod
    def current(cls) -> LibraryCount | None:
        """The last one that is done."""
        return cls.objects.filter(done_at__isnull=False).first()


class Scope(models.TextChoices):
    """For whom a row was counted: who sees every table, or everybody (indicators/library/groups.py)."""

    WHOLE = "whole", "全部"
    COMMON = "common", "公共"


class SeenIndicator(models.Model):
    """Alike indicators of stored tables in one counting and for one scope.

    A row with `count` 0 stands for an entry that no table uses. `spellings` and `targets` are [[text, how often], …],
    the most frequent first.
    """

    run = models.ForeignKey(
        LibraryCount, verbose_name="统计", on_delete=models.CASCADE, related_name="seen", db_index=False
    )
    scope = models.CharField("范围", max_length=6, choices=Scope.choices)
    key = models.CharField("归并键", max_length=120)
    first = models.CharField("一级", max_length=100, blank=True)
    second = models.CharField("二级", max_length=100, blank=True)
    words = models.CharField("比较用的名称", max_length=120)
    level1 = models.CharField("一级指标", max_length=100, blank=True)
    level2 = models.CharField("二级指标", max_length=100, blank=True)
    name = models.TextField("三级指标")
    spellings: Any = models.JSONField("写法", default=list)
    description = models.TextField("绩效指标描述", blank=True)
    targets: Any = models.JSONField("指标值", default=list)
    count = models.PositiveIntegerField("次数", default=0)
    agencies = models.PositiveIntegerField("单位数", default=0)
    standard = models.BooleanField("标准指标", default=False)

    class Meta:
        verbose_name = "用过的指标"
        verbose_name_plural = "用过的指标"
        ordering = ["-count", "id"]
        constraints = [models.UniqueConstraint(fields=["run", "scope", "key"], name="seen_once")]
        indexes = [
            # The words are in the index, so that who types is answered from it alone, the most used first.
            models.Index(
                fields=["run", "scope", "-standard", "-count", "id", "first", "second", "words"], name="seen_suggested"
            ),
            models.Index(fields=["run", "scope", "-count", "id"], name="seen_by_count"),
            models.Index(fields=["key"], name="seen_key"),
        ]

    def __str__(self) -> str:
        return self.name
