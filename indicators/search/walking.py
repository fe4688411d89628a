"""The first tables of a list that have some words, without reading more than a page needs: however common or rare.

The pairs of the words tell which tables come into question (docs/adr/0020). These are looked through in the order of
the page, until there are as many as are counted, or so many were looked through that somebody would wait: then the
rest is told to be left, and can be asked for.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from indicators.lines import LineQuerySet
from indicators.models import GoalTable, TableText
from indicators.search import gram_tables
from indicators.search.finding import read
from indicators.search.grams import folded, grams, is_plain
from indicators.search.texts import texts_of

MOST = 1_000  # tables that are counted and leafed through; of more it is said that there are more
# Tables that are looked through in one go, one chunk after the other: common words are found in the first.
CHUNKS = (MOST + 100, 3_000, 8_000)
EFFORT = 12_000  # about what these take; a table that is not in the index takes READING times as long as one that is
READING = 10
ORDER = ("-year", "region", "code", "number", "table_id")
_PAIR = 2  # characters

Line = tuple[int, bool]  # the key of a table, whether the index knows it


class Found(NamedTuple):
    """`keys` in the order of the page, at most as many as are enough; `more` says that there are others.

    `looked_at` lines came into question and were looked through; `rest` says that others were not.
    """

    keys: list[int]
    more: bool
    looked_at: int
    rest: bool


def walk(lines: LineQuerySet, words: list[str], start: int = 0, enough: int | None = None) -> Found:
    """Those of some lines whose tables have all words, in the order of the lines or else the newest first, behind the
    first `start` that come into question; no more are looked for than are `enough`, MOST by default."""
    enough = MOST if enough is None else enough
    lines = lines if lines.ordered else lines.order_by(*ORDER)
    pairs = [_pairs(word) for word in words]
    unsure = [] if all(map(is_told_by_pairs, words, pairs)) else words
    keys: list[int] = []
    looked_at, effort = 0, 0
    for size in CHUNKS:
        chunk = _candidates(lines, set().union(*pairs), start + looked_at, size + 1)
        rest, chunk = len(chunk) > size, chunk[:size]
        keys += _having(chunk, unsure, words)
        looked_at += len(chunk)
        effort += sum(1 if indexed else READING for _, indexed in chunk)
        if not rest or len(keys) > enough or effort > EFFORT:
            break
    more = len(keys) > enough
    return Found(keys[:enough], more, start + looked_at, rest and not more)


def is_told_by_pairs(word: str, own: set[int]) -> bool:
    """Whether a table that has the pairs of a word has the word: it is a single pair."""
    return is_plain(word) and len(own) == 1 and len(word) <= _PAIR


def _pairs(word: str) -> set[int]:
    """The pairs that a text with the word has for certain: none with a letter that has two cases beyond A to Z."""
    if not gram_tables.is_there():
        return set()
    return grams(folded("".join(sign if is_plain(sign) else " " for sign in word)))


def _candidates(lines: LineQuerySet, pairs: set[int], start: int, most: int) -> list[Line]:
    """The lines that come into question, in order: they have all pairs, or the index does not know them."""
    if pairs:
        having = Q(pk__in=gram_tables.having(pairs))
        # Nearly always the index knows all; with OR the database would ask it for each line.
        some_unknown = lines.order_by().filter(indexed=False).exists()
        lines = lines.filter(Q(indexed=False) | having) if some_unknown else lines.filter(having, indexed=True)
    return list(lines.values_list("pk", "indexed")[start : start + most])


def _having(chunk: list[Line], unsure: list[str], words: list[str]) -> list[int]:
    """The keys of those that have the words; `unsure` are the words that have to be looked for in indexed texts too."""
    indexed = [key for key, known in chunk if known]
    others = [key for key, known in chunk if not known]
    having = set(_in_texts(indexed, unsure) if unsure else indexed)
    if others:
        having |= _by_reading(others, words)
    return [key for key, _ in chunk if key in having]


def _in_texts(keys: list[int], words: list[str]) -> QuerySet[Any]:
    texts = TableText.objects.filter(pk__in=keys).order_by()
    for place, word in enumerate(words):
        if is_plain(word):  # not LIKE: PostgreSQL takes it for very rare, whatever it looks for
            at = StrIndex(F("text"), Value(folded(word)))
            texts = texts.alias(**{f"at{place}": at}).filter(**{f"at{place}__gt": 0})
        else:
            texts = texts.filter(Q(text__icontains=word))
    return texts.values_list("pk", flat=True)


def _by_reading(keys: list[int], words: list[str]) -> set[int]:
    """Those of tables that the index does not know; about letters in two cases beyond A to Z the database decides."""
    if not all(map(is_plain, words)):
        return set(read(GoalTable.objects.filter(pk__in=keys), words, Q(table__in=keys)).values_list("pk", flat=True))
    wanted = [folded(word) for word in words]
    return {key for key, text in texts_of(keys).items() if all(word in text for word in wanted)}
