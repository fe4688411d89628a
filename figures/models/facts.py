"""What was counted of each agency and year, in some rows for each, however many tables it has (docs/adr/0026).

Written by figures/facts.py alone. Every number is a sum or an extreme, so that any agencies can be put together.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from budget.models import Agency
from indicators.models import Category, GoalTable

BUCKETS = (1, 3, 7, 15, 30)  # days: how many stays in a stage were over within so many, and how many took longer


def _number() -> Any:
    return models.PositiveIntegerField(default=0)


def _table() -> Any:
    """A table that an extreme belongs to; it may be gone by the next counting."""
    return models.ForeignKey(
        GoalTable, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )


class _OfAgencyYear(models.Model):
    agency: Any = models.ForeignKey(
        Agency, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    year = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}"


class AgencyYear(_OfAgencyYear):
    """An agency and year: its tables in numbers, and when they were counted, None for not yet.

    Who counts holds the lock of this row. `…_tables` are numbers of tables: with such an open finding (or a kept one),
    with nothing open, with qualitative indicators, with no others, with an approved content.
    """

    at = models.DateTimeField(null=True)
    tables = _number()
    indicators = _number()
    qualitative = _number()
    blocks = _number()
    warns = _number()
    infos = _number()
    kept = _number()
    open_tables = _number()
    block_tables = _number()
    warn_tables = _number()
    info_tables = _number()
    kept_tables = _number()
    clean_tables = _number()
    text_tables = _number()
    wordy_tables = _number()
    approved_tables = _number()

    class Meta(_OfAgencyYear.Meta):
        verbose_name = "单位的统计"
        verbose_name_plural = "单位的统计"
        constraints = [models.UniqueConstraint(fields=["year", "agency"], name="agency_year_once")]


class FindingFact(_OfAgencyYear):
    """Findings of one check now (open, kept with a reason), and before and after the review of approved tables.

    `first` stood in the first submission; of these `removed` are gone in what was approved, and `added` came. There
    `approved` are left, `approved_kept` of them with a reason (figures/improvement.py).
    """

    code = models.CharField(max_length=40)
    open = _number()
    open_tables = _number()
    kept = _number()
    kept_tables = _number()
    first = _number()
    removed = _number()
    added = _number()
    approved = _number()
    approved_kept = _number()

    class Meta(_OfAgencyYear.Meta):
        verbose_name = "疑点的统计"
        verbose_name_plural = "疑点的统计"
        constraints = [models.UniqueConstraint(fields=["year", "agency", "code"], name="finding_fact_once")]


class LevelFact(_OfAgencyYear):
    """Indicators at one node of a framework, None for those at none: by kind of target, and in how many tables.

    Where `whole`, those at the nodes below it are counted too; these rows are of first levels only. `weights` is the
    sum of the weights of those that have one.
    """

    category = models.ForeignKey(
        Category, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    whole = models.BooleanField(default=False)
    numbers = _number()
    dates = _number()
    texts = _number()
    tables = _number()
    quantified_tables = _number()
    text_tables = _number()
    weighted = _number()
    weights = models.DecimalField(max_digits=20, decimal_places=4, default=0)

    class Meta(_OfAgencyYear.Meta):
        verbose_name = "指标的统计"
        verbose_name_plural = "指标的统计"
        constraints = [
            models.UniqueConstraint(fields=["year", "agency", "category", "whole"], name="level_fact_once"),
            models.UniqueConstraint(
                fields=["year", "agency"], condition=Q(category__isnull=True), name="level_fact_nowhere_once"
            ),
        ]


class StageFact(_OfAgencyYear):
    """Stays of tables in one stage (figures/stays.py): those that are over, and the tables that are there now.

    Times in seconds. `within_…` count the stays that were over in at most so many days and more than the number before.
    """

    stage = models.CharField(max_length=12)
    stays = _number()
    seconds = models.PositiveBigIntegerField(default=0)
    longest = models.PositiveBigIntegerField(default=0)
    longest_table: Any = _table()
    within_1 = _number()
    within_3 = _number()
    within_7 = _number()
    within_15 = _number()
    within_30 = _number()
    longer = _number()
    now = _number()
    since = models.DateTimeField(null=True)
    since_table: Any = _table()

    class Meta(_OfAgencyYear.Meta):
        verbose_name = "环节用时的统计"
        verbose_name_plural = "环节用时的统计"
        constraints = [models.UniqueConstraint(fields=["year", "agency", "stage"], name="stage_fact_once")]
