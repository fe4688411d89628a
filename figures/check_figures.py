"""How often each check fires in very many tables, from the facts (docs/adr/0026): for the page of all checks."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from budget.access import visible_agencies
from figures.freshness import caught_up
from figures.models import FindingFact
from indicators.checks import CHECKS
from indicators.occurrence import Counted, Figures


def from_facts(user: Any, region: str, year: int) -> Counted:
    """The figures over the tables of a region and year that the user may see, as the statistics have them."""
    agencies = list(visible_agencies(user).filter(region=region).order_by().values_list("pk", flat=True))

    def limit(rows: Any) -> Any:
        return rows.filter(year=year, agency__in=agencies)

    as_of = caught_up(limit)
    sums = {name: Sum(name) for name in ("open", "open_tables", "kept")}
    facts = limit(FindingFact.objects.filter(code__in=CHECKS)).order_by().values("code").annotate(**sums)
    figures = {each["code"]: Figures(each["open"], each["open_tables"], each["kept"]) for each in facts}
    return Counted(figures, as_of.words if as_of.waiting else "")
