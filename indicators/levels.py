"""Levels of indicators as addresses and statistics name them, over all frameworks: what is called alike is one level.

A key is 产出 (the whole 一级), 产出|数量 (a 二级), 产出| (of that 一级 without a 二级) or - (in no framework). A
framework has one node at most in a level of the second kind, or else the name of the node is added.
"""

from __future__ import annotations

from typing import NamedTuple

from indicators.matching import level_name, second_name
from indicators.models import Category

NOWHERE = "-"
NOWHERE_WORDS = "未归入指标体系"


class Level(NamedTuple):
    """A level by its key, its words, the nodes that it means (None: rows without one), and its place among others."""

    key: str
    words: str
    nodes: frozenset[int | None]
    place: tuple[int, int]

    @property
    def first(self) -> str:
        """The key of its 一级."""
        return self.key.partition("|")[0]


def levels() -> dict[str, Level]:
    """All levels by key in the order of the frameworks; one query."""
    found: dict[str, Level] = {}
    taken: set[tuple[int, str]] = set()
    nodes = Category.objects.select_related("parent", "framework").order_by("framework__position", "level", "position")
    for node in nodes:
        head = node.parent or node
        first = level_name(head.name)
        _add(found, Level(first, head.name, frozenset({node.pk}), (_place_of(found, first), 0)))
        second = second_name(node.name) if node.parent else ""
        key = f"{first}|{second}"
        if (node.framework_id, key) in taken:
            key = f"{key}|{node.name}"  # a table has indicators at one node of a level, so that its tables add up
        taken.add((node.framework_id, key))
        words = f"{head.name} / {node.name}" if node.parent else f"{head.name} / 未分二级"
        _add(found, Level(key, words, frozenset({node.pk}), (_place_of(found, first), len(found))))
    _add(found, Level(NOWHERE, NOWHERE_WORDS, frozenset({None}), (len(found) + 1, 0)))
    return dict(sorted(found.items(), key=lambda pair: pair[1].place))


def _add(found: dict[str, Level], level: Level) -> None:
    """A level that another framework has too is the same: the first one names it."""
    known = found.get(level.key)
    found[level.key] = known._replace(nodes=known.nodes | level.nodes) if known else level


def _place_of(found: dict[str, Level], first: str) -> int:
    known = found.get(first)
    return known.place[0] if known else len(found)
