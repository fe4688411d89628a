"""Which tables have some words: from the index where it knows a table, by reading the others.

The result is what reading all tables would give. A word of two characters is answered by the index alone; longer ones
are looked up in the texts of those that have all their pairs; for a single character all texts are looked through.
All words are asked for at once: PostgreSQL guesses badly how many texts have one, and would join several guesses badly.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from indicators.models import GoalTable, TableLine, TableText
from indicators.search import gram_tables
from indicators.search.grams import folded, grams, is_plain
from indicators.search.texts import mentions

_PAIR = 2  # characters


def with_words(words: Iterable[str]) -> QuerySet[Any]:
    """The keys of the tables that have each of some words, without white space, in one of their texts.

    A to Z are as good as a to z. Of letters of other scripts with two cases the database decides, as it does where no
    index is asked.
    """
    wanted = list(words)
    tables = GoalTable.objects.order_by()
    if not all(map(is_plain, wanted)):
        return read(tables, wanted, Q()).values("pk")
    not_indexed = read(tables.filter(line__indexed=False), wanted, Q(table__line__indexed=False))
    known = TableLine.objects.filter(indexed=True).order_by()
    return _indexed(known, list(map(folded, wanted))).values("pk").union(not_indexed.values("pk"), all=True)


def read(tables: QuerySet[Any], words: list[str], rows: Q) -> QuerySet[Any]:
    """Those of some tables that have the words; `rows` are the indicators of at least these tables."""
    for word in words:
        tables = tables.filter(mentions(word, rows))
    return tables


def _indexed(lines: QuerySet[Any], words: list[str]) -> QuerySet[Any]:
    """Those of indexed lines whose texts have the folded words."""
    pairs = [grams(word) if gram_tables.is_there() else set() for word in words]
    candidates = gram_tables.having(set().union(*pairs)) if any(pairs) else None
    unsure = [word for word, own in zip(words, pairs, strict=True) if len(own) != 1 or len(word) > _PAIR]
    if not unsure:
        return lines.filter(pk__in=candidates)
    texts = TableText.objects.order_by()
    if candidates is not None:
        texts = texts.filter(pk__in=candidates)
    for place, word in enumerate(unsure):
        # Not LIKE: PostgreSQL takes it for very rare, whatever it looks for.
        texts = texts.alias(**{f"at{place}": StrIndex(F("text"), Value(word))}).filter(**{f"at{place}__gt": 0})
    return lines.filter(pk__in=texts.values("pk"))
