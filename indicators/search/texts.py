"""What of a table is searched: names, purpose, goal, title, and of each row name, description and target."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from indicators.models import GoalTable, Indicator
from indicators.search.grams import folded
from indicators.text import way_to_find

HEAD = ("project__name", "project__agency__name", "project__agency__code", "project__purpose", "goal", "title")
ROW = ("name", "target", "description")


def texts_of(keys: Iterable[int]) -> dict[int, str]:
    """The folded texts of tables by key, in two queries."""
    wanted = list(keys)
    heads = GoalTable.objects.filter(pk__in=wanted).order_by().values_list("pk", *HEAD)
    found = {key: list(texts) for key, *texts in heads}
    rows = Indicator.objects.filter(table__in=list(found)).order_by("table", "position")
    for key, *texts in rows.values_list("table", *ROW):
        if key in found:
            found[key] += texts
    return {key: folded("\n".join(filter(None, texts))) for key, texts in found.items()}


def in_any_case(field: str, word: str) -> Q:
    """What has a word in a field, whatever its capitals are."""
    return Q(**{f"{field}__{way_to_find(word)}": word})


def mentions(word: str, rows: Q) -> Q:
    """Tables with a word in their head, or in an indicator among `rows`: no index is asked."""
    in_row = Q()
    for name in ROW:
        in_row |= in_any_case(name, word)
    # One pass over all rows: a third of the time that asking for the rows of each table takes.
    found = Q(pk__in=Indicator.objects.filter(rows, in_row).order_by().values("table"))
    for name in HEAD:
        found |= in_any_case(name, word)
    return found
