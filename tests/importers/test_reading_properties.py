"""read(F(content)) == content for every maker F: whatever a form says is read back exactly, in any layout."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.reading import FileReading, read_document
from indicators.content import TableContent
from tests.making import dump, forms, library, shapes, word, wording, workbook
from tests.making.comparing import contents_of
from tests.making.contents import contents
from tests.making.forms import Form
from tests.making.ledger import folded, told
from tests.making.paper import Made

several = st.lists(st.tuples(contents(), shapes.forms), min_size=1, max_size=3)
FILLERS = {folded(text) for text in wording.FILLERS}


def made_of(pairs: list[tuple[TableContent, Form]]) -> Made:
    """Several forms in one document."""
    first, *others = [forms.make(content, form) for content, form in pairs]
    return sum(others, first)


def check(reading: FileReading, expected: list[TableContent]) -> None:
    """Everything was read, and nothing was left over but the placeholders of blank rows."""
    assert contents_of(reading, expected) == expected
    assert reading.readable
    assert set(told(reading)) <= FILLERS


@given(several)
def test_word(pairs: list[tuple[TableContent, Form]]) -> None:
    made = made_of(pairs)
    check(read_document("表.docx", word.docx(made.paper)), made.expected)


@given(contents(most_rows=5), shapes.forms)
def test_word_by_python_docx(content: TableContent, form: Form) -> None:
    made = forms.make(content, form)
    check(read_document("表.docx", library.docx(made.paper)), made.expected)


@pytest.mark.parametrize("encoding", dump.ENCODINGS)
@given(pairs=st.lists(st.tuples(contents(), shapes.dumped_forms), min_size=1, max_size=3))
def test_plain_text(encoding: str, pairs: list[tuple[TableContent, Form]]) -> None:
    made = made_of(pairs)
    check(read_document("表.txt", dump.ENCODINGS[encoding](dump.dump(made.paper))), made.expected)


@given(st.lists(st.tuples(contents(), shapes.dumped_forms), min_size=1, max_size=3), st.integers(0, 10**6))
def test_untidy_plain_text(pairs: list[tuple[TableContent, Form]], seed: int) -> None:
    """Blank lines inside rows, marks of bookmarks and pictures, TABs at the ends of cells."""
    made = made_of(pairs)
    text = dump.dump(made.paper, Random(seed))
    check(read_document("表.txt", text.encode()), made.expected)


@given(several, st.booleans(), st.booleans(), st.booleans())
def test_workbook(pairs: list[tuple[TableContent, Form]], one_sheet: bool, numbers: bool, merged: bool) -> None:
    mades = [forms.make(content, form) for content, form in pairs]
    data = workbook.xlsx(mades, one_sheet, numbers, merged)
    check(read_document("表.xlsx", data), [content for made in mades for content in made.expected])
