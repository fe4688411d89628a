"""Agencies, who works for them, their projects and how much money each project gets."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from budget.money import CURRENCY_UNITS, MoneyField

DEPARTMENT_DIGITS = 3


class Agency(models.Model):
    """预算单位. Codes are unique inside a region (区划) only: two districts number on their own."""

    region = models.CharField("区划", max_length=30, blank=True, default="", help_text="区划代码或名称，可留空")
    code = models.CharField("单位代码", max_length=20)
    name = models.CharField("单位名称", max_length=200)
    parent = models.ForeignKey(
        "self", verbose_name="主管部门", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    history = HistoricalRecords(verbose_name="预算单位的修改记录", verbose_name_plural="预算单位的修改记录")

    class Meta:
        verbose_name = "预算单位"
        verbose_name_plural = "预算单位"
        ordering = ["region", "code"]
        constraints = [
            models.UniqueConstraint(fields=["region", "code"], name="agency_code_in_region"),
            models.CheckConstraint(condition=~Q(code=""), name="agency_has_code"),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="agency_not_its_own_parent",
                violation_error_message="单位不能是自己的主管部门。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def department_code(self) -> str:
        """The first three digits of the code: agencies that share them belong to one 主管部门."""
        return self.code[:DEPARTMENT_DIGITS]


class Role(models.TextChoices):
    """What a member may do (DESIGN 1)."""

    OFFICER = "officer", "预算编制"
    DEPARTMENT = "department", "主管部门审核"
    FINANCE = "finance", "财政审核"
    ADMINISTRATOR = "administrator", "管理员"
    READER = "reader", "只读"


class Membership(models.Model):
    """A user's role at an agency; no agency means all of them (finance, administrators, readers)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="用户", on_delete=models.CASCADE, related_name="memberships"
    )
    agency = models.ForeignKey(
        Agency,
        verbose_name="单位",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
        help_text="留空表示全部单位（仅限财政审核、管理员和只读）",
    )
    role = models.CharField("角色", max_length=20, choices=Role.choices)

    history = HistoricalRecords(verbose_name="单位成员的修改记录", verbose_name_plural="单位成员的修改记录")

    class Meta:
        verbose_name = "单位成员"
        verbose_name_plural = "单位成员"
        ordering = ["user", "agency"]
        constraints = [
            models.UniqueConstraint(fields=["user", "agency", "role"], name="membership_once"),
            # SQLite takes two nulls for different values, so the role for all agencies has its own constraint.
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(agency__isnull=True),
                name="membership_for_all_once",
                violation_error_message="该用户已经有全部单位的这一角色。",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | Q(role__in=["finance", "administrator", "reader"]),
                name="membership_needs_agency",
                violation_error_message="预算编制和主管部门审核必须指定单位，其他角色可以不指定。",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class Project(models.Model):
    """A project of one agency in one budget year; its identity is region, year, agency code and name."""

    agency = models.ForeignKey(Agency, verbose_name="单位", on_delete=models.PROTECT, related_name="projects")
    year = models.PositiveSmallIntegerField("预算年度")
    name = models.CharField("项目名称", max_length=300)
    purpose = models.TextField("资金用途", blank=True)

    class Meta:
        verbose_name = "项目"
        verbose_name_plural = "项目"
        ordering = ["-year", "agency", "id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "name"], name="project_identity"),
            models.CheckConstraint(condition=~Q(name=""), name="project_has_name"),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="project_year_plausible"),
        ]

    def __str__(self) -> str:
        return self.name


class Budget(models.Model):
    """How much a project gets, in 元; `currency_unit` is only how the form prints it."""

    project = models.OneToOneField(Project, verbose_name="项目", on_delete=models.CASCADE, related_name="budget")
    total = MoneyField("预算数")
    fiscal_funds = MoneyField("财政资金")
    other_funds = MoneyField("其他资金")
    currency_unit = models.CharField("金额单位", max_length=2, choices=CURRENCY_UNITS, default="元")

    class Meta:
        verbose_name = "预算"
        verbose_name_plural = "预算"
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0}), name=f"budget_{name}_positive"
                )
                for name in ("total", "fiscal_funds", "other_funds")
            ),
            models.CheckConstraint(condition=Q(currency_unit__in=["元", "万元", "亿元"]), name="budget_known_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.total}"


# Django finds the models of an app here.
from budget.worker_signs import WorkerSign  # noqa: E402, F401
