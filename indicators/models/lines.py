"""What lists know of the tables, in one narrow row each, and how many tables there are of each kind.

Kept by triggers of the database (indicators/line_triggers.py) in the transaction that changes a table, whichever way
that is done, so nothing here is ever written by the application. See docs/adr/0019.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from budget.models import Agency
from budget.money import DECIMALS, MoneyField
from indicators.lines import LineQuerySet, TallyQuerySet
from indicators.models.tables import GoalTable, Status


class TableLine(models.Model):
    """A table as lists filter, order and count it; its key is the table's.

    `rank` is the state's place in Status; `in_force` says whether an approved content stands. `qualitative` of the
    indicators have a target that is neither a number nor a date. `blocks`, `warns` and
    `infos` count open findings, `kept` those that are kept with a reason. `indexed` says that the index of words knows
    the table as it is: whatever changes a text that is searched makes it false (docs/adr/0020).
    """

    table = models.OneToOneField(
        GoalTable, on_delete=models.DO_NOTHING, primary_key=True, related_name="line", db_constraint=False
    )
    agency: Any = models.ForeignKey(
        Agency, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    year = models.PositiveSmallIntegerField()
    region = models.CharField(max_length=30)
    code = models.CharField(max_length=20)
    number = models.PositiveIntegerField(null=True)
    name = models.CharField(max_length=300)
    status = models.CharField(max_length=12, choices=Status.choices)
    rank = models.PositiveSmallIntegerField()
    in_force = models.BooleanField()
    total = MoneyField()
    fiscal_funds = MoneyField()
    other_funds = MoneyField()
    indicators = models.PositiveIntegerField()
    qualitative = models.PositiveIntegerField(default=0)
    blocks = models.PositiveIntegerField()
    warns = models.PositiveIntegerField()
    infos = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    changed_at = models.DateTimeField()
    indexed = models.BooleanField(default=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = "表的目录行"
        verbose_name_plural = "表的目录行"
        default_permissions = ()
        indexes = [
            models.Index(fields=["-year", "region", "code", "number", "table"], name="line_filed"),
            models.Index(fields=["agency", "year", "status", "in_force"], name="line_by_agency"),
            models.Index(fields=["status", "changed_at", "table"], name="line_by_status"),
            models.Index(fields=["changed_at", "table"], name="line_by_change"),
            models.Index(fields=["table"], condition=Q(indexed=False), name="line_not_indexed"),
        ]

    def __str__(self) -> str:
        return self.name


def _sum() -> Any:
    return models.DecimalField(max_digits=30, decimal_places=DECIMALS, null=True)


def _millionths() -> Any:
    return models.DecimalField(max_digits=30, decimal_places=0, default=0)


class TableTally(models.Model):
    """The tables of an agency and year in a state: their number and their money. An empty one stays, with 0.

    It counts up and down. So that nothing drifts, amounts are summed up in whole millionths of a 元 (`exact_…`), and
    `with_…` says how many tables have one: no amount is not an amount of 0.
    """

    agency: Any = models.ForeignKey(
        Agency, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Status.choices)
    in_force = models.BooleanField()
    tables = models.PositiveIntegerField()
    total = _sum()
    fiscal_funds = _sum()
    other_funds = _sum()
    with_total = models.PositiveIntegerField(default=0)
    with_fiscal_funds = models.PositiveIntegerField(default=0)
    with_other_funds = models.PositiveIntegerField(default=0)
    exact_total = _millionths()
    exact_fiscal_funds = _millionths()
    exact_other_funds = _millionths()

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = "表的张数"
        verbose_name_plural = "表的张数"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["agency", "year", "status", "in_force"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year} {self.status} {self.tables}"
