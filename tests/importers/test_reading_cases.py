"""Small forms that were once read wrongly, found by the property tests: each is kept here in its smallest shape."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from decimal import Decimal

import pytest

from importers.reading import read_document
from indicators.content import IndicatorContent, TableContent
from tests.making import dump, flat, forms, word, workbook
from tests.making.comparing import contents_of
from tests.making.forms import Form
from tests.making.ledger import told
from tests.making.paper import Box, Grid

ROW = IndicatorContent("产出指标", "数量指标", "甲项数量", "", "≥5个")
CONTENT = TableContent("项目甲", "667201", "网格中心", "项目甲绩效目标表", 1, goal="目标甲", indicators=(ROW,))


@pytest.mark.parametrize("name", ["妇联", "区妇联", "A局党委"])
def test_short_names_of_agencies(name: str) -> None:
    made = forms.make(dataclasses.replace(CONTENT, agency_name=name), Form(unit="none"))
    (content,) = contents_of(read_document("表.docx", word.docx(made.paper)), made.expected)
    assert (content.agency_code, content.agency_name) == ("667201", name)


def test_a_year_is_no_agency() -> None:
    made = forms.make(CONTENT, Form(agency="none", unit="none"))
    grid = made.paper[1]
    assert isinstance(grid, Grid)
    grid.rows.insert(0, [Box("2025年度项目", grid.width)])
    (table,) = read_document("表.docx", word.docx(made.paper)).tables
    assert table.content.agency_code == ""


def test_levels_of_a_form_s_own_in_a_dump() -> None:
    rows = tuple(dataclasses.replace(ROW, level1="履职效能", level2=level2) for level2 in ("重点工作", "部门效果"))
    made = forms.make(CONTENT.with_indicators(rows))
    assert contents_of(read_document("表.txt", dump.dump(made.paper).encode()), made.expected) == made.expected


@pytest.mark.parametrize("amount", [None, Decimal(2100)])
def test_one_label_names_the_unit_of_all_amounts(amount: Decimal | None) -> None:
    made = forms.make(
        dataclasses.replace(CONTENT, currency_unit="万元", budget_total=amount, fiscal_funds=amount), Form(unit="none")
    )
    label = [Box("预算数（万元）") if box.text == "预算数" else box for box in made.paper[1].rows[2]]  # type: ignore[union-attr]
    made.paper[1].rows[2] = [  # type: ignore[union-attr]
        dataclasses.replace(box, text="0.21") if box.text == "2100.00" else box for box in label
    ]
    (content,) = contents_of(read_document("表.docx", word.docx(made.paper)), made.expected)
    assert (content.currency_unit, content.budget_total, content.fiscal_funds) == ("万元", amount, amount)


def test_an_indicator_named_like_a_label() -> None:
    """In a sheet without merges, and in a row of a dump that can't be lined up."""
    rows = (ROW, dataclasses.replace(ROW, level3="资金总额", weight=Decimal("7.5")))
    made = forms.make(CONTENT.with_indicators(rows), Form(columns=(*Form().columns, "weight")))
    book = workbook.xlsx([made], merged=False)
    assert contents_of(read_document("表.xlsx", book), made.expected) == made.expected
    made.paper[-1].rows[-1].insert(0, Box("多出的一格"))  # type: ignore[union-attr]
    (table,) = read_document("表.txt", dump.dump(made.paper).encode()).tables
    assert table.content.budget_total is None


@pytest.mark.parametrize("merged", [True, False])
def test_a_list_of_several_agencies(merged: bool) -> None:
    """Next to each other, with projects of the same name."""
    other = dataclasses.replace(CONTENT, agency_code="319101", agency_name="政务办")
    made = flat.flat_list([CONTENT, other], merged)
    assert contents_of(read_document("表.docx", word.docx(made.paper)), made.expected) == made.expected


def test_a_narrower_form_below_on_the_same_sheet() -> None:
    """Its title reaches over some of the grid above; it is no indicator there."""
    wide = forms.make(CONTENT, Form(tables="single", columns=("level1", "level2", "level3", "sign", "target")))
    columns = ("level1", "level2", "level3", "weight", "sign", "target")
    narrow = forms.make(dataclasses.replace(CONTENT, project_name="项目乙"), Form(title="row", columns=columns))
    expected = wide.expected + narrow.expected
    assert contents_of(read_document("表.xlsx", workbook.xlsx([wide, narrow])), expected) == expected


def test_a_blank_row_with_something_in_it() -> None:
    """A weight or a level of the form's own beside 指标1： is told."""
    made = forms.make(CONTENT, Form(columns=(*Form().columns, "weight")))
    made.paper[-1].rows.append([Box("自定一级"), Box(), Box("指标1："), Box(), Box(), Box("12.5")])  # type: ignore[union-attr]
    reading = read_document("表.docx", word.docx(made.paper))
    assert contents_of(reading, made.expected) == made.expected
    assert {"自定一级", "12.5"} <= set(told(reading))


def test_a_row_with_merges_and_no_cell_is_no_crash() -> None:
    """A damaged document: the properties of a cell outside of any cell."""
    body = "<w:tbl><w:tr><w:tcPr><w:gridSpan w:val='2'/></w:tcPr></w:tr></w:tbl>"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    assert read_document("坏.docx", held.getvalue()).tables == []
