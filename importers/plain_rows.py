"""What nearly all rows of a grid are: its two levels first, then a text in each of three columns, and nothing else.

Such rows are read in a fraction of the time of others (Grid.read_plain). Plain Python, no Django.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from importers.header import Header, mapping


class Plain(NamedTuple):
    """Which cells of a row hold its texts, behind those of the two levels."""

    level3: int
    description: int
    target: int


_COLUMNS = {"level1", "level2", *Plain._fields}


@lru_cache(maxsize=4096)
def plain_of(header: Header, starts: tuple[int, ...], spans: tuple[int, ...], above: tuple[bool, ...]) -> Plain | None:
    """Where a row of this shape has its texts; None where it has more, or is merged with one above beside levels.

    Forms are alike, hence the cache.
    """
    placed = mapping(header, starts, spans)
    if placed is None or placed.rest or header.is_flat or placed.cells.keys() != _COLUMNS:
        return None
    places = Plain(*(placed.cells[key] for key in Plain._fields))
    levels = (placed.cells["level1"], placed.cells["level2"])
    return places if levels == (0, 1) and not any(above[place] for place in places) else None
