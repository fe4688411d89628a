"""Lists of goal tables: who may see them, search, order, counts, totals. One place for the list and its export."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from budget.access import sees_everything, visible_agencies

SEVERITIES = ("block", "warn", "info")
AS_FILED = ("project__agency__region", "project__agency__code", "number", "pk")
# What a list may be ordered by, in both directions, and what each means.
ORDERS: dict[str, tuple[str, ...]] = {
    "project": ("project__name", "pk"),
    "agency": AS_FILED,
    "year": ("project__year", *AS_FILED),
    "budget": ("project__budget__total", "pk"),
    "indicators": ("indicator_count", "pk"),
    "findings": ("finding_weight", "pk"),
    "status": ("status_rank", *AS_FILED),
    "changed": ("changed_at", "pk"),
}


class GoalTableQuerySet(models.QuerySet[Any]):
    """Every list of tables starts with `visible_to`."""

    def visible_to(self, user: Any, *roles: str) -> GoalTableQuerySet:
        """The tables of the agencies that the user may see (in one of `roles`, where some are given)."""
        if sees_everything(user, *roles):
            return self.all()  # asking of each table whether its agency is one of all takes most of a large list's time
        return self.filter(project__agency__in=visible_agencies(user, *roles))

    def search(self, text: str) -> GoalTableQuerySet:
        """Tables that have every word of `text` in a name, a goal, an indicator or a target."""
        tables = self
        for word in text.split():
            tables = tables.filter(_mentions(word))
        return tables

    def with_findings(self, *severities: str) -> GoalTableQuerySet:
        """Tables that have an open finding of one of `severities`: one that is not kept with a reason."""
        return self.filter(Exists(_open_findings().filter(severity__in=severities)))

    def with_code(self, code: str) -> GoalTableQuerySet:
        """Tables that have an open finding with a code."""
        from indicators.models import TableFinding

        # From the findings, by the index of their codes, since most codes stand at few tables.
        return self.filter(pk__in=TableFinding.objects.open().filter(code=code).order_by().values("table"))

    def with_kept(self) -> GoalTableQuerySet:
        """Tables that have a finding which is kept with a reason."""
        from indicators.models import TableFinding

        return self.filter(Exists(TableFinding.objects.filter(table=OuterRef("pk"), kept__isnull=False)))

    def in_order(self, name: str, descending: bool = False) -> GoalTableQuerySet:
        """Ordered by one of ORDERS. Blank amounts come last both ways, and equal rows stay in one order."""
        tables, first, rest = self, *_split(ORDERS[name])
        if first in _COMPUTED:
            tables = tables.annotate(**{first: _COMPUTED[first]()})
        key = F(first).desc(nulls_last=True) if descending else F(first).asc(nulls_last=True)
        return tables.order_by(key, *rest)

    def with_counts(self) -> GoalTableQuerySet:
        """Adds `indicator_count` and the number of open findings of each severity; for the rows of one page."""
        counts = {f"{name}_count": _count(_open_findings().filter(severity=name)) for name in SEVERITIES}
        return self.annotate(indicator_count=_count(_rows()), **counts)

    def totals(self) -> dict[str, Any]:
        """How many tables, of how many agencies, and their money in 元."""
        return self.order_by().aggregate(
            tables=Count("pk"),
            agencies=Count("project__agency", distinct=True),
            total=Sum("project__budget__total"),
            fiscal_funds=Sum("project__budget__fiscal_funds"),
            other_funds=Sum("project__budget__other_funds"),
        )

    def as_listed(self, pks: Iterable[int]) -> list[Any]:
        """The tables with these keys in this order, with all that a row of a list shows."""
        wanted = list(pks)
        tables = self.filter(pk__in=wanted).with_counts().select_related("project__agency", "project__budget")
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


def _split(names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    return names[0], names[1:]


# The models need this module's manager first, so they are imported when asked for.
def _rows() -> QuerySet[Any]:
    from indicators.models import Indicator

    return Indicator.objects.filter(table=OuterRef("pk")).order_by()


def _open_findings() -> QuerySet[Any]:
    from indicators.models import TableFinding

    return TableFinding.objects.open().filter(table=OuterRef("pk")).order_by()


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many rows of a correlated query: one number per table, so that rows and findings never multiply."""
    number = rows.values("table").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


def _finding_weight() -> Any:
    """Worse findings weigh more than any number of lesser ones that a table can have."""
    weights = zip(SEVERITIES, (1_000_000, 1_000, 1), strict=True)
    return sum((_count(_open_findings().filter(severity=name)) * weight for name, weight in weights), Value(0))


def _status_rank() -> Case:
    """The states in the order in which a table passes through them."""
    from indicators.models import Status

    whens = [When(status=status, then=Value(rank)) for rank, status in enumerate(Status.values)]
    return Case(*whens, output_field=IntegerField())


_COMPUTED = {
    "indicator_count": lambda: _count(_rows()),
    "finding_weight": _finding_weight,
    "status_rank": _status_rank,
}


def _mentions(word: str) -> Q:
    """Tables with a word in their head or in a row of the grid."""
    head = ("project__name", "project__agency__name", "project__agency__code", "project__purpose", "goal", "title")
    from indicators.models import Indicator

    in_row = Q(name__icontains=word) | Q(target__icontains=word) | Q(description__icontains=word)
    # One pass over all rows: a third of the time that asking for the rows of each table takes.
    found = Q(pk__in=Indicator.objects.filter(in_row).order_by().values("table"))
    for name in head:
        found |= Q(**{f"{name}__icontains": word})
    return found
