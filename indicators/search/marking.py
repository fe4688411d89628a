"""The words of a search inside a text: where they stand, and of a long text what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Whether it is one of the words, and its text.
Part = tuple[bool, str]
Span = tuple[int, int]

SHORT = 120  # characters that are shown as they are
AROUND = 30  # characters that stay beside a word where a text is cut
LONGEST = 240  # characters of what is shown of a long text
GAP = "……"


def spans(text: str, words: Iterable[str]) -> list[Span]:
    """Where words stand, small letters as good as capital ones; what overlaps or touches is one."""
    found = sorted(
        (match.start(), match.start() + len(word))
        for word in words
        for match in re.finditer(f"(?={re.escape(word)})", text, re.IGNORECASE)
    )
    joined: list[Span] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def marked(text: str, words: Iterable[str]) -> list[Part]:
    """All of a text in parts."""
    return _parts(text, 0, len(text), spans(text, words))


def extract(text: str, words: Iterable[str]) -> list[Part]:
    """A text in parts; of a long one what stands around its first words."""
    flat = " ".join(text.split("\n"))
    found = spans(flat, words)
    if len(flat) <= SHORT:
        return _parts(flat, 0, len(flat), found)
    parts: list[Part] = []
    last = 0
    for start, end in _windows(found, len(flat)):
        parts += [(False, GAP)] if start > last else []
        parts += _parts(flat, start, end, found)
        last = end
    return parts + [(False, GAP)] * (last < len(flat))


def _windows(found: list[Span], length: int) -> list[Span]:
    """The pieces of a long text that are shown: around the words, as many as there is room for; else its beginning."""
    windows: list[Span] = []
    for start, end in found:
        begin, until = max(0, start - AROUND), min(length, end + AROUND)
        if windows and begin <= windows[-1][1]:
            windows[-1] = (windows[-1][0], until)
        elif sum(b - a for a, b in windows) < LONGEST - 2 * AROUND:
            windows.append((begin, until))
        else:
            break
    windows = windows or [(0, SHORT)]
    return [(start, min(end, start + LONGEST)) for start, end in windows]


def _parts(text: str, start: int, end: int, found: list[Span]) -> list[Part]:
    """What stands between two places, the words apart from the rest."""
    parts: list[Part] = []
    at = start
    for first, last in found:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        parts += [(False, text[at:first]), (True, text[first:last])]
        at = last
    return [part for part in [*parts, (False, text[at:end])] if part[1]]
