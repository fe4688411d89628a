"""importers/placing.py: checks know rows and fields; read from a sheet, their findings name cells."""

from importers.placing import placed
from importers.reading_types import Cells, ReadTable
from indicators.findings import Finding, Place
from tests.importers.stepping import CONTENT

SHEET = Place("填报.xlsx", 2, sheet="道路养护")
CELLS = Cells((9, 0, 12), {"level3": 3, "target": 5}, {"goal": (7, 2)})


def cells_of(*about: tuple[str, str], cells: Cells | None = CELLS) -> list[str]:
    read = ReadTable(CONTENT, "project", 1, SHEET, cells=cells)
    found = placed(read, [Finding("x", "warn", "…", field=field, level3=level3) for field, level3 in about])
    assert all(each.place is None or each.place.sheet == "道路养护" for each in found)
    return [each.place.cell if each.place else "" for each in found]


def test_a_row_and_its_field_are_a_cell() -> None:
    assert cells_of(("target", "报告数量"), ("level3", "服务水平")) == ["E9", "C12"]


def test_a_field_without_a_column_is_told_at_the_name_of_the_indicator() -> None:
    assert cells_of(("weight", "报告数量")) == ["C9"]


def test_a_field_of_the_head_has_its_cell_and_the_table_as_a_whole_has_none() -> None:
    assert cells_of(("goal", ""), ("purpose", ""), ("indicators", "")) == ["B7", "", ""]


def test_a_row_that_stood_elsewhere_has_none() -> None:
    assert cells_of(("target", "验收合格率")) == [""]


def test_other_documents_have_no_cells() -> None:
    assert cells_of(("target", "报告数量"), cells=None) == [""]


def test_the_cells_are_kept_with_what_was_read() -> None:
    read = ReadTable(CONTENT, "project", 1, SHEET, cells=CELLS)
    again = ReadTable.from_json(read.to_json())
    assert again == read
    assert again.cells == CELLS
    assert "cells" not in ReadTable(CONTENT, "project", 1, SHEET).to_json()
