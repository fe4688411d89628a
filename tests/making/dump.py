"""Paper → the plain-text dump of a Word document: a TAB starts a cell, a line without one continues it."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from random import Random

from tests.making.paper import Box, Grid, Line, Paper

Encoding = Callable[[str], bytes]
ENCODINGS: dict[str, Encoding] = {
    "utf-8": str.encode,
    "utf-8-bom": lambda text: codecs.BOM_UTF8 + text.encode(),
    "gb18030": lambda text: text.encode("gb18030"),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "gb18030-crlf": lambda text: text.replace("\n", "\r\n").encode("gb18030"),
}


def dump(paper: Paper, random: Random | None = None) -> str:
    """The paper as such a dump; with `random`, with the untidiness that real ones have."""
    lines: list[str] = []
    number = 0
    for block in paper:
        if isinstance(block, Grid):
            for row in block.rows:
                lines += _row(row, random)
            lines += ["", "", " "]
        else:
            number += block.heading
            lines.append(_line(block, number))
    return "\n".join(lines) + "\n"


def _line(line: Line, number: int) -> str:
    mark = f"[bookmark: _Toc_4_4_{number:010}]" if line.heading else ""
    return mark + line.text


def _row(row: list[Box], random: Random | None) -> list[str]:
    lines: list[str] = []
    for box in row:
        lines += _cell(box.text, random)
        if random and random.random() < 0.05:
            lines.append("")
    return [*lines, ""]


def _cell(text: str, random: Random | None) -> list[str]:
    first, *more = text.split("\n")
    lines = ["\t" + first, *more]
    if not random:
        return lines
    chance = random.random()
    if chance < 0.05:
        lines[-1] += "\t\t"
    elif chance < 0.1:
        lines[0] = "\t[bookmark: OLE_LINK1]" + lines[0][1:]
    elif chance < 0.13:
        lines[-1] += "[image: image1.png]"
    return lines
