"""indicators/content.py and text.py: the normal form of text, and JSON there and back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.content import IndicatorContent, TableContent, money_text
from indicators.text import compact, normal_text
from tests.making.contents import contents


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("一\r\n二\r三", "一\n二\n三"),
        ("一 \n\n \n二\u3000", "一\n二"),
        ("一\t二", "一 二"),
        ("一\x00二\x07\ufeff三", "一二三"),
        ("　　首行缩进", "　　首行缩进"),
        ("里面  两个空格", "里面  两个空格"),
        (" ", ""),
        ("𠮷😀", "𠮷😀"),
        ("一\v二\u2028三", "一\n二\n三"),
        ("\ud800坏", "坏"),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normal_text(text) == normal
    assert IndicatorContent("", "", text).level3 == normal
    assert TableContent(goal=text).goal == normal


@given(st.text())
def test_normal_form_is_idempotent_and_clean(text: str) -> None:
    normal = normal_text(text)
    assert normal_text(normal) == normal
    assert not {"\t", "\r", "\0"} & set(normal)
    assert all(line == line.rstrip() and line for line in normal.split("\n")) or normal == ""


def test_compact() -> None:
    assert compact("产 出\n指标") == "产出指标"


@given(contents())
def test_json_there_and_back(content: TableContent) -> None:
    assert TableContent.from_json(content.to_json()) == content


def test_json_has_null_where_blank() -> None:
    values = TableContent(project_name="甲", indicators=(IndicatorContent("", "", "乙"),)).to_json()
    assert values["goal"] is None
    assert values["other_funds"] is None
    assert values["indicators"][0]["description"] is None
    assert "weight" not in values["indicators"][0]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, None),
        (Decimal(0), "0.00"),
        (Decimal("2E+5"), "200000.00"),
        (Decimal("0.2150"), "0.215"),
        (Decimal(21), "21.00"),
    ],
)
def test_money(amount: Decimal | None, text: str | None) -> None:
    assert money_text(amount) == text
