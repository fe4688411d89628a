"""What changed inside one text, for reading: the parts that stayed, went and came, in their order.

Numbers and Latin words are one token each, everything else is compared character by character, as Chinese has no
spaces. The parts that stayed and went make up the text before, those that stayed and came the text after.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal

Piece = tuple[Literal["same", "removed", "added"], str]
Part = tuple[bool, str, str]  # whether it stayed, the text before, the text after

_TOKENS = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|.", re.DOTALL)
_SENTENCES = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")
# Comparing takes time by the product of both lengths: beyond this, whole sentences are compared.
_MOST_PAIRS = 1_000_000
_LEAST_KEPT = 0.3  # texts that share less are told as two texts: crumbs of one in the other read worse
_LONG, _AROUND = 60, 24  # characters of text that stayed: from how many it is cut, how many stay beside a change
_CRUMB = 2  # characters; so little between two changes is read with them


def pieces(before: str, after: str) -> list[Piece]:
    """The parts of both texts: same, removed, added; what was removed stands before what was added in its place."""
    if before == after:
        return [("same", before)] if before else []
    parts = _swallow_crumbs(_parts(before, after))
    kept = sum(_length(old) for stays, old, _ in parts if stays)
    if kept < _LEAST_KEPT * min(_length(before), _length(after)):
        parts = [(False, before, after)]
    return [piece for part in parts for piece in _pieces_of(part)]


def excerpt(found: list[Piece]) -> list[Piece]:
    """The same pieces, of long text that stayed only what stands beside a change; as they are where there is none."""
    last = len(found) - 1
    return [
        (kind, _cut(text, number > 0, number < last)) if kind == "same" and len(text) > _LONG else (kind, text)
        for number, (kind, text) in enumerate(found)
    ]


def _cut(text: str, after_change: bool, before_change: bool) -> str:
    head = text[:_AROUND] if after_change else ""
    tail = text[-_AROUND:] if before_change else ""
    return f"{head}……{tail}"


def _length(text: str) -> int:
    """In tokens: a long number is no more than a character."""
    return len(_TOKENS.findall(text))


def _pieces_of(part: Part) -> list[Piece]:
    stays, old, new = part
    if stays:
        return [("same", old)]
    both: list[Piece] = [("removed", old), ("added", new)]
    return [piece for piece in both if piece[1]]


def _parts(before: str, after: str) -> list[Part]:
    """The texts cut into what stays and what does not, by characters where that is quick, else by sentences."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle = old[start : len(old) - end], new[start : len(new) - end]
    if len(middle[0]) * len(middle[1]) > _MOST_PAIRS:
        middle = (_SENTENCES.findall("".join(middle[0])), _SENTENCES.findall("".join(middle[1])))
    head, tail = "".join(old[:start]), "".join(old[len(old) - end :])
    parts = [(True, head, head), *_compared(*middle), (True, tail, tail)]
    return [part for part in parts if part[1] or part[2]]


def _common(one: list[str], other: list[str]) -> int:
    """How many tokens both begin with."""
    count = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        count += 1
    return count


def _compared(old: list[str], new: list[str]) -> list[Part]:
    if len(old) * len(new) > _MOST_PAIRS:
        return [(False, "".join(old), "".join(new))]
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(tag == "equal", "".join(old[i:j]), "".join(new[k:m])) for tag, i, j, k, m in steps]


def _swallow_crumbs(parts: list[Part]) -> list[Part]:
    """One change instead of several that only a character or two keep apart."""
    merged: list[Part] = []
    for number, (stays, old, new) in enumerate(parts):
        inside = 0 < number < len(parts) - 1
        change = not stays or (inside and len(old) <= _CRUMB and _is_crumb(parts, number))
        if change and merged and not merged[-1][0]:
            _, old_before, new_before = merged.pop()
            merged.append((False, old_before + old, new_before + new))
        else:
            merged.append((not change, old, new))
    return merged


def _is_crumb(parts: list[Part], number: int) -> bool:
    """Whether both neighbours changed more than what stays between them."""
    length = len(parts[number][1])
    return all(max(len(old), len(new)) > length for _, old, new in (parts[number - 1], parts[number + 1]))
