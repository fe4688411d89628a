"""The taxonomy of indicators as data: frameworks with their 一级 and 二级 names."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords


class Framework(models.Model):
    """An indicator framework (指标体系): one tree of 一级 and 二级 names. Lower positions are tried first."""

    code = models.SlugField("代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=100)
    position = models.PositiveSmallIntegerField("顺序", unique=True)

    history = HistoricalRecords(verbose_name="指标体系的修改记录", verbose_name_plural="指标体系的修改记录")

    class Meta:
        verbose_name = "指标体系"
        verbose_name_plural = "指标体系"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A 一级 or 二级 indicator: data, since 成本指标 is 二级 in one framework and 一级 in another."""

    framework = models.ForeignKey(
        Framework, verbose_name="指标体系", on_delete=models.CASCADE, related_name="categories"
    )
    parent = models.ForeignKey(
        "self", verbose_name="上级", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    level = models.PositiveSmallIntegerField("级别", choices=[(1, "一级指标"), (2, "二级指标")])
    name = models.CharField("名称", max_length=60)
    position = models.PositiveSmallIntegerField("顺序")
    required = models.BooleanField("必填", default=False)
    weight = models.DecimalField("权重", max_digits=5, decimal_places=2, null=True, blank=True)

    history = HistoricalRecords(verbose_name="指标分类的修改记录", verbose_name_plural="指标分类的修改记录")

    class Meta:
        verbose_name = "指标分类"
        verbose_name_plural = "指标分类"
        ordering = ["framework", "level", "position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "parent", "name"], name="category_name_once"),
            models.UniqueConstraint(fields=["framework", "parent", "position"], name="category_position_once"),
            # SQLite takes two nulls for different values, so the first level has its own constraints.
            models.UniqueConstraint(
                fields=["framework", "name"],
                condition=Q(parent__isnull=True),
                name="category_first_level_name_once",
                violation_error_message="这个指标体系里已经有这个一级指标。",
            ),
            models.UniqueConstraint(
                fields=["framework", "position"],
                condition=Q(parent__isnull=True),
                name="category_first_level_position_once",
                violation_error_message="这个指标体系里已经有一个一级指标排在这个位置。",
            ),
            models.CheckConstraint(
                condition=Q(level=1, parent__isnull=True) | Q(level=2, parent__isnull=False),
                name="category_level_fits_parent",
                violation_error_message="一级指标没有上级，二级指标必须有上级。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent.name} / {self.name}" if self.parent else self.name

    def clean(self) -> None:
        """A 二级 belongs to a 一级 of its own framework; the database can't say this."""
        if self.parent and self.parent.level != 1:
            raise ValidationError({"parent": "上级必须是一级指标。"})
        if self.parent and self.parent.framework_id != self.framework_id:
            raise ValidationError({"parent": "上级属于另一个指标体系。"})
