"""indicators/validation.py: what the editor sends becomes a content, or is refused in sentences."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget.models import Agency, Budget, Project
from budget.money import DECIMALS, MAX_DIGITS
from indicators import limits
from indicators.content import IndicatorContent, TableContent
from indicators.models import GoalTable, Indicator
from indicators.validation import Invalid, Parsed, from_json, from_texts, money_of, weight_of
from tests.making.contents import contents

STORED = TableContent(project_name="网格化", agency_code="667201", agency_name="网格中心", number=3)
ROW = {"level1": "产出指标", "level2": "数量指标", "level3": "次数", "target": "≥10次"}


def sent(*rows: Any, **head: Any) -> dict[str, Any]:
    return {"project_name": "网格化", "indicators": list(rows)} | head


def refusals(values: object) -> list[tuple[str, int | None, str]]:
    with pytest.raises(Invalid) as refused:
        from_json(values, STORED)
    return [(each.field, each.row, each.message) for each in refused.value.problems]


def test_a_content_comes_back_with_what_the_editor_does_not_change() -> None:
    values = sent(ROW, goal="目标", budget_total="1234.50", agency_code="1", agency_name="别的", number=99)
    parsed = from_json(values, STORED)
    expected = IndicatorContent("产出指标", "数量指标", "次数", "", "≥10次")
    assert parsed.content == replace(STORED, goal="目标", budget_total=Decimal("1234.5"), indicators=(expected,))


@given(contents())
@settings(max_examples=60, deadline=None)
def test_what_is_stored_goes_to_the_editor_and_back_unchanged(content: TableContent) -> None:
    content = replace(content, project_name=content.project_name or "项目", indicators=content.indicators[:500])
    assert from_json(content.to_json(), content).content == content


def test_blank_rows_are_dropped_and_the_others_keep_their_places() -> None:
    blank = {"level1": "", "level2": None, "level3": " \n", "weight": ""}
    parsed = from_json(sent(blank, ROW, {}, ROW | {"level3": "", "target": "5家"}), STORED)
    assert (parsed.rows, parsed.sent, len(parsed.content.indicators)) == ((1, 3), 4, 2)


def test_names_of_levels_are_without_white_space_and_else_as_written() -> None:
    (row,) = from_json(sent(ROW | {"level1": "自造 的\n一级", "level2": "进度"}), STORED).content.indicators
    assert (row.level1, row.level2) == ("自造的一级", "进度")


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("1,234.5", "元", "1234.5"),
        ("１２３４．５０", "元", "1234.5"),
        ("1，234，567", "元", "1234567"),
        (" 360 ", "万元", "3600000"),
        ("0.123456", "万元", "1234.56"),
        ("1.5", "亿元", "150000000"),
        ("0", "元", "0"),
        (".5", "元", "0.5"),
        ("5.", "元", "5"),
        ("99999999999999.999999", "元", "99999999999999.999999"),
    ],
)
def test_amounts(text: str, unit: str, expected: str) -> None:
    assert money_of(text, unit) == Decimal(expected)


@pytest.mark.parametrize("text", ["", " ", "\n\u3000"])
def test_a_blank_amount_is_none(text: str) -> None:
    assert money_of(text) is None
    assert weight_of(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-5", "负数"),
        ("－5", "负数"),
        ("−5", "负数"),
        ("五万", "不是数字"),
        ("5万元", "不是数字"),
        ("1,23", "不是数字"),
        ("1.2.3", "不是数字"),
        ("NaN", "不是数字"),
        ("Infinity", "不是数字"),
        ("1e9", "不是数字"),
        (".", "不是数字"),
        ("٣", "不是数字"),
        ("123456789012345", "太大"),
        ("123456789012345678901", "超过 20 位"),
        ("0.1234567", "小数位太多"),
    ],
)
def test_amounts_that_are_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        money_of(text)


def test_an_amount_in_ten_thousands_has_the_limit_of_its_column() -> None:
    with pytest.raises(ValueError, match="太大"):
        money_of("10000000000", "万元")
    with pytest.raises(ValueError, match="小数位太多"):
        money_of("0.12345678901", "万元")


@pytest.mark.parametrize(
    ("text", "expected"), [("10", "10"), ("7.5%", "7.5"), ("２０％", "20"), ("99999.9999", "99999.9999")]
)
def test_weights(text: str, expected: str) -> None:
    assert weight_of(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["-1", "十", "100000", "1.23456", "NaN"])
def test_weights_that_are_refused(text: str) -> None:
    ((field, row, message),) = refusals(sent(ROW, ROW | {"weight": text}))
    assert (field, row) == ("weight", 1)
    assert message.startswith(f"第 2 行的权重“{text}”")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    rows = [ROW, ROW | {"level1": "长" * 101, "weight": "x"}]
    found = refusals(sent(*rows, project_name=" ", budget_total="-1", currency_unit="美元", title="长" * 401))
    assert [each[:2] for each in found] == [
        ("project_name", None), ("currency_unit", None), ("title", None), ("budget_total", None),
        ("level1", 1), ("weight", 1),
    ]  # fmt: skip
    assert found[0][2] == "请填写项目名称，没有名称的表无法保存。"
    assert found[4][2] == "第 2 行的一级指标有 101 个字，最多 100 个字，请缩短。"


def test_texts_as_long_as_their_columns_are_taken() -> None:
    parsed = from_json(sent(ROW | {"level1": "长" * 100}, project_name="长" * 300, title="长" * 400), STORED)
    assert len(parsed.content.project_name) == 300


def test_500_rows_are_taken_and_501_are_not() -> None:
    assert len(from_json(sent(*[ROW] * 500), STORED).content.indicators) == 500
    ((field, row, message),) = refusals(sent(*[ROW] * 501))
    assert (field, row) == ("indicators", None)
    assert "最多 500 条" in message


@pytest.mark.parametrize(
    "values",
    [None, [], "x", 5, {"indicators": {}}, {"indicators": [5]}, {"indicators": [[]]}, sent(goal=5),
     sent(budget_total=1.5), sent(ROW | {"weight": 5}), sent(ROW | {"target": ["x"]}),
     sent(currency_unit=["元"]), sent(project_name={})],
)  # fmt: skip
def test_a_wrong_shape_is_refused_with_a_sentence(values: object) -> None:
    ((_, _, message),) = refusals(values)
    assert "没有保存" in message


def test_units_of_the_plain_form_are_those_in_which_amounts_were_typed() -> None:
    head = {"project_name": "网格化", "budget_total": "360", "fiscal_funds": "360", "currency_unit": "万元"}
    units = {"budget_total": "元", "fiscal_funds": "万元", "other_funds": "万元"}
    content = from_texts(head, [], STORED, units).content
    assert (content.budget_total, content.fiscal_funds, content.other_funds) == (360, 3_600_000, None)
    assert content.currency_unit == "万元"


def test_the_limits_are_those_of_the_columns() -> None:
    lengths = {
        "project_name": Project._meta.get_field("name"),
        "title": GoalTable._meta.get_field("title"),
        "agency_code": Agency._meta.get_field("code"),
        "agency_name": Agency._meta.get_field("name"),
    }
    assert {name: field.max_length for name, field in lengths.items()} == {
        name: limit for name, (limit, _) in limits.LIMITS.items()
    }
    for name in ("level1", "level2"):
        assert Indicator._meta.get_field(name).max_length == limits.LEVEL_LIMIT
    weight, total = Indicator._meta.get_field("weight"), Budget._meta.get_field("total")
    assert (weight.max_digits, weight.decimal_places) == (limits.WEIGHT_DIGITS, limits.WEIGHT_DECIMALS)
    assert (total.max_digits, total.decimal_places) == (limits.MONEY_DIGITS, limits.MONEY_DECIMALS)
    assert (MAX_DIGITS, DECIMALS) == (limits.MONEY_DIGITS, limits.MONEY_DECIMALS)


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from(["1,2", "-1", "\x00", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
fields = ("project_name", "goal", "title", "budget_total", "currency_unit", "indicators", "number")
row_fields = ("level1", "level2", "level3", "target", "weight")
rows = st.lists(st.dictionaries(st.sampled_from(row_fields), anything | st.text(max_size=12)) | anything, max_size=4)
tables = st.dictionaries(st.sampled_from(fields), anything | st.text(max_size=30) | rows) | anything


def parsed_or_refused(values: object) -> Parsed | Invalid:
    try:
        return from_json(values, STORED)
    except Invalid as refused:
        return refused


@given(tables)
@settings(max_examples=400, deadline=None)
def test_whatever_comes_is_a_content_or_refused_in_sentences(values: object) -> None:
    taken = parsed_or_refused(values)
    if isinstance(taken, Invalid):
        assert taken.problems
        assert all(each.message.endswith("。") for each in taken.problems)
    else:
        assert taken.content.project_name.strip()
        assert len(taken.rows) == len(taken.content.indicators)
        assert from_json(taken.content.to_json(), STORED).content == taken.content
