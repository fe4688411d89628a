"""What a table says, in one text, for the search of words (indicators/search, docs/adr/0020)."""

from __future__ import annotations

from django.db import models

from indicators.models.tables import GoalTable


class TableText(models.Model):
    """All searched texts of a table, small Latin letters for capital ones, each on lines of its own.

    It counts only where the table's line says `indexed`. Written by indicators/search/indexing.py alone.
    """

    table = models.OneToOneField(
        GoalTable, on_delete=models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    text = models.TextField()

    class Meta:
        verbose_name = "表的检索文本"
        verbose_name_plural = "表的检索文本"
        default_permissions = ()

    def __str__(self) -> str:
        return self.text.partition("\n")[0]
