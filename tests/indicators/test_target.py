"""indicators/target.py and dates.py: what a target says, and what is never guessed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.target import SIGNS, read_target


@pytest.mark.parametrize(
    ("text", "sign", "number", "unit"),
    [
        ("≥10000个", "≥", "10000", "个"),
        ("100%", "=", "100", "%"),
        ("≥80％", "≥", "80", "％"),
        ("≤6.5万元/年/人", "≤", "6.5", "万元/年/人"),
        ("4次/天", "=", "4", "次/天"),
        (">85分", ">", "85", "分"),
        ("≥10万人", "≥", "10", "万人"),
        ("600点位", "=", "600", "点位"),
        ("≤114万", "≤", "114", "万"),
        ("≧90%", "≥", "90", "%"),
        ("＞＝90%", "≥", "90", "%"),
        (">=90%", "≥", "90", "%"),
        ("》90%", "≥", "90", "%"),
        ("═100%", "=", "100", "%"),
        ("不少于3次", "≥", "3", "次"),
        ("不低于90%", "≥", "90", "%"),
        ("大于等于5个", "≥", "5", "个"),
        ("≦2小时", "≤", "2", "小时"),
        ("不超过50万元", "≤", "50", "万元"),
        ("24小时以内", "≤", "24", "小时"),
        ("控制在50万元以内", "≤", "50", "万元"),
        ("85%以上", "≥", "85", "%"),
        ("超13万元/年", ">", "13", "万元/年"),
        ("≥1,000人次", "≥", "1000", "人次"),
        ("≥９０％", "≥", "90", "％"),
        ("≥ 90 %", "≥", "90", "%"),
        ("≥0.3μg/m3", "≥", "0.3", "μg/m3"),
        ("12个（套）", "=", "12", "个（套）"),
        ("-5%", "=", "-5", "%"),
        ("0次", "=", "0", "次"),
        ("100", "=", "100", ""),
        ("≥95%。", "≥", "95", "%"),
        ("20251231", "=", "20251231", ""),
        ("100%（1.0）", "=", "100", "%"),
        ("95%（含）以上", "≥", "95", "%"),
        ("≥95﹪", "≥", "95", "﹪"),
        ("≥=90%", "≥", "90", "%"),
        ("≯3起", "≤", "3", "起"),
        ("﹤5%", "<", "5", "%"),
        ("≤50dB(A)", "≤", "50", "dB(A)"),
    ],
)
def test_numbers(text: str, sign: str, number: str, unit: str) -> None:
    reading = read_target(text)
    assert (reading.kind, reading.sign, reading.number, reading.unit) == ("number", sign, Decimal(number), unit)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2025年12月31日前", date(2025, 12, 31)),
        ("2025年12月底前", date(2025, 12, 31)),
        ("2025年12月底", date(2025, 12, 31)),
        ("2024年2月底前", date(2024, 2, 29)),
        ("2025年上半年", date(2025, 6, 30)),
        ("2025年底前", date(2025, 12, 31)),
        ("2025年第三季度", date(2025, 9, 30)),
        ("2025年6月中旬", date(2025, 6, 20)),
        ("2025-12-31", date(2025, 12, 31)),
        ("2025.6.30前", date(2025, 6, 30)),
        ("2025年1月1日-2025年12月31日", date(2025, 12, 31)),
        ("2025年1-11月", date(2025, 11, 30)),
        ("截至2025年12月", date(2025, 12, 31)),
        ("2025年12月31日前完成", date(2025, 12, 31)),
        ("9月", None),
        ("2025.12", date(2025, 12, 31)),
        ("2025.3-2025.11", date(2025, 11, 30)),
        ("2025年9月30日前投入使用", date(2025, 9, 30)),
        ("上半年", None),
        ("12月底前", None),
        ("6月30日前", None),
        ("年底前", None),
    ],
)
def test_dates(text: str, due: date | None) -> None:
    reading = read_target(text)
    assert (reading.kind, reading.due, reading.sign, reading.number) == ("date", due, "", None)


@pytest.mark.parametrize(
    "text",
    [
        "有效保障", "1-2天，急件优先", "当年度全部工作日", "约100人", "90%-95%", "≥90%且≤95%", "1:1", "三次",
        "第一份报告5月底之前提交，第二份报告10月底之前交", "≥3天以内", "2025年2月30日", "", "按时偿还", "3-5个",
        "1/3", "100%合格", "5A级", "2025年春季", "25年底", "3月初", "≥2025年", "95%（满意度）", "90%（1.0）",
        ".%（1.0）",
    ],
)  # fmt: skip
def test_never_guessed(text: str) -> None:
    reading = read_target(text)
    assert (reading.kind, reading.number, reading.due, reading.unit) == ("text", None, None, "")


@given(
    st.sampled_from(sorted(SIGNS)),
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from(["个", "%", "万元/年", "人次"]),
)
def test_every_sign_before_every_number(word: str, number: Decimal, unit: str) -> None:
    reading = read_target(f"{word}{number}{unit}")
    assert (reading.sign, reading.number, reading.unit) == (SIGNS[word], number, unit)


@given(st.text(max_size=80))
def test_any_text_is_read_and_kept(text: str) -> None:
    reading = read_target(text)
    assert reading.text == text
    assert (reading.kind == "number") == (reading.number is not None)
    assert reading.kind == "date" or reading.due is None
