"""The marks that officers of bench/officers.py leave in a table: a counter and tokens, so that a lost update shows."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

_MARK = re.compile(r"〔(\d+)次 (\w+)〕")


class Mark(NamedTuple):
    """How many saves the text has seen, and the token of the last."""

    number: int
    token: str


def mark_of(text: str | None) -> Mark:
    """The mark in a text; of one that nobody has marked: 0 and no token."""
    found = _MARK.search(text or "")
    return Mark(int(found[1]), found[2]) if found else Mark(0, "")


def marked(content: dict[str, Any], row: int, token: str) -> tuple[dict[str, Any], int]:
    """A content with the goal's counter raised and the token there and in a row; and the new number."""
    number = mark_of(content["goal"]).number + 1
    rows = list(content["indicators"])
    place = row % len(rows)
    rows[place] = rows[place] | {"description": _with(rows[place]["description"], number, token)}
    return content | {"goal": _with(content["goal"], number, token), "indicators": rows}, number


def _with(text: str | None, number: int, token: str) -> str:
    return f"{_MARK.sub('', text or '')}〔{number}次 {token}〕"
