"""Which agencies and years have to be counted again (docs/adr/0026)."""

from __future__ import annotations

from typing import Any

from django.db import models

from budget.models import Agency


class Mark(models.Model):
    """Something about an agency's tables of a year has changed since it was counted.

    Written by triggers of the database alone (figures/mark_triggers.py), in the transaction of the change. There may be
    many for one agency and year: nobody who writes waits for somebody else's mark.
    """

    agency: Any = models.ForeignKey(
        Agency, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    year = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "待重新统计的单位"
        verbose_name_plural = "待重新统计的单位"
        default_permissions = ()
        indexes = [models.Index(fields=["year", "agency"], name="mark_of")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}"
