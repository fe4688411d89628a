"""Every non-blank cell of a source ends in a field, in a known label or in a finding: counted, cell by cell."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.reading import read_document
from indicators.content import TableContent
from tests.making import dump, forms, naive, shapes, word, workbook
from tests.making.comparing import contents_of
from tests.making.contents import contents
from tests.making.forms import Form
from tests.making.ledger import Ledger, folded, told
from tests.making.paper import Box, Grid, Made, fill

SAMPLES = Path(__file__).parents[1] / "samples"
NOTES = ("请于本月底前报送", "王五")
READ_CELLS = {".docx": naive.docx_cells, ".txt": naive.txt_cells, ".xlsx": naive.xlsx_cells}


@pytest.mark.parametrize("path", [*SAMPLES.glob("docx/*.docx"), *SAMPLES.glob("txt/*.txt")], ids=lambda path: path.name)
def test_samples(path: Path) -> None:
    data = path.read_bytes()
    cells = READ_CELLS[path.suffix](data)
    assert len(cells) > 100
    assert Ledger(read_document(path.name, data)).missing(cells) == []


def _noted(form: Form, where: set[str]) -> Form:
    return dataclasses.replace(form, **dict.fromkeys(where, NOTES))  # type: ignore[arg-type]


@given(contents(), shapes.forms, st.sets(st.sampled_from(["trailing", "unknown_head"])))
def test_rows_that_have_no_field(content: TableContent, form: Form, where: set[str]) -> None:
    """Notes below and unknown labels above: the content is as without them, and they are told."""
    made = forms.make(content, _noted(form, where))
    for name, data in (("表.docx", word.docx(made.paper)), ("表.xlsx", workbook.xlsx([made]))):
        reading = read_document(name, data)
        assert contents_of(reading, made.expected) == made.expected
        assert {folded(text) for text in made.untold} <= set(told(reading))


def _with_junk(made: Made, random: Random) -> list[str]:
    """Put texts of nowhere into blank cells and into rows of their own; gives the texts."""
    junk: list[str] = []
    for grid in made.paper:
        if isinstance(grid, Grid):
            for row in grid.rows:
                for number, box in enumerate(row):
                    if not box.text.strip() and box.down != "covered" and random.random() < 0.3:
                        junk.append(f"杂项{len(junk)}号")
                        row[number] = dataclasses.replace(box, text=junk[-1], value=None)
            junk.append(f"杂项{len(junk)}号")
            # Not through the middle of a merge over rows.
            places = [at for at, row in enumerate(grid.rows) if all(box.down != "covered" for box in row)]
            grid.rows.insert(random.choice(places), fill([Box(junk[-1])], grid.width))
    return junk


@given(contents(), shapes.forms, st.integers(0, 10**6))
def test_junk_anywhere(content: TableContent, form: Form, seed: int) -> None:
    """A text in a blank cell or in a strange row may be taken for a field or told, but never vanishes."""
    made = forms.make(content, form)
    _with_junk(made, Random(seed))
    document, book = word.docx(made.paper), workbook.xlsx([made])
    assert Ledger(read_document("表.docx", document)).missing(naive.docx_cells(document)) == []
    assert Ledger(read_document("表.xlsx", book)).missing(naive.xlsx_cells(book)) == []


@given(contents(), shapes.dumped_forms, st.integers(0, 10**6))
def test_junk_in_a_dump(content: TableContent, form: Form, seed: int) -> None:
    made = forms.make(content, form)
    _with_junk(made, Random(seed))
    data = dump.dump(made.paper).encode()
    assert Ledger(read_document("表.txt", data)).missing(naive.txt_cells(data)) == []


@given(st.lists(st.lists(st.text("甲乙丙丁0189：元。", max_size=6), min_size=1, max_size=6), min_size=1, max_size=8))
def test_tables_that_are_no_forms(rows: list[list[str]]) -> None:
    """A document may hold other tables too: their cells are told, not dropped."""
    width = max(map(len, rows))
    grid = Grid([fill([Box(text.strip()) for text in row], width) for row in rows])
    data = word.docx([grid])
    assert Ledger(read_document("表.docx", data)).missing(naive.docx_cells(data)) == []


@given(contents(), shapes.forms, st.data())
def test_grid_in_two_tables(content: TableContent, form: Form, data: st.DataObject) -> None:
    """A grid that goes on in another table, with its header again or without: rows are read or told."""
    made = forms.make(content, form)
    grid = made.paper[-1]
    assert isinstance(grid, Grid)
    at = data.draw(st.integers(1, len(grid.rows)))
    again = data.draw(st.booleans())
    header = [row for row in grid.rows if any(box.text == form.words["level1"] for box in row)]
    made.paper[-1:] = [Grid(grid.rows[:at]), Grid((header if again else []) + grid.rows[at:])]
    document = word.docx([block for block in made.paper if not isinstance(block, Grid) or block.rows])
    assert Ledger(read_document("表.docx", document)).missing(naive.docx_cells(document)) == []
