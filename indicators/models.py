"""Goal tables in the database: the taxonomy as data, the tables, their indicator rows and what was found in them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from budget.models import Agency, Project
from indicators.queries import GoalTableQuerySet


class Framework(models.Model):
    """An indicator framework (指标体系): one tree of 一级 and 二级 names. Lower positions are tried first."""

    code = models.SlugField("代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=100)
    position = models.PositiveSmallIntegerField("顺序", unique=True)

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

    table = models.ForeignKey(GoalTable, verbose_name="表", on_delete=models.CASCADE, related_name="indicators")
    category = models.ForeignKey(
        Category, verbose_name="指标分类", null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
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

    class Meta:
        verbose_name = "指标"
        verbose_name_plural = "指标"
        ordering = ["table", "position"]
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


class TableFinding(models.Model):
    """A Finding stored with the table that it is about (indicators/findings.py)."""

    SEVERITIES = [("block", "须改正"), ("warn", "需说明"), ("info", "提示")]

    table = models.ForeignKey(GoalTable, verbose_name="表", on_delete=models.CASCADE, related_name="findings")
    code = models.CharField("代码", max_length=40)
    severity = models.CharField("程度", max_length=5, choices=SEVERITIES)
    message = models.TextField("说明")
    place = models.CharField("位置", max_length=400, blank=True)
    found = models.TextField("原文", blank=True)
    expected = models.TextField("应为", blank=True)
    field = models.CharField("字段", max_length=30, blank=True)
    level3 = models.TextField("三级指标", blank=True)

    class Meta:
        verbose_name = "疑点"
        verbose_name_plural = "疑点"
        ordering = ["table", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(severity__in=["block", "warn", "info"]), name="finding_known_severity")
        ]

    def __str__(self) -> str:
        return self.message
