"""A form drawn as lines of text, for tests of one layout.

A cell stands between bars, `<` widens the cell on the left, `^` goes on with the cell above, `/` is a new line in a
cell. Lines without bars are paragraphs.
"""

from __future__ import annotations

from importers.labels import column_label, currency_unit, head_label, inline_label
from importers.reading import FileReading, read_document
from indicators.target import SIGNS
from tests.making import dump, naive, word, workbook
from tests.making.ledger import Ledger, folded
from tests.making.paper import Box, Grid, Line, Made, Paper, fill
from tests.making.wording import QUALITATIVE


def paper(drawing: str) -> Paper:
    """The paper that the lines draw."""
    blocks: Paper = []
    for line in filter(None, map(str.strip, drawing.split("\n"))):
        if not line.startswith("|"):
            blocks.append(Line(line))
            continue
        if not blocks or not isinstance(blocks[-1], Grid):
            blocks.append(Grid([]))
        grid = blocks[-1]
        assert isinstance(grid, Grid)
        grid.rows.append(_boxes(line.strip("|").split("|")))
    for block in blocks:
        if isinstance(block, Grid):
            width = block.width
            block.rows[:] = [fill(row, width) for row in block.rows]
            _merge_down(block)
    return blocks


def _boxes(cells: list[str]) -> list[Box]:
    row: list[Box] = []
    for cell in map(str.strip, cells):
        if cell == "<":
            row[-1] = Box(row[-1].text, row[-1].span + 1, row[-1].down)
        else:
            row.append(Box(down="covered") if cell == "^" else Box(cell.replace("/", "\n")))
    return row


def _merge_down(grid: Grid) -> None:
    """Mark the boxes that covered ones go on with."""
    for above, below in zip(grid.rows, grid.rows[1:], strict=False):
        covered, column = set(), 0
        for box in below:
            covered |= {column} if box.down == "covered" else set()
            column += box.span
        column = 0
        for at, box in enumerate(above):
            if column in covered and not box.down:
                above[at] = Box(box.text, box.span, "start")
            column += box.span


def read(drawing: str) -> list[FileReading]:
    """The drawing as a Word file and as a workbook, read, and nothing of either lost."""
    drawn = paper(drawing)
    document, book = word.docx(drawn), workbook.xlsx([Made(drawn, [])])
    readings = [read_document("表.docx", document), read_document("表.xlsx", book)]
    assert _lost(readings[0], naive.docx_cells(document)) == []
    assert _lost(readings[1], naive.xlsx_cells(book)) == []
    return readings


def _lost(reading: FileReading, cells: list[str]) -> list[str]:
    """The lines of cells that are in no field, no finding and no label, and are no number of a row or of a title."""
    missing = set(Ledger(reading).missing(cells))
    lines = [line for cell in cells if folded(cell) in missing for line in cell.split("\n")]
    known = (head_label, column_label, inline_label, lambda line: currency_unit(line)[0], _is_sign)
    return [line for line in Ledger(reading).missing(lines) if len(line) > 1 and not any(look(line) for look in known)]


def _is_sign(line: str) -> bool:
    """What a column of signs holds: ≥, or 定性 where the target is a text."""
    return line[0] in SIGNS or line == QUALITATIVE


def read_dump(drawing: str) -> FileReading:
    """The drawing as a plain-text dump, read."""
    return read_document("表.txt", dump.dump(paper(drawing)).encode())
