"""The plain-text dump of the published documents: a TAB starts a cell, a line without one continues it.

A blank line ends a row, a bookmark marks a title; 一级 stands where it begins, 二级 in every row, as published. Such a
dump knows no escape: a line inside a cell that looks like a title or a mark of its own is read as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from exporters import form
from exporters.entry import Entry, Facts
from indicators.content import TableContent
from indicators.layout import grid

_BETWEEN = "\n\n \n"  # what the blank paragraph between the two tables of a form leaves


def write(entries: Iterable[Entry], target: IO[bytes], facts: Facts) -> None:
    """The tables one after the other, in UTF-8."""
    for position, entry in enumerate(entries, 1):
        number = position if facts.numbered else None
        lines = [f"[bookmark: _Toc_4_4_{position:010}]{form.title(entry, number)}\n"]
        lines += map(_row, _head(entry.content))
        lines.append(_BETWEEN)
        lines += map(_row, _grid(entry.content))
        target.write("".join(lines).encode())


def _row(cells: Iterable[str]) -> str:
    """One row; the lines of a cell are the cell's paragraphs."""
    return "".join(f"\t{cell}\n" for cell in cells) + "\n"


def _head(content: TableContent) -> Iterator[tuple[str, ...]]:
    yield (*form.agency(content), form.unit_line(content))
    yield form.PROJECT, content.project_name
    amounts = zip(form.AMOUNTS, form.amounts(content), strict=True)
    yield (form.FUNDS, *(text for label, amount in amounts for text in (label, form.amount_text(amount) or " ")))
    yield "", content.purpose
    yield form.GOAL, content.goal


def _grid(content: TableContent) -> Iterator[tuple[str, ...]]:
    weights = form.has_weights(content)
    yield form.columns(weights)
    for laid in grid(content.indicators):
        row = laid.row
        yield (row.level1 if laid.level1_span else "", row.level2, *form.values(row, weights))
