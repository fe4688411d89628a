"""indicators/years.py: which years the texts of a table name, and other years in their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.content import IndicatorContent, TableContent
from indicators.years import with_year, years_named


def of(text: str) -> TableContent:
    return TableContent(goal=text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年网格化", "2025年网格化"),
        ("2024 年度，2024年12月底前", "2025 年度，2025年12月底前"),
        ("2024-12-31、2024.6、2024/1/5", "2025-12-31、2025.6、2025/1/5"),
        ("2024年1月至2024年12月", "2025年1月至2025年12月"),
    ],
)
def test_years_and_dates_are_changed(text: str, expected: str) -> None:
    assert with_year(of(text), 2024, 2025).goal == expected
    assert years_named(of(text), 2024) == text.count("2024")


@pytest.mark.parametrize(
    "text",
    ["财预〔2024〕5号", "12024年", "2023-2024年", "2023年至2024年", "2024-2025年", "≥2024个", "2023年", "20240101"],
)
def test_other_numbers_are_left(text: str) -> None:
    assert with_year(of(text), 2024, 2025) == of(text)
    assert years_named(of(text), 2024) == 0


def test_all_texts_count_and_levels_do_not() -> None:
    row = IndicatorContent("2024年", "2024年", "2024年巡查", "2024年", "2024年12月底前")
    content = TableContent("2024年平台", title="2024年表", purpose="2024年", goal="2024年", indicators=(row,))
    assert years_named(content, 2024) == 7
    changed = with_year(content, 2024, 2025)
    assert years_named(changed, 2024) == 0
    assert years_named(changed, 2025) == 7
    assert changed.indicators[0].level1 == "2024年"


@given(st.text(st.sampled_from("2024年-./至 月1个")))
def test_there_and_back_and_nothing_else_is_touched(text: str) -> None:
    content = of(text)
    changed = with_year(content, 2024, 9999)
    assert with_year(changed, 9999, 2024) == content
    assert changed.goal.count("9999") == years_named(content, 2024)
