"""How much room a text takes in a cell: good enough for row heights and page numbers, and no font is needed.

A Chinese character is one em wide, a Latin one half an em. Plain Python, no Django.
"""

from __future__ import annotations

from math import ceil


def ems(line: str) -> float:
    """The width of one line: its bytes in UTF-8 tell 1, ½ and the little more of an emoji, in C."""
    return (len(line.encode("utf-8", "replace")) + len(line)) / 4


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell `width` ems wide; a blank cell has one."""
    if len(text) <= width and "\n" not in text:
        return 1
    whole = int(width)  # half a character more does not fit
    return sum(1 if (wide := ems(line)) <= width else ceil(wide / whole) for line in text.split("\n"))
