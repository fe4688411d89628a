"""Who may have a package: whoever asked for it, as long as they still see every table in it, and administrators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from budget.access import administers_everything, sees_everything, visible_agencies
from exporters.models import Export, ExportTable
from indicators.models import GoalTable


def exports_of(user: Any) -> QuerySet[Export]:
    """The packages that the user may know of: one's own, or all for administrators of everything."""
    found = Export.objects.select_related("by")
    return found if administers_everything(user) else found.filter(by=user)


def seen_of(rows: QuerySet[ExportTable], user: Any) -> QuerySet[ExportTable]:
    """The tables of packages that the user may see now; one that is gone counts by its agency."""
    tables, agencies = GoalTable.objects.visible_to(user), visible_agencies(user)
    return rows.filter(Q(table__in=tables.order_by().values("pk")) | Q(table=None, agency__in=agencies))


def closed_to(user: Any, exports: Iterable[Export]) -> set[int]:
    """Of these packages the keys of those that hold a table which the user no longer sees. One query."""
    if sees_everything(user):
        return set()
    totals = {export.pk: export.total for export in exports}
    rows = seen_of(ExportTable.objects.filter(export__in=totals), user)
    seen = dict(rows.order_by().values_list("export").annotate(number=Count("pk")))
    return {pk for pk, total in totals.items() if seen.get(pk, 0) != total}
