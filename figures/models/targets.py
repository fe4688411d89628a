"""Usual targets of alike indicators over all tables of a year, counted in the background (figures/target_counting.py).

For who sees every table; all others have their own tables looked at.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from budget.models import Agency
from indicators.models import GoalTable


def _amount(**how: Any) -> Any:
    return models.DecimalField(max_digits=40, decimal_places=12, **how)


class TargetCount(models.Model):
    """The last counting, one row: when it was done, how many seconds it took, and what the tables looked like."""

    at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    mark = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = "指标值统计"
        verbose_name_plural = "指标值统计"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.at)


class UsualTarget(models.Model):
    """The numbers that alike indicators of a year have in one unit: the ends, the quartiles and the median."""

    year = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=120)
    unit = models.CharField(max_length=60, blank=True)
    name = models.TextField()
    number = models.PositiveIntegerField()
    tables = models.PositiveIntegerField()
    lowest = _amount()
    low = _amount()
    median = _amount()
    high = _amount()
    highest = _amount()
    outliers = models.PositiveIntegerField()

    class Meta:
        verbose_name = "常用指标值"
        verbose_name_plural = "常用指标值"
        default_permissions = ()
        ordering = ["year", "-number", "key", "unit"]
        indexes = [models.Index(fields=["year", "-number", "key", "unit"], name="usual_by_number")]

    def __str__(self) -> str:
        return f"{self.name} {self.median}{self.unit}"


class TargetOutlier(models.Model):
    """An indicator whose target is far (`far`) from those of alike ones, with what is usual there."""

    year = models.PositiveSmallIntegerField()
    table: Any = models.ForeignKey(
        GoalTable, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    agency: Any = models.ForeignKey(
        Agency, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    key = models.CharField(max_length=120)
    unit = models.CharField(max_length=60, blank=True)
    name = models.TextField()
    target = models.TextField()
    reason = models.CharField(max_length=5)
    far = models.FloatField()
    usual = models.CharField(max_length=200)

    class Meta:
        verbose_name = "偏离的指标值"
        verbose_name_plural = "偏离的指标值"
        default_permissions = ()
        ordering = ["year", "-far", "id"]
        indexes = [models.Index(fields=["year", "-far", "id"], name="outlier_by_distance")]

    def __str__(self) -> str:
        return f"{self.name} {self.target}"
