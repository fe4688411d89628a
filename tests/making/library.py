"""Paper → .docx through python-docx: what a script of some other office produces."""

from __future__ import annotations

import io

import docx as python_docx

from tests.making.packing import repacked
from tests.making.paper import Grid, Paper


def docx(paper: Paper) -> bytes:
    """The paper as python-docx writes it, merges made by its own `merge`."""
    document = python_docx.Document()
    for block in paper:
        if isinstance(block, Grid):
            _table(document, block)
        elif block.heading:
            document.add_heading(block.text, 2)
        else:
            document.add_paragraph(block.text)
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue())


def _table(document: python_docx.document.Document, grid: Grid) -> None:
    table = document.add_table(len(grid.rows), grid.width)
    for top, left, bottom, right, text in rectangles(grid):
        cell = table.cell(top, left)
        if (top, left) != (bottom, right):
            cell = cell.merge(table.cell(bottom, right))
        cell.text = text


def rectangles(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    """Each cell as top, left, bottom, right (from 0, inclusive) and text; merges over rows are one."""
    open_at: dict[int, int] = {}
    areas: list[list[int]] = []
    words: list[str] = []
    for top, row in enumerate(grid.rows):
        left = 0
        for box in row:
            if box.down == "covered":
                areas[open_at[left]][2] = top
            else:
                open_at[left] = len(areas)
                areas.append([top, left, top, left + box.span - 1])
                words.append(box.text)
            left += box.span
    return [(*area, text) for area, text in zip(areas, words, strict=True)]  # type: ignore[misc]
