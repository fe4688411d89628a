"""How often each check fires: which occur at all, how many findings are open and how many are kept, per check."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Count, Exists, Q
from django.utils import timezone

from budget.access import sees_everything
from indicators.checks import CHECKS
from indicators.models import Framework, TableFinding, TableLine, TableTally

FEW = 2_000  # tables; with more of them, nearly every check occurs somewhere
MANY = 5_000  # tables; going through the findings of more takes longer than a page should
REMEMBERED = 600  # seconds


class Figures(NamedTuple):
    """Of one check: open findings, in how many tables, and findings that are kept."""

    open: int = 0
    tables: int = 0
    kept: int = 0


def occurring_codes(user: Any) -> set[str]:
    """The checks with an open finding in a table that the user may see; all of them, for who sees many but not all.

    Hundreds of thousands of findings are not gone through: for who sees everything the index is asked once for each
    check. For the others the keys of their tables come first; joined, SQLite would go through all findings. What occurs
    at tables of others is nobody's business.
    """
    still_open = TableFinding.objects.open().order_by()
    if not sees_everything(user):
        if TableTally.objects.visible_to(user).number() > FEW:
            return set(CHECKS)
        # As a list: as a part of the statement, PostgreSQL would go through all findings too.
        tables = list(TableLine.objects.visible_to(user).order_by().values_list("pk", flat=True)[:FEW])
        return set(still_open.filter(table__in=tables).values_list("code", flat=True).distinct()) & CHECKS.keys()
    asked = [Exists(still_open.filter(code=code)) for code in CHECKS]
    rows = Framework.objects.order_by().values_list(*asked)[:1]  # any table that is never empty
    return {code for row in rows for code, occurs in zip(CHECKS, row, strict=True) if occurs}


def figures_of(keys: Any) -> dict[str, Figures]:
    """The figures of each check over the tables with these keys, a list or a query; checks without any are missing."""
    is_open = Q(kept__isnull=True)
    rows = (
        TableFinding.objects.filter(table__in=keys, code__in=CHECKS)
        .order_by()
        .values("code")
        .annotate(
            open=Count("pk", filter=is_open),
            tables=Count("table", filter=is_open, distinct=True),
            kept=Count("pk", filter=~is_open),
        )
    )
    return {row["code"]: Figures(row["open"], row["tables"], row["kept"]) for row in rows}


class Counted(NamedTuple):
    """The figures of all checks, and as of when where they are not of this moment."""

    figures: dict[str, Figures]
    at: datetime | None = None


def counted(user: Any, region: str, year: int | None, mark: str) -> Counted:
    """The figures over the tables of a region and year that the user may see.

    Where somebody sees all of very many tables, what was counted is remembered for some minutes by each process;
    another `mark` (of the last run of all checks) makes it count anew. The page tells as of when it is.
    """
    keys = (
        TableLine.objects.visible_to(user).of_region(region).filter(year=year).order_by().values_list("pk", flat=True)
    )
    number = TableTally.objects.visible_to(user).of_region(region).filter(year=year).number()
    if number <= FEW:
        return Counted(figures_of(list(keys)))
    if number <= MANY or not sees_everything(user):
        return Counted(figures_of(keys))
    key = f"checks-{year}-{mark}-{region.encode().hex()}"
    found: Counted | None = cache.get(key)
    if found is None:
        found = Counted(figures_of(keys), timezone.now())
        cache.set(key, found, REMEMBERED)
    return found
