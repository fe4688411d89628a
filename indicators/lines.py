"""Lists of tables as lines (TableLine): who may see them, filters, order, totals; for the list and its export.

A line has what lists ask for, so that a hundred thousand tables are looked through in one narrow relation.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from budget.access import sees_everything, visible_agencies

MONEY = ("total", "fiscal_funds", "other_funds")
COUNTS = {"block": "blocks", "warn": "warns", "info": "infos"}
AS_FILED = ("region", "code", "number", "table_id")
# Worse findings weigh more than any number of lesser ones that a table can have.
WEIGHT = F("blocks") * 1_000_000 + F("warns") * 1_000 + F("infos")
# What a list may be ordered by, in both directions, and what each means.
ORDERS: dict[str, tuple[Any, ...]] = {
    "project": ("name", "table_id"),
    "agency": AS_FILED,
    "year": ("year", *AS_FILED),
    "budget": ("total", "table_id"),
    "indicators": ("indicators", "table_id"),
    "findings": (WEIGHT, "table_id"),
    "status": ("rank", *AS_FILED),
    "changed": ("changed_at", "table_id"),
}


class _Visible(models.QuerySet[Any]):
    """What has an agency is visible to who sees that agency."""

    def visible_to(self, user: Any, *roles: str) -> Any:
        """The rows of the agencies that the user may see (in one of `roles`, where some are given)."""
        if sees_everything(user, *roles):
            return self.all()
        return self.filter(agency__in=visible_agencies(user, *roles).order_by().values("pk"))


class LineQuerySet(_Visible):
    """Every list of tables starts with `visible_to`; its keys are those of the tables."""

    def of_region(self, region: str) -> LineQuerySet:
        """Those of agencies in a region."""
        return self.filter(region=region)

    def search(self, text: str) -> LineQuerySet:
        """Tables that have every word of `text` in a name, a goal, an indicator or a target."""
        from indicators.search.finding import with_words

        words = text.split()
        return self.filter(pk__in=with_words(words)) if words else self

    def with_findings(self, *severities: str) -> LineQuerySet:
        """Tables that have an open finding of one of `severities`: one that is not kept with a reason."""
        found = Q()
        for severity in severities:
            found |= Q(**{f"{COUNTS[severity]}__gt": 0})
        return self.filter(found)

    def without_findings(self) -> LineQuerySet:
        """Tables in which nothing is open."""
        return self.filter(blocks=0, warns=0, infos=0)

    def with_code(self, code: str) -> LineQuerySet:
        """Tables that have an open finding with a code."""
        from indicators.models import TableFinding

        # From the findings, by the index of their codes, since most codes stand at few tables.
        return self.filter(pk__in=TableFinding.objects.open().filter(code=code).order_by().values("table"))

    def with_kept(self) -> LineQuerySet:
        """Tables that have a finding which is kept with a reason."""
        return self.filter(kept__gt=0)

    def with_kept_code(self, code: str) -> LineQuerySet:
        """Tables that have a finding with a code which is kept with a reason."""
        from indicators.models import TableFinding

        kept = TableFinding.objects.filter(code=code, kept__isnull=False)
        return self.filter(pk__in=kept.order_by().values("table"))

    def in_order(self, name: str, descending: bool = False) -> LineQuerySet:
        """Ordered by one of ORDERS. Blank amounts come last both ways, and equal rows stay in one order."""
        first, *rest = ORDERS[name]
        blank_last = True if first == "total" else None  # only there: other indexes would not fit such an order
        key = F(first) if isinstance(first, str) else first
        return self.order_by(key.desc(nulls_last=blank_last) if descending else key.asc(nulls_last=blank_last), *rest)

    def totals(self) -> dict[str, Any]:
        """How many tables, of how many agencies, and their money in 元.

        Added up agency by agency: to count what differs, PostgreSQL would put all lines in order.
        """
        by_agency = self.order_by().values("agency").annotate(number=Count("pk"), **_sums("of_agency_"))
        sums = {name: Sum(f"of_agency_{name}") for name in MONEY}
        return by_agency.aggregate(tables=Coalesce(Sum("number"), 0), agencies=Count("agency"), **sums)


class TallyQuerySet(_Visible):
    """Numbers of tables by agency, year and state: some rows for each agency, however many tables it has."""

    def of_region(self, region: str) -> TallyQuerySet:
        """Those of agencies in a region."""
        return self.filter(agency__region=region)

    def years(self) -> list[int]:
        """The years that have tables, the latest first."""
        found = self.filter(tables__gt=0).order_by().values_list("year", flat=True).distinct()
        return sorted(found, reverse=True)

    def number(self) -> int:
        """How many tables these rows stand for."""
        return self.order_by().aggregate(number=Sum("tables"))["number"] or 0

    def totals(self) -> dict[str, Any]:
        """What the totals of their lines are."""
        number = Coalesce(Sum("tables"), 0)
        found = self.filter(tables__gt=0).order_by()
        counted = found.aggregate(number=number, agencies=Count("agency", distinct=True), **_sums())
        return {"tables": counted.pop("number"), **counted}


def _sums(prefix: str = "") -> dict[str, Sum]:
    return {f"{prefix}{name}": Sum(name) for name in MONEY}
