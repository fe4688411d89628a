"""明细: a row for each indicator, numbers as numbers and days as days, the header frozen with its filter."""

import io
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest

from exporters.writers import indicator_list
from indicators.content import IndicatorContent, TableContent
from tests.exporters.reading_back import reading, written

ROWS = (
    IndicatorContent("产出指标", "数量指标", "人数", target="≥10000个", weight=Decimal("7.5")),
    IndicatorContent("产出指标", "时效指标", "时间", target="2025年12月底前"),
    IndicatorContent("产出指标", "数量指标", "总数", target="12345678901234567890"),
)


def test_a_row_for_each_indicator() -> None:
    held = [TableContent("甲", "001001", "某局", budget_total=Decimal("0.21"), indicators=ROWS), TableContent("乙")]
    sheet = openpyxl.load_workbook(io.BytesIO(written("list", held)))["明细"]
    rows = [
        dict(zip([cell.value for cell in sheet[1]], row, strict=True)) for row in sheet.iter_rows(2, values_only=True)
    ]
    assert len(rows) == 4
    assert (rows[0]["年度"], rows[0]["单位代码"], rows[0]["预算数（元）"]) == (2025, "001001", 0.21)
    assert (rows[0]["符号"], rows[0]["数值"], rows[0]["计量单位"], rows[0]["权重"]) == ("≥", 10000, "个", 7.5)
    assert rows[1]["完成时限"] == datetime(2025, 12, 31)
    assert rows[2]["数值"] == "12345678901234567890"  # a number would lose digits
    assert (rows[3]["项目名称"], rows[3]["指标值"]) == ("乙", None)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:Q5")


def test_what_a_sheet_can_not_hold_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indicator_list, "MAX_ROWS", 3)
    held = [TableContent("甲", indicators=ROWS[:2]), TableContent("乙", indicators=ROWS)]
    sheet = openpyxl.load_workbook(io.BytesIO(written("list", held))).active
    assert [sheet.cell(row, 1).value for row in (3, 4, 5)] == [2025, indicator_list.FULL, None]


def test_an_import_does_not_take_the_list_for_forms() -> None:
    found = reading("list", written("list", [TableContent("甲", "667201", "某局", goal="目标", indicators=ROWS)]))
    assert [finding.code for finding in found.findings] == ["unplaced-text", "no-tables"]
