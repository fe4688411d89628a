"""The marked text of a Word document (docx_text.py) → paragraphs, tables, and findings of what text can't show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from importers.cells import Block, Blocks, Cell, Paragraph, Row, SourceTable
from importers.readers.docx_text import CELL, CHUNK, HEAD, JOINED, PICTURE, ROW, SYMBOL, TABLE, TABLE_END
from indicators.findings import Finding, Place
from indicators.text import normal_text

MAX_SPAN = 1000
# A last paragraph has no next one to go on in, whatever its mark says: a mark of the layout or the end follows it.
_JOINED_PARAGRAPH = re.compile(f"{JOINED}([^\n{CELL}{ROW}{TABLE}{TABLE_END}]*)\n")
# Columns, spans and covered cells of a row.
Layout = tuple[tuple[int, ...], tuple[int, ...], tuple[bool, ...]]
_OWN_MARKS = re.compile(f"{ROW}[0-9]*|{CELL}(?:[^{CELL}{HEAD}]*{HEAD})*")
_IN_CELLS = (
    (PICTURE, "picture-in-cell", "有图片，图片里的文字读不到，请改成文字"),
    (SYMBOL, "unknown-symbol", "有特殊字体的符号（显示为\ufffd），请核对并改成普通字符"),
)


def cut(text: str, name: str, numbers: Iterator[int]) -> Blocks:
    """Cut marked text into blocks; `numbers` counts the tables of the document on."""
    if CHUNK in text:
        message = f"文件“{name}”嵌入了另一个文档，其中的内容没有读取，请把它的内容直接粘贴进来。"
        yield Finding("embedded-document", "warn", message, Place(name))
    if JOINED in text:  # a tracked deletion of the end of a paragraph
        text = _JOINED_PARAGRAPH.sub(r"\1", text).replace(JOINED, "")
    for is_table, part in _parts(text):
        if is_table:
            table = _table(part, next(numbers))
            yield table
            yield from _marks(table, part, name)
        else:
            yield from _paragraphs(part)


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """The text between tables, and the inside of each, with the tables in its cells still in it."""
    before, *pieces = text.split(TABLE)
    yield False, before
    held = ""
    for piece in pieces:
        held = f"{held}{TABLE}{piece}" if held else piece
        if held.count(TABLE_END) > held.count(TABLE):  # else a table inside a cell has begun
            inside, _, after = held.rpartition(TABLE_END)
            yield True, inside
            yield False, after
            held = ""


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for line in text.split("\n"):
        normal = normal_text(line)
        if normal:
            yield Paragraph(normal)


def _table(inside: str, number: int) -> SourceTable:
    """One table from the text between its marks; tables in its cells become lines of the cell, and `nested`."""
    nested: list[Block] = []
    if TABLE in inside:
        flat = []
        for is_table, part in _parts(inside):
            if is_table:
                table = _table(part, number)
                nested.append(table)
                flat += [f"{text}\n" for row in table.rows for text in row.texts if text]
            else:
                nested += _paragraphs(_OWN_MARKS.sub("\n", part))
                flat.append(part)
        inside = "".join(flat)
    rows = tuple([_row(row, order) for order, row in enumerate(inside.split(ROW)[1:], 1)])
    return SourceTable(number, rows, nested=tuple(nested))


def _row(text: str, number: int) -> Row:
    """One row; what is done to each cell is done in C, since there are millions of them."""
    before, *cells = text.split(CELL)
    raw: tuple[str, ...] = tuple(map(str.rstrip, cells))  # the end of its last paragraph is no line of a cell
    heads = _no_heads(len(raw))
    if HEAD in text and raw:  # a damaged row may have merges and no cell
        heads, _, raw = zip(*[cell.rpartition(HEAD) for cell in raw], strict=True)
    texts = raw if "".join(raw).isprintable() else tuple(map(normal_text, raw))
    layout = _layout(before, heads)
    if layout is None:
        return _odd_row(number, before, list(zip(heads, texts, strict=True)))
    return Row(number, texts, *layout)


@lru_cache(maxsize=256)
def _no_heads(count: int) -> tuple[str, ...]:
    return ("",) * count


@lru_cache(maxsize=4096)
def _layout(before: str, heads: tuple[str, ...]) -> Layout | None:
    """The layout of a row from its merge marks, None for an odd row; rows are alike, hence the cache."""
    if any("h" in head or "x" in head for head in heads):
        return None
    column = _count(before, 0)
    columns = []
    spans = tuple(_count(head.replace("v", "").strip(HEAD), 1) for head in heads)
    for span in spans:
        columns.append(column)
        column += span
    return tuple(columns), spans, tuple("v" in head for head in heads)


def _count(text: str, default: int) -> int:
    """A number of grid columns; what is no sensible number counts as the default."""
    return min(int(text), MAX_SPAN) if text.isdecimal() and len(text) < 6 and int(text) else default


def _odd_row(number: int, before: str, cells: list[tuple[str, str]]) -> Row:
    """A row with cells that are deleted, or merged sideways in the old way: those belong to the cell before them."""
    layout = _layout(before, tuple(head.replace("h", "").replace("x", "") for head, _ in cells))
    assert layout is not None  # without those marks
    columns, spans, above = layout
    held: list[Cell] = []
    for order, (head, text) in enumerate(cells):
        if "h" in head and held:
            last = held[-1]
            held[-1] = last._replace(span=last.span + spans[order], text=normal_text(f"{last.text}\n{text}"))
        elif "x" not in head:
            held.append(Cell(text, columns[order], spans[order], order + 1, above[order]))
    return Row.of(number, held)


def _marks(table: SourceTable, inside: str, name: str) -> Iterator[Finding]:
    """What the text of a table can't show: pictures and signs of unknown symbol fonts."""
    for mark, code, words in _IN_CELLS:
        if mark in inside:
            for order, row in enumerate(inside.split(ROW)[1:], 1):
                if mark in row:
                    place = Place(name, table.number, order)
                    yield Finding(code, "warn", f"{place}{words}。", place)
