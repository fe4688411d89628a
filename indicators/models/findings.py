"""What was found in the tables (疑点)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from indicators.models.kept import KeptWarning
from indicators.models.tables import GoalTable


class FindingQuerySet(models.QuerySet["TableFinding"]):
    """Lists of findings."""

    def open(self) -> FindingQuerySet:
        """Those that nobody has kept with a reason: what lists count and filters look for."""
        return self.filter(kept__isnull=True)


class TableFinding(models.Model):
    """A Finding stored with the table that it is about (indicators/findings.py).

    `version` is that of the set of checks that made it; 0 where a reader did: only another reading changes that.
    `kept` is the reason why it stays, where there is one (indicators/keeping.py); without one a finding is open.
    """

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
    version = models.PositiveIntegerField("检查版本", default=0)
    kept = models.ForeignKey(
        KeptWarning,
        verbose_name="说明",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="findings",
        db_index=False,  # nearly all are open, and an index of those misleads the planner of SQLite
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "疑点"
        verbose_name_plural = "疑点"
        ordering = ["table", "id"]
        indexes = [
            models.Index(fields=["code", "kept"], name="finding_by_code"),
            models.Index(fields=["kept"], name="finding_kept", condition=Q(kept__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(severity__in=["block", "warn", "info"]), name="finding_known_severity")
        ]

    def __str__(self) -> str:
        return self.message
