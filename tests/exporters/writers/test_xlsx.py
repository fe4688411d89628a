"""Workbooks as openpyxl sees them: merged like the form, amounts numbers, everything else text and never a formula."""

import dataclasses
import io
from decimal import Decimal

import openpyxl
import pytest

from exporters.writers import xlsx
from exporters.writers.xlsx_cell import LONGEST
from indicators.content import IndicatorContent, TableContent
from tests.exporters.reading_back import as_read, read, written
from tests.making.contents import TARGETS

HOSTILE = tuple(IndicatorContent("产出指标", "数量指标", "=1+1", "@x", text) for text in (*TARGETS, "_x0041_", "'=1"))


def _book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("key", ["xlsx", "list"])
def test_no_cell_is_a_formula(key: str) -> None:
    content = TableContent("=1+1", "007", "+某局", goal="-5%", purpose="@x", indicators=HOSTILE)
    cells = [cell for sheet in _book(written(key, [content])) for row in sheet.rows for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    found = {cell.value for cell in cells}
    assert {"=1+1", "@x", *(row.target for row in HOSTILE)} - found == {"_x0041_"}  # openpyxl leaves the escape
    assert not {"-5%", "@x"} - found or key == "list"


def test_the_form_is_merged_and_amounts_are_numbers() -> None:
    rows = (IndicatorContent("产出指标", "数量指标", "甲"), IndicatorContent("产出指标", "数量指标", "乙"))
    money = {"budget_total": Decimal("2100"), "fiscal_funds": Decimal("1234567890.123456")}
    sheet = _book(written("xlsx", [TableContent("甲", currency_unit="万元", indicators=rows, **money)])).active
    ranges = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:G1", "A4:A5", "B3:G3", "B5:G5", "A8:A9", "B8:B9", "C8:D8", "E9:F9"} <= ranges
    assert (sheet["C4"].value, sheet["C4"].data_type) == (0.21, "n")
    assert (sheet["E4"].value, sheet["E4"].data_type) == ("123456.7890123456", "s")  # more decimals than are kept
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_title_is_shown_whole_and_an_amount_never_as_hashes() -> None:
    """One of the published titles has 47 characters: one line of small letters, two of the title's."""
    title = "天津12345政务服务便民热线平台智能化升级和与110报警服务平台对接项目-2024一般债绩效目标表"
    held = [TableContent("甲", title=words, budget_total=Decimal("1234567890123.45")) for words in ("甲", title)]
    short, long = _book(written("xlsx", held)).worksheets
    assert long.row_dimensions[1].height - short.row_dimensions[1].height == 22
    assert long["C4"].alignment.shrink_to_fit
    assert not long["C4"].alignment.wrap_text  # with it, nothing shrinks
    assert long["B3"].alignment.wrap_text


@pytest.mark.parametrize("name", ["a" * 40, "a[b]:c*d?e/f\\g", "'甲'", "History", "", "😀" * 20, "甲\n乙", '<&>"'])
def test_any_project_names_a_sheet(name: str) -> None:
    names = _book(written("xlsx", [TableContent(name), TableContent(name.upper()), TableContent(name)])).sheetnames
    assert len({each.casefold() for each in names}) == 3
    for each in names:
        assert 0 < len(each.encode("utf-16-le")) <= 62
        assert not set(each) & set("[]:*?/\\")
        assert not each.startswith("'")


def test_many_tables_share_a_sheet_by_agency(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_SHEETS", 3)
    monkeypatch.setattr(xlsx, "MOST_FORMS", 2)
    one = TableContent("甲", "667201", "某局", indicators=(IndicatorContent("产出指标", "数量指标", "数", target="1"),))
    held = [dataclasses.replace(one, project_name=f"甲{number}") for number in range(3)]
    held.append(dataclasses.replace(one, agency_code="667202"))
    data = written("xlsx", held)
    assert _book(data).sheetnames == ["667201某局", "667201某局(2)", "667202某局"]
    assert read("xlsx", data) == as_read(held)


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    found = _book(written("xlsx", [TableContent("甲", goal="😀字" * LONGEST)])).active["B6"].value
    assert len(found.encode("utf-16-le")) <= 2 * LONGEST
    assert found.endswith("以下略）")


def test_no_tables_make_a_workbook_that_opens() -> None:
    assert len(_book(written("xlsx", [])).sheetnames) == 1
    assert _book(written("list", [])).sheetnames == ["明细"]
