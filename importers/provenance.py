"""Which document a table came from, and whether a user may open it.

A document may hold tables of several agencies, also tables that were not taken over. So only who may see every table
of it, or sees all agencies anyway, may open it as a whole.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Max

from budget.access import sees_everything
from importers.models import ImportFile, SourceFile, TableSource
from indicators.models import GoalTable


def source_of(table: GoalTable) -> TableSource | None:
    """Where a table came from, without the bytes of the document; None where nobody imported it."""
    sources = TableSource.objects.select_related("file__batch__created_by", "file__source")
    return sources.defer("file__source__content").filter(table=table).first()


def _tables_in(document: SourceFile) -> int:
    """How many goal tables were read in a document, whether they were taken over or not."""
    counts = F("new") + F("changed") + F("unchanged") + F("conflict") + F("failed")
    return ImportFile.objects.filter(source=document).aggregate(most=Max(counts))["most"] or 0


def may_open(user: Any, document: SourceFile) -> bool:
    """Whether the user may open the whole document."""
    if sees_everything(user):
        return True
    from_here = GoalTable.objects.filter(source__file__source=document)
    known, seen = from_here.count(), from_here.visible_to(user).count()
    return seen == known and known >= _tables_in(document)
