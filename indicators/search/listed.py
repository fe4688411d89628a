"""The hits of a text search, or of a level of indicators, in the list of tables: in its order, with totals.

Of what very many tables have only the first tables are listed (MOST of walking.py), since to count all means to look
through nearly all texts (docs/adr/0020), or rows: it is said that there are more, and who wants them asks for them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from budget.access import sees_everything, visible_agencies
from indicators.lines import LineQuerySet
from indicators.models import TableLine
from indicators.search import walking
from indicators.search.finding import with_words
from indicators.search.walking import walk

_MONEY = ("total", "fiscal_funds", "other_funds")


class Hits(NamedTuple):
    """Keys in the order of the list. `totals` are as of LineQuerySet.totals, or the number of keys and `more`."""

    keys: list[int]
    totals: dict[str, Any]


def visible_lines(user: Any, *roles: str) -> LineQuerySet:
    """What `visible_to` gives, with the agencies as keys: of a subquery PostgreSQL thinks that it lets nearly all
    lines pass, and looks through all of them in their order to find the few of one agency."""
    if sees_everything(user, *roles):
        return TableLine.objects.all()
    agencies = visible_agencies(user, *roles).order_by().values_list("pk", flat=True)
    return TableLine.objects.filter(agency__in=list(agencies))


def hits(lines: LineQuerySet, words: list[str], everything: bool) -> Hits:
    """Those of some lines, in their order, whose tables have all words; all of very many only with `everything`."""
    found = None if everything else walk(lines, words)
    if found is None or (found.rest and not found.more):
        return _all(lines, words)
    if found.more:
        return Hits(found.keys, {"tables": len(found.keys), "more": True})
    return Hits(found.keys, lines.filter(pk__in=found.keys).totals())


def first_of(lines: LineQuerySet) -> Hits:
    """The same of lines that are looked for by their indicators: of very many, the first in their order."""
    most = walking.MOST
    keys = list(lines.values_list("pk", flat=True)[: most + 1])
    if len(keys) > most:
        return Hits(keys[:most], {"tables": most, "more": True})
    return Hits(keys, TableLine.objects.filter(pk__in=keys).totals())


def _all(lines: LineQuerySet, words: list[str]) -> Hits:
    """All of them, read and added up in one go: each further statement would look through the texts once more."""
    rows = list(lines.filter(pk__in=with_words(words)).values_list("pk", "agency", *_MONEY))
    keys, agencies, *money = zip(*rows, strict=True) if rows else ((), (), *((),) * len(_MONEY))
    totals = {name: _sum(amounts) for name, amounts in zip(_MONEY, money, strict=True)}
    return Hits(list(keys), {"tables": len(keys), "agencies": len(set(agencies)), **totals})


def _sum(amounts: Any) -> Any:
    """What the database says of a sum: nothing where none of them is known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
