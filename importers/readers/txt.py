"""Plain-text dumps of Word documents → blocks (DESIGN 4).

A leading TAB starts a cell; a line without one continues it, or is a paragraph; a blank line does not end a row, and
[bookmark: …] and [image: …] may stand anywhere. Since such a dump has no row ends, the header row tells how many cells
an indicator row has. Plain Python, no Django.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from importers.cells import BESIDE, Blocks, Cell, Paragraph, Row, SourceTable, Unreadable
from importers.labels import STARTS, column_label, currency_unit, head_label, inline_label, names_level
from importers.titles import is_title
from indicators.findings import Finding, Place
from indicators.text import normal_text

_MARKER = re.compile(r"\[(?P<kind>bookmark|image): ?[^\]\n]*\]")


class Piece(NamedTuple):
    """A cell of the dump, and whether a blank line stood before it."""

    text: str
    after_blank: bool


def blocks(data: bytes, name: str) -> Blocks:
    """The paragraphs and tables of a dump; raises Unreadable where it is no text."""
    number = 0
    for run in _runs(_decode(data, name)):
        if isinstance(run, str):
            yield Paragraph(run)
            continue
        number += 1
        rows, odd = _rows(run)
        table = SourceTable(number, tuple(rows))
        yield table
        for row, expected in odd:
            yield _odd_row(table, row, expected, name)


def _decode(data: bytes, name: str) -> str:
    """UTF-8, else GB18030, which also reads GBK and GB2312."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    expected = "UTF-8 或 GB18030（GBK）编码的文本"
    message = f"文件“{name}”不是文本文件，或者编码认不出来，应为{expected}，请在记事本中另存为 UTF-8 后再导入。"
    raise Unreadable(Finding("unknown-encoding", "block", message, Place(name), expected=expected))


def _runs(text: str) -> Iterator[str | list[Piece]]:
    """Paragraphs, and between them runs of cells, each the content of one or more tables that follow each other."""
    cells: list[Piece] = []
    after_blank, inside = True, 0
    lines = text.split("\n")
    for at, line in enumerate(lines):
        plain = _MARKER.sub("", line)
        if after_blank and cells and at >= inside and plain.strip() and not _starts_cell(plain):
            inside = _inside_until(lines, at)
        if _starts_cell(plain):
            cells.append(Piece(plain.lstrip(" \u3000")[1:], after_blank))
            after_blank = False
        elif not plain.strip():
            after_blank = True
        elif not cells or _is_paragraph(line, plain) or (after_blank and at >= inside):
            if cells:
                yield cells
                cells = []
            yield normal_text(plain).strip()
        else:
            cells[-1] = Piece(f"{cells[-1].text}\n{plain}", cells[-1].after_blank)
            after_blank = False
    if cells:
        yield cells


def _starts_cell(plain: str) -> bool:
    return plain.lstrip(" \u3000").startswith("\t")


def _inside_until(lines: list[str], at: int) -> int:
    """The next line with a cell, if the text that stands behind a blank line here goes on with the cell before it.

    0 where it is prose below the table: at the end of the file, and where the next form begins behind it.
    """
    for after in range(at + 1, len(lines)):
        plain = _MARKER.sub("", lines[after])
        text = plain.strip()
        if _starts_cell(plain):
            label = head_label(text)
            begins = (label and label.field in STARTS) or is_title(text) or _names_unit(lines[after : after + 2])
            return 0 if begins else after
        if text and _is_paragraph(lines[after], plain):
            return 0
    return 0


def _names_unit(lines: list[str]) -> bool:
    """Whether 单位：元 stands here, or beside the agency that stands here."""
    return any(currency_unit(line.strip())[0] for line in lines)


def _is_paragraph(line: str, plain: str) -> bool:
    """Whether a line without a TAB stands outside of the table before it."""
    return "[bookmark:" in line or is_title(plain.strip()) or bool(currency_unit(plain.strip())[0])


def _rows(pieces: list[Piece]) -> tuple[list[Row], list[tuple[Row, int]]]:
    """Cells → rows, and the rows whose number of cells is not that of their grid, with that number."""
    rows: list[Row] = []
    odd: list[tuple[Row, int]] = []
    at = width = 0
    while at < len(pieces):
        header = _header_width(pieces, at)
        if header:
            end, width = at + header, header
        elif width and not _leaves_grid(pieces, at) and not _is_odd_start(pieces, at, width):
            end = _grid_row_end(pieces, at, width)
        else:
            end, width = _head_row_end(pieces, at), 0
        is_odd = bool(width) and end - at != width
        rows.append(_row(len(rows) + 1, pieces[at:end], BESIDE if is_odd else 0))
        if is_odd:
            odd.append((rows[-1], width))
        at = end
    return rows, odd


def _row(number: int, pieces: list[Piece], first: int) -> Row:
    cells = enumerate(pieces)
    return Row.of(number, [Cell(normal_text(piece.text), first + order, 1, order + 1) for order, piece in cells])


