"""Texts as the index of words has them: small Latin letters, and the pairs of neighbouring characters as numbers.

A pair is two units of UTF-16 in 32 bits, so two equal numbers are two equal pairs. No pair has white space: words
have none, and what stands on two lines is never found as one word.
"""

from __future__ import annotations

from array import array

_UNIT, _PAIR = 2, 4  # bytes


def folded(text: str) -> str:
    """Small letters for A to Z and nothing else, as SQLite compares; far quicker than str.translate."""
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def is_plain(word: str) -> bool:
    """Whether `folded` is all that is needed to compare a word: it has no letters but A to Z that come in two cases."""
    return all(sign.isascii() or sign.lower() == sign == sign.upper() for sign in word)


def grams(text: str) -> set[int]:
    """All pairs of a folded text, as signed numbers of 32 bits; a single character has none."""
    found: set[int] = set()
    for piece in text.split():
        data = piece.encode("utf-16-le", "surrogatepass")
        for start in (0, _UNIT):
            end = start + (len(data) - start) // _PAIR * _PAIR
            found.update(array("i", data[start:end]))
    return found
