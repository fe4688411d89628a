"""The words that somebody asks for: what can be looked for of what was typed, and what was left out of it."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from indicators.search.grams import folded

LONGEST = 100  # characters of all words together
MOST = 8  # words


class Asked(NamedTuple):
    """Different words, all of which a table must have; `cut` says that more was typed than is looked for."""

    words: list[str]
    cut: bool

    @property
    def text(self) -> str:
        """The words as they are asked for again."""
        return " ".join(self.words)


def asked_for(typed: str) -> Asked:
    """The words in any text: control characters, which no table has, are gaps."""
    gaps = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in typed)
    text = " ".join(gaps.split())
    different = list({folded(word): word for word in text[:LONGEST].split()}.values())
    return Asked(different[:MOST], len(text) > LONGEST or len(different) > MOST)
