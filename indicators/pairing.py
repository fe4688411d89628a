"""Which row of one table is which row of another: by their names first, then by likeness.

Pairs are the same seen from either side, so that what was added one way is what was removed the other way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from heapq import nlargest
from typing import Any

from indicators.content import IndicatorContent

Rows = Sequence[IndicatorContent]
Pair = tuple[int, int]  # index before, index after

# From the surest sign to the weakest. Equal rows go in order; a row without a name has none to be known by.
_KEYS: tuple[Callable[[IndicatorContent], Any], ...] = (
    lambda row: row,
    lambda row: (row.level1, row.level2, row.level3),
    lambda row: (row.level2, row.level3) if row.level3 else None,
    lambda row: row.level3 or None,
)
_ALIKE = 0.6  # of the characters
_READ = 200  # characters of a row that its likeness is judged by
_CANDIDATES = 3  # rows that are looked at closely for each row
_MOST_PAIRS = 100_000  # beyond that many, rows that nothing but likeness could pair stay unpaired


def pair_rows(before: Rows, after: Rows) -> list[Pair]:
    """The pairs of rows that are the same row, in the order of `before`; no row is in two of them."""
    left, right = list(range(len(before))), list(range(len(after)))
    pairs: list[Pair] = []
    for key in _KEYS:
        found = _by_key(key, before, after, left, right)
        pairs += found
        left, right = _without(left, (one for one, _ in found)), _without(right, (other for _, other in found))
    return sorted(pairs + _by_likeness(before, after, left, right))


def in_place(pairs: Sequence[Pair]) -> set[Pair]:
    """The pairs that kept their order among each other: as many as possible, the others have moved."""
    ends: list[int] = []  # the smallest index after in which a chain of each length ends
    chains: list[int] = []
    for _, other in pairs:
        length = bisect_left(ends, other)
        ends[length : length + 1] = [other]
        chains.append(length)
    kept: set[Pair] = set()
    wanted = len(ends) - 1
    for pair, length in zip(reversed(pairs), reversed(chains), strict=True):
        if length == wanted:
            kept.add(pair)
            wanted -= 1
    return kept


def _without(rows: list[int], gone: Iterable[int]) -> list[int]:
    taken = set(gone)
    return [row for row in rows if row not in taken]


def _by_key(key: Callable[..., Any], before: Rows, after: Rows, left: list[int], right: list[int]) -> list[Pair]:
    waiting: dict[Any, deque[int]] = defaultdict(deque)
    for index in right:
        waiting[key(after[index])].append(index)
    pairs = []
    for index in left:
        own = key(before[index])
        if own is not None and waiting[own]:
            pairs.append((index, waiting[own].popleft()))
    return pairs


def _by_likeness(before: Rows, after: Rows, left: list[int], right: list[int]) -> list[Pair]:
    """The most alike first. Ties are broken by what both sides see alike: the levels, then how far a row went."""
    if not left or not right or len(left) * len(right) > _MOST_PAIRS:
        return []
    texts = {index: _text(before[index]) for index in left}, {index: _text(after[index]) for index in right}
    ranked = []
    for one, other in _candidates(*texts):
        likeness = _likeness(texts[0][one], texts[1][other])
        if likeness >= _ALIKE:
            apart = (before[one].level1, before[one].level2) != (after[other].level1, after[other].level2)
            ranked.append((-likeness, apart, abs(one - other), one + other, one, other))
    pairs: list[Pair] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for *_, one, other in sorted(ranked):
        if one not in taken[0] and other not in taken[1]:
            pairs.append((one, other))
            taken[0].add(one)
            taken[1].add(other)
    return pairs


def _text(row: IndicatorContent) -> str:
    return f"{row.level3}\n{row.description}\n{row.target}"[:_READ].strip()


def _likeness(one: str, other: str) -> float:
    """The same whichever text comes first, which a SequenceMatcher alone does not promise."""
    return SequenceMatcher(None, min(one, other), max(one, other), autojunk=False).ratio()


def _candidates(before: dict[int, str], after: dict[int, str]) -> set[Pair]:
    """For each row of either side the few that share most with it, by a measure that costs next to nothing."""
    right = [(other, _couples(text)) for other, text in after.items()]
    shared: dict[Pair, float] = {}
    for one, text in before.items():
        mine = _couples(text)
        for other, yours in right:
            common = len(mine & yours)
            if common:
                shared[one, other] = common / (len(mine) + len(yours))
    return _best(shared, 0) | _best(shared, 1)


def _couples(text: str) -> frozenset[str]:
    """All two neighbouring characters; the first one alone too, so that short texts have some."""
    return frozenset(map("".join, zip("\n" + text, text, strict=False)))


def _best(shared: dict[Pair, float], side: int) -> set[Pair]:
    of_row: dict[int, list[tuple[float, int, int, Pair]]] = defaultdict(list)
    for pair, measure in shared.items():
        of_row[pair[side]].append((measure, -abs(pair[0] - pair[1]), sum(pair), pair))
    return {entry[-1] for entries in of_row.values() for entry in nlargest(_CANDIDATES, entries)}
