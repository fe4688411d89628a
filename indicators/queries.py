"""Lists of goal tables: who may see them, filters, search, totals. One place for the list, its count and its export."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from budget.access import visible_agencies


class GoalTableQuerySet(models.QuerySet[Any]):
    """Every list of tables starts with `visible_to`."""

    def visible_to(self, user: Any, *roles: str) -> GoalTableQuerySet:
        """The tables of the agencies that the user may see (in one of `roles`, where some are given)."""
        return self.filter(project__agency__in=visible_agencies(user, *roles))

    def search(self, text: str) -> GoalTableQuerySet:
        """Tables that have every word of `text` in a name, a goal, an indicator or a target."""
        tables = self
        for word in text.split():
            tables = tables.filter(_mentions(word))
        return tables

    def with_counts(self) -> GoalTableQuerySet:
        """Adds `indicator_count` and the number of findings of each severity."""
        counts: dict[str, Any] = {
            f"{severity}_count": Count("findings", filter=Q(findings__severity=severity), distinct=True)
            for severity in ("block", "warn", "info")
        }
        return self.annotate(indicator_count=Count("indicators", distinct=True), **counts)

    def totals(self) -> dict[str, Any]:
        """How many tables, of how many agencies, and their money in 元."""
        return self.aggregate(
            tables=Count("pk"),
            agencies=Count("project__agency", distinct=True),
            total=Sum("project__budget__total"),
            fiscal_funds=Sum("project__budget__fiscal_funds"),
            other_funds=Sum("project__budget__other_funds"),
        )


def _rows_with(word: str) -> QuerySet[Any]:
    from indicators.models import Indicator  # the models need this module's manager first

    mentions = Q(name__icontains=word) | Q(target__icontains=word) | Q(description__icontains=word)
    return Indicator.objects.filter(mentions, table=OuterRef("pk"))


def _mentions(word: str) -> Q:
    head = ("project__name", "project__agency__name", "project__agency__code", "project__purpose", "goal", "title")
    found = Q(Exists(_rows_with(word)))
    for name in head:
        found |= Q(**{f"{name}__icontains": word})
    return found
