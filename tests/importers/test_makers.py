"""The makers make what they say: whole grids, all texts in the file, and dialects that leave the text as it was."""

from __future__ import annotations

from collections import Counter
from random import Random
from time import struct_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.content import TableContent
from indicators.text import compact
from tests.making import (
    dialects,
    dialects_blocks,
    dialects_runs,
    dialects_text,
    dump,
    forms,
    library,
    naive,
    shapes,
    word,
    workbook,
)
from tests.making import paper as papers
from tests.making.contents import contents
from tests.making.forms import Form
from tests.making.paper import Grid

# The naive reader knows w:t and paragraphs only: what keeps text elsewhere, or out of its cell, is left out.
PLAIN_DIALECTS = [
    dialect
    for dialect in dialects.ALL
    if dialect
    not in (dialects_text.symbols, dialects_text.hyphens, dialects_blocks.nested_tables, dialects_runs.complex_fields)
]


def _count(texts: list[str]) -> Counter[str]:
    return Counter(compact(text) for text in texts)


@given(contents(), shapes.forms)
def test_every_row_is_as_wide_as_its_grid(content: TableContent, form: Form) -> None:
    for grid in forms.make(content, form).paper:
        if isinstance(grid, Grid):
            assert {sum(box.span for box in row) for row in grid.rows} == {grid.width}


@given(contents(most_rows=5), shapes.forms)
def test_all_texts_stand_in_the_file(content: TableContent, form: Form) -> None:
    made = forms.make(content, form)
    wanted = _count(papers.texts(made.paper))
    assert _count(naive.docx_cells(word.docx(made.paper))) == wanted
    assert _count(naive.txt_cells(dump.dump(made.paper).encode())) == wanted
    assert wanted <= _count(naive.docx_cells(library.docx(made.paper)))
    assert wanted <= _count(naive.xlsx_cells(workbook.xlsx([made], numbers=False)))


@given(contents(most_rows=5), st.sets(st.sampled_from(PLAIN_DIALECTS)), st.integers(0, 10**6))
def test_dialects_leave_the_text(content: TableContent, chosen: set[dialects.Dialect], seed: int) -> None:
    made = forms.make(content, Form())
    data = dialects.docx(made.paper, list(chosen), Random(seed))
    assert _count(naive.docx_cells(data)) == _count(papers.texts(made.paper))


def test_made_again_at_another_time_the_bytes_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> list[bytes]:
        one = forms.make(TableContent(project_name="养护"))
        return [
            word.docx(one.paper),
            library.docx(one.paper),
            workbook.xlsx([one]),
            dialects.docx(one.paper, [], Random(1)),
        ]

    before = made()
    later = struct_time((2033, 5, 18, 11, 33, 20, 2, 138, 0))
    monkeypatch.setattr("zipfile.time.localtime", lambda seconds=None: later)
    assert made() == before
