"""Alike indicators put together: how often, of how many agencies, in which spellings, with which usual targets.

The rule of what everybody may read stands here (docs/adr): what is approved or published, and beside it a text that at
least COMMON agencies have written, since what several write independently tells of none of them. Plain Python.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

COMMON = 3  # agencies
MOST_SPELLINGS, MOST_TARGETS = 12, 6
_PERCENT = re.compile("(?<=[0-9])(?:％|﹪|百分比)")
Counted = list[tuple[str, int]]


class Seen(NamedTuple):
    """One indicator of a stored table; `is_open` where its table is approved or published."""

    level1: str
    level2: str
    name: str
    description: str
    target: str
    agency: int
    is_open: bool


class Group(NamedTuple):
    """Alike indicators; the most frequent text first, the usual one being the first."""

    level1: str
    level2: str
    spellings: Counted
    descriptions: Counted
    targets: Counted
    times: int
    agencies: int


def whole_group(rows: Sequence[Seen]) -> Group:
    """All of some alike rows, for who sees all of their tables."""
    return _group(rows, everything=True)


def common_group(rows: Sequence[Seen]) -> Group | None:
    """What everybody may read of alike rows; None where that is nothing."""
    if len({row.agency for row in rows}) < COMMON:
        rows = [row for row in rows if row.is_open]
    group = _group(rows, everything=False)
    return group if group.spellings else None


def _group(rows: Sequence[Seen], everything: bool) -> Group:
    def texts(values: Iterable[str], most: int | None = None) -> Counted:
        return _texts(rows, values, everything)[:most]

    levels = Counter((row.level1, row.level2) for row in rows)  # as a pair, so that they fit each other
    level1, level2 = min(levels, key=lambda pair: (-levels[pair], pair), default=("", ""))
    return Group(
        level1=level1,
        level2=level2,
        spellings=texts((row.name for row in rows), MOST_SPELLINGS),
        descriptions=texts((row.description for row in rows), 1),
        targets=texts((_as_usual(row.target) for row in rows), MOST_TARGETS),
        times=len(rows),
        agencies=len({row.agency for row in rows}),
    )


def _as_usual(target: str) -> str:
    """A target as it is counted: ≥ 95％ and ≥95百分比 are ≥95%, so that no slip becomes what is recommended."""
    return _PERCENT.sub("%", "".join(target.split()))


def _texts(rows: Sequence[Seen], texts: Iterable[str], everything: bool) -> Counted:
    """The texts of a column with how often, the most frequent first; only those that may be shown."""
    counts: Counter[str] = Counter()
    agencies: dict[str, set[int]] = defaultdict(set)
    opened = set()
    for row, text in zip(rows, texts, strict=True):
        counts[text] += 1
        agencies[text].add(row.agency)
        if row.is_open:
            opened.add(text)
    shown = (text for text in counts if text and (everything or text in opened or len(agencies[text]) >= COMMON))
    return sorted(((text, counts[text]) for text in shown), key=lambda pair: (-pair[1], pair[0]))
