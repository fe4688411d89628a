"""Other provinces' forms, forms of other kinds, flat lists: what has a field is read, the rest is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.reading import FileReading, read_document
from indicators.content import TableContent
from tests.making import flat, kinds, naive, provinces, word, workbook
from tests.making.comparing import contents_of
from tests.making.contents import contents
from tests.making.ledger import Ledger, folded, told
from tests.making.paper import Made

filled = contents(most_rows=6, blank_names=False).filter(lambda content: content.indicators and content.goal)


def _read_both(made: Made) -> list[FileReading]:
    """The paper as a Word file and as a workbook, nothing of either lost."""
    document, book = word.docx(made.paper), workbook.xlsx([made])
    readings = [read_document("表.docx", document), read_document("表.xlsx", book)]
    assert Ledger(readings[0]).missing(naive.docx_cells(document)) == []
    assert Ledger(readings[1]).missing(naive.xlsx_cells(book)) == []
    return readings


@pytest.mark.parametrize("maker", provinces.PROJECT_FORMS)
@given(content=filled)
def test_forms_of_other_provinces(maker: kinds.Maker, content: TableContent) -> None:
    made = maker(content)
    for reading in _read_both(made):
        assert contents_of(reading, made.expected) == made.expected
        assert [table.kind for table in reading.tables] == ["project"]
        assert {folded(text) for text in made.untold} <= set(told(reading))


@pytest.mark.parametrize("kind", kinds.KINDS)
@given(content=filled)
def test_forms_of_other_kinds(kind: str, content: TableContent) -> None:
    made = kinds.KINDS[kind](content)
    for reading in _read_both(made):
        (table,) = reading.tables
        assert table.kind == kind
        assert table.content.goal == made.expected[0].goal
        rows = [(row.level1, row.level2, row.level3, row.target) for row in table.content.indicators]
        assert rows == [(row.level1, row.level2, row.level3, row.target) for row in made.expected[0].indicators]
        assert {folded(text) for text in made.untold} <= set(told(reading))


def _identity(content: TableContent) -> tuple[str, ...]:
    return content.agency_code, content.agency_name, content.project_name


# Two agencies may well have a project of the same name, and stand next to each other.
lists = st.lists(filled, min_size=1, max_size=4, unique_by=_identity)


@given(lists, st.booleans())
def test_flat_lists(tables: list[TableContent], merged: bool) -> None:
    made = flat.flat_list(tables, merged)
    for reading in _read_both(made):
        assert contents_of(reading, made.expected) == made.expected
        assert told(reading) == []
