"""Dialects of the text itself: characters that Word keeps as elements, line ends, white space of the XML."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from lxml import etree

from tests.making.markup import E, make_run, name, run_text, text_runs

_SYMBOLS = {"≥": "F0B3", "≤": "F0A3"}


def _exchange(root: etree._Element, pattern: str, element: Callable[[str], etree._Element]) -> None:
    """Put an element in place of each match, in a run of its own."""
    for run in text_runs(root):
        parts = re.split(f"({pattern})", run_text(run))
        for number, part in enumerate(parts):
            if part:
                run.addprevious(E("r", element(part)) if number % 2 else make_run(part))
        run.getparent().remove(run)


def symbols(root: etree._Element, random: Random) -> None:
    """≥ and ≤ from Word's Insert Symbol: a place in the Symbol font."""
    _exchange(root, "[≥≤]", lambda found: E("sym", {name("font"): "Symbol", name("char"): _SYMBOLS[found]}))


def tabs(root: etree._Element, random: Random) -> None:
    """A blank that was typed as a tab: text is without tabs in its normal form."""
    _exchange(root, "(?<=[^ ]) (?=[^ ])", lambda found: E("tab"))


def hyphens(root: etree._Element, random: Random) -> None:
    """A hyphen that doesn't break."""
    _exchange(root, "-", lambda found: E("noBreakHyphen"))


def _join_paragraphs(root: etree._Element, random: Random, tag: str) -> None:
    for cell in root.iter(name("tc")):
        first, *others = cell.findall(name("p"))
        if others and random.random() < 0.5:
            for paragraph in others:
                first.append(E("r", E(tag)))
                first.extend(list(paragraph))
                cell.remove(paragraph)


def soft_breaks(root: etree._Element, random: Random) -> None:
    """Lines in one paragraph, parted by Shift+Enter."""
    _join_paragraphs(root, random, "br")


def carriage_returns(root: etree._Element, random: Random) -> None:
    """Lines in one paragraph, parted by w:cr."""
    _join_paragraphs(root, random, "cr")


def comments_in_text(root: etree._Element, random: Random) -> None:
    """XML comments and processing instructions, inside the text too."""
    for words in root.iter(name("t")):
        if words.text and len(words.text) > 1 and random.random() < 0.2:
            cut = random.randint(1, len(words.text) - 1)
            note = random.choice([etree.Comment("批注"), etree.ProcessingInstruction("wps", "x")])
            note.tail, words.text = words.text[cut:], words.text[:cut]
            words.append(note)
    for row in list(root.iter(name("tr"))):
        if random.random() < 0.2:
            row.addprevious(etree.Comment("行"))


def pretty_print(root: etree._Element, random: Random) -> None:
    """White space between elements, as converters write it; text elements stay as they are."""
    etree.indent(root)
