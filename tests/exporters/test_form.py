"""What stands on the form."""

import dataclasses
from decimal import Decimal

import pytest

from exporters import form
from exporters.entry import Entry
from indicators.content import TableContent

CONTENT = TableContent("设备购置", "667201", "某中心", budget_total=Decimal("2100"))


@pytest.mark.parametrize(
    ("year", "fields", "number", "expected"),
    [
        (2025, {}, None, "2025年设备购置绩效目标表"),
        (2025, {"project_name": "2025年设备购置"}, None, "2025年设备购置绩效目标表"),
        (None, {"project_name": ""}, None, "项目支出绩效目标表"),
        (2025, {"title": "甲绩效目标表", "number": 3}, None, "3.甲绩效目标表"),
        (2025, {"title": "甲\n绩效目标表", "number": 3}, 7, "7.甲 绩效目标表"),
    ],
)
def test_title(year: int | None, fields: dict, number: int | None, expected: str) -> None:
    assert form.title(Entry(year, dataclasses.replace(CONTENT, **fields)), number) == expected


@pytest.mark.parametrize(
    ("code", "name", "cells"),
    [
        ("667201", "某中心", ("667201某中心",)),
        ("", "某中心", ("某中心",)),
        ("667201", "3号中心", ("单位代码", "667201", "单位名称", "3号中心")),
        ("A01", "某中心", ("单位代码", "A01", "单位名称", "某中心")),
    ],
)
def test_code_and_name_are_one_cell_only_where_they_can_be_parted_again(code: str, name: str, cells: tuple) -> None:
    assert form.agency(dataclasses.replace(CONTENT, agency_code=code, agency_name=name)) == cells


@pytest.mark.parametrize(
    ("unit", "expected"), [("元", "2100.00"), ("万元", "0.21"), ("亿元", "0.000021"), ("千元", "2100.00")]
)
def test_an_amount_is_exact_in_every_unit(unit: str, expected: str) -> None:
    amounts = form.amounts(dataclasses.replace(CONTENT, currency_unit=unit))
    assert [form.amount_text(amount) for amount in amounts] == [expected, "", ""]
