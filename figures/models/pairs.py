"""Projects beside themselves in the year before, and the sums of these (docs/adr/0025).

Written by figures/pair_facts.py alone, while it holds the lock of the agency's row of that year (AgencyYear).
"""

from __future__ import annotations

from typing import Any

from django.db import models

from budget.models import Agency
from budget.money import DECIMALS
from indicators.models import GoalTable


def _amount(**how: Any) -> Any:
    return models.DecimalField(max_digits=30, decimal_places=DECIMALS, **how)


def _table() -> Any:
    return models.ForeignKey(
        GoalTable, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )


class ProjectChange(models.Model):
    """A project of an agency in `year` and the year before. `size` is the difference without its sign: the order."""

    agency: Any = models.ForeignKey(
        Agency, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    year = models.PositiveSmallIntegerField()
    change = models.CharField(max_length=8)
    name = models.CharField(max_length=300)
    before_table: Any = _table()
    now_table: Any = _table()
    before_total = _amount(null=True)
    now_total = _amount(null=True)
    difference = _amount(null=True)
    size = _amount(default=0)
    before_indicators = models.PositiveIntegerField(default=0)
    now_indicators = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "项目同比"
        verbose_name_plural = "项目同比"
        default_permissions = ()
        indexes = [
            models.Index(fields=["year", "-size", "id"], name="change_by_size"),
            models.Index(fields=["year", "change", "-size", "id"], name="change_by_kind"),
            models.Index(fields=["agency", "year"], name="change_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class ChangeFact(models.Model):
    """How many projects of an agency have changed in one way, with their sums in millionths of a 元.

    `with_…` count those that have an amount in that year: no amount is not an amount of 0.
    """

    agency: Any = models.ForeignKey(
        Agency, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    year = models.PositiveSmallIntegerField()
    change = models.CharField(max_length=8)
    projects = models.PositiveIntegerField()
    before = models.DecimalField(max_digits=30, decimal_places=0, default=0)
    now = models.DecimalField(max_digits=30, decimal_places=0, default=0)
    with_before = models.PositiveIntegerField(default=0)
    with_now = models.PositiveIntegerField(default=0)
    before_indicators = models.PositiveIntegerField(default=0)
    now_indicators = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "同比的统计"
        verbose_name_plural = "同比的统计"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["year", "agency", "change"], name="change_fact_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year} {self.change}"
