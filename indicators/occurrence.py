"""How often each check fires: which occur at all, how many findings are open and how many are kept, per check."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, Exists, Q

from budget.access import sees_everything
from indicators.checks import CHECKS
from indicators.lines import LineQuerySet
from indicators.models import Framework, TableFinding, TableLine, TableTally

FEW = 2_000  # tables; with more of them, nearly every check occurs somewhere


class Figures(NamedTuple):
    """Of one check: open findings, in how many tables, and findings that are kept."""

    open: int = 0
    tables: int = 0
    kept: int = 0


def occurring_codes(user: Any) -> set[str]:
    """The checks with an open finding in a table that the user may see; or anywhere, for who sees very many tables.

    Hundreds of thousands of findings are not gone through: the index is asked once for each check. For the others the
    keys of their tables come first; joined, SQLite would go through all findings.
    """
    still_open = TableFinding.objects.open().order_by()
    if not sees_everything(user) and TableTally.objects.visible_to(user).number() <= FEW:
        tables = TableLine.objects.visible_to(user).values("pk")
        return set(still_open.filter(table__in=tables).values_list("code", flat=True).distinct()) & CHECKS.keys()
    asked = [Exists(still_open.filter(code=code)) for code in CHECKS]
    rows = Framework.objects.order_by().values_list(*asked)[:1]  # any table that is never empty
    return {code for row in rows for code, occurs in zip(CHECKS, row, strict=True) if occurs}


def figures_of(tables: LineQuerySet) -> dict[str, Figures]:
    """The figures of each check over some tables; checks without any are missing."""
    is_open = Q(kept__isnull=True)
    rows = (
        TableFinding.objects.filter(table__in=tables.order_by().values("pk"), code__in=CHECKS)
        .order_by()
        .values("code")
        .annotate(
            open=Count("pk", filter=is_open),
            tables=Count("table", filter=is_open, distinct=True),
            kept=Count("pk", filter=~is_open),
        )
    )
    return {row["code"]: Figures(row["open"], row["tables"], row["kept"]) for row in rows}
