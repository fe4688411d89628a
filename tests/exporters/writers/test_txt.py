"""The plain-text form is that of the published dumps, cell by cell."""

from pathlib import Path

import pytest

from importers.cells import SourceTable
from importers.readers import txt as reader
from tests.exporters.reading_back import read, written

SAMPLES = sorted((Path(__file__).parents[2] / "samples" / "txt").glob("*.txt"))


def _rows(data: bytes) -> list[tuple[str, ...]]:
    """The rows of all tables. A published 一级 may stand again below a page break: it is the name above."""
    rows: list[tuple[str, ...]] = []
    above = ""
    for block in reader.blocks(data, "表.txt"):
        for row in block.rows if isinstance(block, SourceTable) else ():
            first, *others = map(str.strip, row.texts)
            above = first or above
            rows.append((above if len(others) == 4 else first, *others))
    return rows


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_cell_of_a_published_dump_is_written_again(sample: Path) -> None:
    published = sample.read_bytes()
    assert _rows(written("txt", read("txt", published))) == [
        tuple(cell.replace("财政    资金", "财政资金") for cell in row) for row in _rows(published)
    ]
