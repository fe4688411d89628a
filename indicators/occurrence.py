"""How often each check fires: which occur at all, how many findings are open and how many are kept, per check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Q

from budget.access import sees_everything
from indicators.checks import CHECKS
from indicators.models import Framework, TableFinding, TableTally
from indicators.search.listed import visible_lines

FEW = 2_000  # tables; with more of them, nearly every check occurs somewhere, and a page counts none itself


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
        tables = list(visible_lines(user).order_by().values_list("pk", flat=True)[:FEW])
        return set(still_open.filter(table__in=tables).values_list("code", flat=True).distinct()) & CHECKS.keys()
    asked = [Exists(still_open.filter(code=code)) for code in CHECKS]
    rows = Framework.objects.order_by().values_list(*asked)[:1]  # any table that is never empty
    return {code for row in rows for code, occurs in zip(CHECKS, row, strict=True) if occurs}


def figures_of(keys: list[int]) -> dict[str, Figures]:
    """The figures of each check over the tables with these keys; checks without any are missing."""
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
    """The figures of all checks, and as of when, in words, where they are not of this moment."""

    figures: dict[str, Figures]
    as_of: str = ""


# How the figures of a user, a region and a year are told where there are many tables: an app above keeps them counted.
OF_MANY: list[Callable[[Any, str, int], Counted]] = []


def counted(user: Any, region: str, year: int | None) -> Counted:
    """The figures over the tables of a region and year that the user may see."""
    number = TableTally.objects.visible_to(user).of_region(region).filter(year=year).number()
    if year and number > FEW:
        return OF_MANY[0](user, region, year)
    lines = visible_lines(user).of_region(region).filter(year=year)
    return Counted(figures_of(list(lines.order_by().values_list("pk", flat=True))))
