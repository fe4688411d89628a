"""Tables behind the facts, one row each: how long each stay in a stage took, and what the review changed in each.

Numbers of the statistics lead to them. Written by figures/facts.py alone, with the facts that they add up to.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from budget.models import Agency
from indicators.models import TableLine


class _OfTable(models.Model):
    """By its line, so that lists of them are joined with nothing else."""

    agency: Any = models.ForeignKey(
        Agency, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    year = models.PositiveSmallIntegerField()
    line: Any = models.ForeignKey(
        TableLine, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.line_id} {self.year}"


class TableStay(_OfTable):
    """A stay of a table in a stage that is over (figures/stays.py): until when, and how many seconds it took."""

    stage = models.CharField(max_length=12)
    seconds = models.PositiveBigIntegerField()
    until = models.DateTimeField()

    class Meta(_OfTable.Meta):
        verbose_name = "表的环节用时"
        verbose_name_plural = "表的环节用时"
        indexes = [
            models.Index(fields=["stage", "-seconds", "id"], name="stay_by_stage"),
            models.Index(fields=["-seconds", "id"], name="stay_by_length"),
            models.Index(fields=["year", "stage", "until"], name="stay_by_end"),
            models.Index(fields=["agency", "year"], name="stay_of_agency"),
        ]


class TableReview(_OfTable):
    """Findings of one check in an approved table, before and after the review: the numbers of FindingFact."""

    code = models.CharField(max_length=40)
    first = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    approved = models.PositiveIntegerField(default=0)
    approved_kept = models.PositiveIntegerField(default=0)

    class Meta(_OfTable.Meta):
        verbose_name = "表的审核前后"
        verbose_name_plural = "表的审核前后"
        indexes = [
            models.Index(fields=["year", "code", "line"], name="reviewed_by_code"),
            models.Index(fields=["year", "line"], name="reviewed_by_table"),
            models.Index(fields=["agency", "year"], name="reviewed_of_agency"),
        ]
