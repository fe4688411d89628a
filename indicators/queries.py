"""Goal tables themselves: who may see them, search, the rows of a page. Whole lists are of lines (lines.py)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F

from budget.access import sees_everything, visible_agencies

AS_FILED = ("project__agency__region", "project__agency__code", "number", "pk")
# What a row of a list shows, and where its line has it.
SHOWN = {"indicator_count": "indicators", "block_count": "blocks", "warn_count": "warns", "info_count": "infos"}


class GoalTableQuerySet(models.QuerySet[Any]):
    """Every list of tables starts with `visible_to`."""

    def visible_to(self, user: Any, *roles: str) -> GoalTableQuerySet:
        """The tables of the agencies that the user may see (in one of `roles`, where some are given)."""
        if sees_everything(user, *roles):
            return self.all()  # asking of each table whether its agency is one of all takes most of a large list's time
        return self.filter(project__agency__in=visible_agencies(user, *roles))

    def search(self, text: str) -> GoalTableQuerySet:
        """Tables that have every word of `text` in a name, a goal, an indicator or a target."""
        from indicators.search.finding import with_words

        words = text.split()
        return self.filter(pk__in=with_words(words)) if words else self

    def as_listed(self, pks: Iterable[int]) -> list[Any]:
        """The tables with these keys in this order, with all that a row of a list shows: SHOWN beside the heads."""
        wanted = list(pks)
        counts = {name: F(f"line__{count}") for name, count in SHOWN.items()}
        tables = self.filter(pk__in=wanted).annotate(**counts).select_related("project__agency", "project__budget")
        found = {table.pk: table for table in tables}
        return [found[pk] for pk in wanted if pk in found]

    def beside(self, table: Any) -> dict[str, Any]:
        """The tables before and after `table` in its agency and year, as `previous` and `next`; None at the ends."""
        same = self.filter(project__agency=table.project.agency, project__year=table.project.year)
        keys = list(same.order_by("number", "pk").values_list("pk", flat=True))
        here = keys.index(table.pk)
        return {
            "previous": keys[here - 1] if here else None,
            "next": keys[here + 1] if here + 1 < len(keys) else None,
            "here": here + 1,
            "of": len(keys),
        }
