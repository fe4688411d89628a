"""A page of a list that is too long to count: what is on it, and whether there is another."""

from __future__ import annotations

from typing import Any, NamedTuple

PAGE_SIZE = 50
FURTHEST = 2_000  # pages: beyond that, a filter finds more than leafing does


class Slice(NamedTuple):
    """One page; `next` and `previous` are the numbers of the pages beside it, None at the ends."""

    rows: list[Any]
    number: int
    previous: int | None
    next: int | None


def number_of(text: str | None) -> int:
    """The page that is asked for; the first for nonsense."""
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1
    return min(max(number, 1), FURTHEST)


def slice_of(rows: Any, asked: str | None) -> Slice:
    """One page of something that can be sliced."""
    number = number_of(asked)
    start = (number - 1) * PAGE_SIZE
    return sliced(list(rows[start : start + PAGE_SIZE + 1]), number)


def sliced(found: list[Any], number: int) -> Slice:
    """The page with a number, of its rows and the one behind them, if there is one."""
    more = len(found) > PAGE_SIZE and number < FURTHEST
    return Slice(found[:PAGE_SIZE], number, number - 1 if number > 1 else None, number + 1 if more else None)
