"""What a writer is given: a table with the year that it is for, and what holds for the whole file.

The year is not part of a content (its form does not say it), so it stands beside it. Plain Python, no Django.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, NamedTuple

from indicators.content import TableContent


class Entry(NamedTuple):
    """One table to be written, and its year where that is known.

    `made_from` is the digest of what is stored, where the content is just that and the format can carry it.
    """

    year: int | None
    content: TableContent
    made_from: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds for a whole file. `numbered` counts its tables from 1, whatever number each had on its own form."""

    title: str = ""
    numbered: bool = False


# Takes the entries one by one and never holds them all, so that memory stays flat.
Writer = Callable[[Iterable[Entry], IO[bytes], Facts], None]
