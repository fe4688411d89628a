"""The tables: their head, their indicator rows, and where they stand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from budget.models import Agency, Project
from indicators.models.taxonomy import Category, Framework
from indicators.queries import GoalTableQuerySet


class Status(models.TextChoices):
    """Where a table stands (DESIGN 8). Only the app `reviews` moves it."""

    DRAFT = "draft", "编报中"
    SUBMITTED = "submitted", "待主管部门审核"
    FORWARDED = "forwarded", "待财政审核"
    APPROVED = "approved", "已批复"
    PUBLISHED = "published", "已公开"
    RETURNED = "returned", "已退回"


EDITABLE = (Status.DRAFT, Status.RETURNED)


class GoalTable(models.Model):
    """绩效目标表: one per project and year."""

    project = models.OneToOneField(Project, verbose_name="项目", on_delete=models.CASCADE, related_name="table")
    framework = models.ForeignKey(Framework, verbose_name="指标体系", on_delete=models.PROTECT)
    title = models.CharField("标题", max_length=400, blank=True)
    number = models.PositiveIntegerField("序号", null=True, blank=True)
    goal = models.TextField("绩效目标", blank=True)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField("版次", default=1)
    # Counts writings, whichever way: who saves says which one was looked at, so that no update is lost.
    serial = models.PositiveIntegerField("写入次数", default=0)
    # The approved content: while an adjustment is on its way, it is not what stands in the rows.
    in_force = models.ForeignKey(
        "indicators.Revision",
        verbose_name="有效的送审稿",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    changed_at = models.DateTimeField("更新时间", auto_now=True)

    objects = GoalTableQuerySet.as_manager()

    class Meta:
        verbose_name = "绩效目标表"
        verbose_name_plural = "绩效目标表"
        ordering = ["project__agency__code", "number", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="table_known_status"),
            models.CheckConstraint(condition=Q(version__gte=1), name="table_version_from_one"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.project}绩效目标表"

    @property
    def agency(self) -> Agency:
        """The agency that the table belongs to."""
        return self.project.agency

    @property
    def is_editable(self) -> bool:
        """Whether its state allows changes; who may make them is budget.access."""
        return self.status in EDITABLE


class Indicator(models.Model):
    """One 三级指标. The level names are as written; `category` is the node of the framework that they mean, if any.

    `target` is the text as written and never changed; kind, sign, number, unit and due are its reading
    (indicators/target.py), stored beside it for filters and sums.
    """

    table = models.ForeignKey(
        GoalTable,
        verbose_name="表",
        on_delete=models.CASCADE,
        related_name="indicators",
        db_index=False,  # indicator_position_once begins with it
    )
    category = models.ForeignKey(
        Category,
        verbose_name="指标分类",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="indicators",
        db_index=False,  # indicator_by_level begins with it
    )
    position = models.PositiveIntegerField("顺序")
    level1 = models.CharField("一级指标", max_length=100, blank=True)
    level2 = models.CharField("二级指标", max_length=100, blank=True)
    name = models.TextField("三级指标", blank=True)
    description = models.TextField("绩效指标描述", blank=True)
    target = models.TextField("指标值", blank=True)
    weight = models.DecimalField("权重", max_digits=9, decimal_places=4, null=True, blank=True)
    kind = models.CharField("类型", max_length=6, default="text")
    sign = models.CharField("符号", max_length=1, blank=True)
    number = models.DecimalField("数值", max_digits=30, decimal_places=10, null=True, blank=True)
    unit = models.CharField("计量单位", max_length=60, blank=True)
    due = models.DateField("期限", null=True, blank=True)
    # Which names are alike (indicators/library/alike.py); filled by storing, "" where the name says nothing.
    library_key = models.CharField("归并键", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "指标"
        verbose_name_plural = "指标"
        ordering = ["table", "position"]
        indexes = [
            models.Index(fields=["library_key"], name="indicator_library"),
            models.Index(fields=["category", "kind", "table"], name="indicator_by_level"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["table", "position"], name="indicator_position_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="indicator_position_from_one"),
            models.CheckConstraint(condition=Q(kind__in=["number", "date", "text"]), name="indicator_known_kind"),
            models.CheckConstraint(
                condition=Q(kind="number", number__isnull=False) | ~Q(kind="number"), name="indicator_number_has_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.target}"