def _header_width(pieces: list[Piece], at: int) -> int:
    """How many labels of columns stand here side by side, if they are the header of a grid; else 0."""
    keys: list[str] = []
    for piece in pieces[at : at + 30]:
        label = column_label(normal_text(piece.text))
        if not label or (keys and piece.after_blank and (label.field == keys[0] or keys == ["group"])):
            break
        keys.append(label.field)
    named = {"level1", "level2", "level3"} & set(keys)
    is_header = len(keys) >= 3 and len(named) >= 2 and bool({"level3", "target"} & set(keys))
    return len(keys) + _unknown_columns(pieces, at + len(keys)) if is_header else 0


def _unknown_columns(pieces: list[Piece], at: int) -> int:
    """How many cells stand between the known labels of a header and the blank line behind it; 0 without such a line."""
    for end in range(at, min(at + 5, len(pieces))):
        if pieces[end].after_blank:
            return end - at
        if names_level(normal_text(pieces[end].text)) and not column_label(normal_text(pieces[end].text)):
            break
    return 0


def _leaves_grid(pieces: list[Piece], at: int) -> bool:
    """Whether a label of the head block, or an agency beside its unit of money, begins a new row here."""
    text = normal_text(pieces[at].text)
    if not text or names_level(text):
        return False
    beside = normal_text(pieces[at + 1].text) if at + 1 < len(pieces) else ""
    if head_label(text) or inline_label(text) or is_title(text):
        return True
    return bool(currency_unit(text)[0] or currency_unit(beside)[0])


def _is_odd_start(pieces: list[Piece], at: int, width: int) -> bool:
    """Whether words of nowhere stand in a row of their own, behind a blank line and before another."""
    text = normal_text(pieces[at].text)
    is_parted = pieces[at].after_blank and any(piece.after_blank for piece in pieces[at + 1 : at + width])
    return is_parted and bool(text) and not names_level(text)


def _grid_row_end(pieces: list[Piece], at: int, width: int) -> int:
    """The end of the grid row that begins here: after `width` cells, where that leads to the start of a row."""
    if _is_heading(pieces, at, width):
        return at + 1
    end = at + width
    if end == len(pieces) or (end < len(pieces) and (pieces[end].after_blank or _may_begin(pieces, end))):
        return end  # a blank line where the row is full is as good as a known name: some forms have levels of their own
    starts = range(at + 1, len(pieces))
    return next((start for start in starts if pieces[start].after_blank and _may_begin(pieces, start)), len(pieces))


def _is_heading(pieces: list[Piece], at: int, width: int) -> bool:
    """Whether a cell stands alone between blank lines, above a full row: a level that has a row of its own."""
    alone = pieces[at].after_blank and at + 1 < len(pieces) and pieces[at + 1].after_blank
    return alone and bool(normal_text(pieces[at].text)) and _cells_in_line(pieces, at + 1) == width


def _may_begin(pieces: list[Piece], at: int) -> bool:
    """Whether a row may begin here: with names of levels or blanks in their place, a header, or the head of a form."""
    if _header_width(pieces, at) or _leaves_grid(pieces, at):
        return True
    levels = [normal_text(piece.text) for piece in pieces[at : at + 2]]
    named = [text for text in levels if text]
    return all(map(names_level, named)) if named else pieces[at].after_blank


def _head_row_end(pieces: list[Piece], at: int) -> int:
    """The end of the head row that begins here: a blank line before a label or a blank cell, or a grid's header."""
    for end in range(at + 1, len(pieces)):
        if _header_width(pieces, end):
            return end
        text = normal_text(pieces[end].text)
        if pieces[end].after_blank and (
            not text or head_label(text) or _is_goal(pieces[end - 2 : end]) or _are_values(pieces, at, end)
        ):
            return end
    return len(pieces)


def _are_values(pieces: list[Piece], at: int, end: int) -> bool:
    """Whether the cells from `at` to `end` are labels only, and a row of as many values stands below them."""
    labels = [head_label(normal_text(piece.text)) for piece in pieces[at:end]]
    return len(labels) > 1 and all(labels) and _cells_in_line(pieces, end) == len(labels)


def _cells_in_line(pieces: list[Piece], at: int) -> int:
    """How many cells stand from here to the next blank line."""
    return next((end for end in range(at + 1, len(pieces)) if pieces[end].after_blank), len(pieces)) - at


def _is_goal(pieces: list[Piece]) -> bool:
    """Whether a goal stands here with its label: what follows a blank line is no more of it."""
    texts = [normal_text(piece.text) for piece in pieces]
    label = head_label(texts[0]) if len(texts) == 2 and texts[1] and not head_label(texts[1]) else None
    return label is not None and label.field == "goal"


def _odd_row(table: SourceTable, row: Row, expected: int, name: str) -> Finding:
    place = table.place(name, row)
    count = len(row.texts)
    message = f"{place}有{count}格，表头有{expected}格，对不上，这一行没有读取，请核对原文档。"
    return Finding("row-cells", "warn", message, place, found=f"{count}格", expected=f"{expected}格")
