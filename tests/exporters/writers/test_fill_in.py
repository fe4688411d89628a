"""Workbooks to be filled in: read back exactly, and with everything in the cells that helps who fills them in."""

import dataclasses
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters.entry import Entry
from exporters.writers import fill_in
from exporters.writers.fill_in import FillIn
from exporters.writers.fill_in_form import BLANK_ROWS
from exporters.writers.fill_in_guides import HINTS, LONGEST_LIST, Guide, listed
from importers.reading import read_document
from indicators.content import IndicatorContent, TableContent
from tests.exporters.reading_back import EXPECTED, SAMPLES, as_read, contents, read

FIRSTS = ("产出指标", "效益指标", "满意度指标")
SECONDS = ("数量指标", "质量指标", "服务对象满意度指标")
ONE = TableContent("道路养护", "007", "某局", indicators=(IndicatorContent("产出指标", "数量指标", "里程", "", "1-2"),))
BLANK = FillIn(Entry(2026, TableContent(agency_code="007", agency_name="某局")), FIRSTS, SECONDS, "项目1")
WEIGHED = dataclasses.replace(ONE, indicators=(dataclasses.replace(ONE.indicators[0], weight=Decimal("7.5")),))


def written(*sheets: FillIn | TableContent) -> bytes:
    target = io.BytesIO()
    fill_in.write(
        [each if isinstance(each, FillIn) else FillIn(Entry(2025, each), FIRSTS, SECONDS) for each in sheets], target
    )
    return target.getvalue()


def sheet_of(*sheets: FillIn | TableContent) -> Any:
    return openpyxl.load_workbook(io.BytesIO(written(*sheets))).active


@settings(max_examples=settings.default.max_examples // 2)
@given(st.lists(contents(6), min_size=1, max_size=2))
def test_what_was_filled_in_is_read_back(held: list[TableContent]) -> None:
    reading = read_document("填报.xlsx", written(*held))
    assert [table.content for table in reading.tables] == as_read(held)
    assert {finding.code for finding in reading.all_findings} <= EXPECTED


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_published_document_comes_back(sample: Any) -> None:
    published = read("docx", sample.read_bytes())
    reading = read_document("填报.xlsx", written(*published))
    assert [table.content for table in reading.tables] == published
    assert reading.all_findings == []


def test_a_sheet_that_stays_blank_is_no_table() -> None:
    reading = read_document("填报.xlsx", written(BLANK, ONE, BLANK))
    assert [table.content.project_name for table in reading.tables] == ["道路养护"]
    assert [table.ordinal for table in reading.tables] == [1]
    found = [(finding.code, finding.severity, finding.message) for finding in reading.all_findings]
    lead, behind = "填报.xlsx 工作表“项目1", "”是没有填写的空白表，已跳过。"
    assert found == [("blank-form", "info", f"{lead}{behind}"), ("blank-form", "info", f"{lead}(2){behind}")]


def test_no_cell_of_the_grid_is_merged_and_levels_stand_in_every_row() -> None:
    sheet = sheet_of(dataclasses.replace(ONE, indicators=ONE.indicators * 3))
    assert [sheet.cell(row, 1).value for row in range(8, 13)] == ["一级指标", *["产出指标"] * 3, None]
    assert max(area.max_row for area in sheet.merged_cells.ranges) == 7
    assert sheet.freeze_panes == "A9"
    assert sheet.print_title_rows == "$8:$8"


def test_cells_of_texts_have_the_format_of_texts_also_blank_ones() -> None:
    sheet = sheet_of(WEIGHED)
    texts = ["B2", "D2", "B3", "B4", "B6", "B7", *(f"{column}{row}" for row in (9, 10, 39) for column in "ABCDE")]
    assert {sheet[place].number_format for place in texts} == {"@"}
    assert (sheet["B2"].value, sheet["E9"].value) == ("007", "1-2")
    assert {sheet[place].number_format for place in ("D4", "B5", "D5")} == {"#,##0.00####"}
    assert (sheet["F9"].value, sheet["F10"].number_format) == (7.5, "General")
    assert sheet.max_row == 8 + 1 + BLANK_ROWS
    assert sheet["C39"].border.left.style == "thin"
    assert sheet.column_dimensions["E"].number_format == "@"  # the rows below those that are ready


def test_choices_limits_and_hints() -> None:
    rules = {str(each.sqref): each for each in sheet_of(WEIGHED).data_validations.dataValidation}
    assert {each.promptTitle for each in rules.values()} == {"表的标题", *(name for name in HINTS if name != "title")}
    assert all(each.showInputMessage and len(each.prompt) <= 255 for each in rules.values())
    first, second = rules["A9:A309"], rules["B9:B309"]
    assert (first.type, first.errorStyle, first.formula1) == ("list", "warning", f'"{",".join(FIRSTS)}"')
    assert (second.type, second.formula1) == ("list", f'"{",".join(SECONDS)}"')
    assert (rules["B4"].formula1, rules["B4"].errorStyle) == ('"元,万元,亿元"', None)
    for place in ("D4:F4", "B5", "D5:F5", "F9:F309"):
        limit = rules[place]
        assert (limit.type, limit.operator, limit.formula1) == ("decimal", "greaterThanOrEqual", "0")
        assert limit.showErrorMessage
        assert "只填数字" in limit.error


def test_the_weights_have_a_column_only_where_there_are_some() -> None:
    assert sheet_of(ONE).max_column == 5
    assert sheet_of(WEIGHED)["F8"].value == "权重"


def test_a_long_goal_is_not_frozen_since_no_row_would_be_left_to_scroll() -> None:
    assert sheet_of(dataclasses.replace(ONE, goal="长" * 900)).freeze_panes is None


def test_a_list_is_as_long_as_excel_takes() -> None:
    names = [f"第{number}个指标" for number in range(100)]
    formula = listed([*names, "数量,质量", '"'])
    assert LONGEST_LIST - 8 < len(formula) - 2 <= LONGEST_LIST
    assert formula[1:-1].split(",") == names[: formula.count(",") + 1]
    assert listed(['"', "a,b"]) == ""


def test_without_names_a_level_has_no_list() -> None:
    rules = sheet_of(FillIn(Entry(2025, ONE))).data_validations.dataValidation
    assert next(each for each in rules if str(each.sqref) == "A9:A309").type is None


def test_hints_fit_what_excel_takes() -> None:
    for name in HINTS:
        assert len(HINTS[name]) <= 255
        assert len(Guide("A1", name).xml()) > 0
