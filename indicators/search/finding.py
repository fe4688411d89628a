"""Which tables have a word: from the index where it knows a table, by reading the others.

The result is what reading all tables would give. A word of two characters is answered by the index alone; longer ones
are looked up in the texts of those that have all their pairs; for a single character all texts are looked through.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from indicators.models import GoalTable, TableLine, TableText
from indicators.search import gram_tables
from indicators.search.grams import folded, grams, is_plain
from indicators.search.texts import mentions


def with_word(word: str) -> QuerySet[Any]:
    """The keys of the tables that have a word, without white space, in one of their texts; in any case of A to Z.

    Of letters of other scripts with two cases the database decides, as it does where no index is asked.
    """
    tables = GoalTable.objects.order_by()
    if not is_plain(word):
        return tables.filter(mentions(word, Q())).values("pk")
    not_indexed = tables.filter(Q(line__indexed=False), mentions(word, Q(table__line__indexed=False)))
    known = TableLine.objects.filter(indexed=True).order_by()
    return _indexed(known, folded(word)).values("pk").union(not_indexed.values("pk"), all=True)


def _indexed(lines: QuerySet[Any], word: str) -> QuerySet[Any]:
    """Those of indexed lines whose texts have a folded word."""
    pairs = grams(word) if gram_tables.is_there() else set()
    texts = TableText.objects.filter(text__contains=word)
    if not pairs:
        return lines.filter(pk__in=texts.values("pk"))
    candidates = gram_tables.having(pairs)
    if len(pairs) == 1 and len(word) <= 2:
        return lines.filter(pk__in=candidates)
    return lines.filter(pk__in=texts.filter(pk__in=candidates).values("pk"))
