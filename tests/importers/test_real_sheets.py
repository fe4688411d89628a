"""Workbooks as agencies really use them, where a blank is no cell at all: what once was read wrongly stays right."""

from __future__ import annotations

import io

from openpyxl import Workbook

from importers.reading import read_document


def test_an_amount_of_another_column_is_not_the_budget() -> None:
    """自评表: 其他资金 has no 年初预算数, and its 全年执行数 is not taken for one."""
    book = Workbook()
    for row in (
        ("项目支出绩效自评表",),
        ("项目名称", "老旧小区改造"),
        ("实施单位", "667201某中心"),
        ("项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值"),
        (None, "年度资金总额", 100, 110, 90, 10),
        (None, "其中：财政拨款", 100, 110, 85, None),
        (None, "其他资金", None, None, 5, None),
        ("一级指标", "二级指标", "三级指标", "年度指标值"),
        ("产出指标", "数量指标", "改造小区数", "≥10个"),
    ):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    (table,) = read_document("自评.xlsx", data.getvalue()).tables
    content = table.content
    assert (content.budget_total, content.fiscal_funds, content.other_funds) == (1_000_000, 1_000_000, None)
    assert "5" in [finding.found for finding in table.findings]
