"""Cells and rows of a Word table as strings of XML: making objects of them takes hundreds of times as long."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from exporters.writers.package import xml_text

COVERED = "<w:p/>"  # Word wants a paragraph in every cell


@lru_cache(maxsize=1024)
def properties(width: int, span: int = 1, merge: str = "", borders: str = "") -> str:
    """The beginning of a cell. `merge` is restart, continue or "". The order of the elements is the schema's."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    inner = f"{spanned}{merged}{borders}"
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{inner}<w:vAlign w:val="center"/></w:tcPr>'


def paragraph(text: str, style: str) -> str:
    """One paragraph of one line."""
    start = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
    return f'{start}<w:r><w:t xml:space="preserve">{xml_text(text)}</w:t></w:r></w:p>' if text else f"{start}</w:p>"


def cell(start: str, text: str, style: str) -> str:
    """A cell that begins with `start` (properties); each line of its text is a paragraph."""
    if "\n" in text:
        return f"{start}{''.join(paragraph(line, style) for line in text.split(chr(10)))}</w:tc>"
    return f"{start}{paragraph(text, style)}</w:tc>"


def covered(start: str) -> str:
    """A cell that the merge of one above covers."""
    return f"{start}{COVERED}</w:tc>"


def row(cells: Iterable[str], whole: bool = True, header: bool = False) -> str:
    """A row: not broken over pages where `whole`, repeated on each page where `header`."""
    kept = "<w:cantSplit/>" if whole else ""
    repeated = "<w:tblHeader/>" if header else ""
    return f'<w:tr><w:trPr>{kept}<w:trHeight w:val="440"/>{repeated}</w:trPr>{"".join(cells)}</w:tr>'


def table(columns: Iterable[int], rows: Iterable[str]) -> str:
    """A table of fixed columns, in twips."""
    widths = tuple(columns)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Form"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )
