"""Cost caps against the budget: closing tables are left alone, each of them off by one percent is told."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.indicators.checks.making import Row, found, table

CLOSING: dict[str, tuple[str, list[Row]]] = {
    "lump in 元": ("268000", [("成本", "培训费", "≤268000元")]),
    "lump in 万元": ("268000", [("成本", "培训费", "≤26.8万元")]),
    "lump in 亿元": ("120000000", [("成本", "地铁工程投资", "≤1.2亿元")]),
    "bare 万": ("268000", [("成本", "培训费", "≤26.8万")]),
    "a year's sum": ("300000", [("成本", "物业费", "≤30万元/年")]),
    "several lumps": ("500000", [("成本", "设备费", "≤30万元"), ("成本", "安装费", "≤200000元")]),
    "rounded": ("1234567.89", [("成本", "供暖补贴", "≤123.46万元")]),
    "per piece": ("600000", [("数量", "采购课桌椅", "1200套"), ("成本", "课桌椅单价", "≤500元/套")]),
    "name says single": ("200000", [("数量", "维护系统数量", "4个"), ("成本", "单个系统维护费", "≤5万元")]),
    "per person and year": ("1300000", [("数量", "护林员人数", "20人"), ("成本", "护林员经费", "≤6.5万元/人/年")]),
    "per person and month": ("480000", [("数量", "协管员人数", "10名"), ("成本", "协管员工资", "≤4000元/人/月")]),
    "per month": ("120000", [("成本", "平台租赁费", "≤1万元/月")]),
    "per month, fewer": ("60000", [("时效", "租赁时长", "6个月"), ("成本", "平台租赁费", "≤1万元/月")]),
    "per event": ("90000", [("数量", "文艺演出场次", "≥30场"), ("成本", "演出补贴", "≤3000元/场")]),
    "per area": ("2400000", [("数量", "修缮面积", "1.2万平方米"), ("成本", "屋面修缮费", "≤200元/㎡")]),
    "two prices": (
        "1100000",
        [
            ("数量", "高龄老人人数", "1000人"),
            ("数量", "失能老人人数", "500人"),
            ("成本", "高龄老人津贴标准", "≤600元/人/年"),
            ("成本", "失能老人护理标准", "≤1000元/人/年"),
        ],
    ),
    "price and lump": (
        "250000",
        [("数量", "培训学员数量", "400人"), ("成本", "学员培训费", "≤500元/人"), ("成本", "场地费", "≤5万元")],
    ),
    "total and its parts": (
        "1000000",
        [("成本", "项目总成本", "≤100万元"), ("成本", "人工费", "≤60万元"), ("成本", "材料费", "≤40万元")],
    ),
    "total and the standard": (
        "1000000",
        [("数量", "救助人数", "500人"), ("成本", "救助总支出", "≤100万元"), ("成本", "救助标准", "≤2000元/人")],
    ),
    "a standard that is the sum": ("200000", [("成本", "办公经费标准", "≤20万元")]),
    "savings are no cost": ("500000", [("成本", "改造工程费", "≤50万元"), ("成本", "节约成本", "≥3万元")]),
    "rates are no cost": ("500000", [("成本", "改造工程费", "≤50万元"), ("成本", "成本控制率", "≤100%")]),
    "wages of those counted": ("1080000", [("数量", "协管员人数", "20人"), ("成本", "协管员工资", "≤4500元/月")]),
    "a measure of two characters": ("9600000", [("数量", "改造里程", "12公里"), ("成本", "每公里改造成本", "≤80万元")]),
    "so many villages": ("600000", [("数量", "驻村数量", "20个村"), ("成本", "驻村工作经费", "≤3万元/村")]),
    "tons a day": ("7300000", [("数量", "日处理垃圾量", "200吨"), ("成本", "垃圾处理单价", "≤100元/吨")]),
    "tons per day": ("7300000", [("数量", "垃圾处理量", "≥200吨/日"), ("成本", "垃圾处理单价", "≤100元/吨")]),
    "patrols a month": ("96000", [("数量", "每月巡查次数", "4次"), ("成本", "巡查费", "≤2000元/次")]),
    "what may come on top": ("500000", [("成本", "改造工程费", "≤50万元"), ("成本", "超概算金额", "≤5万元")]),
    "days that are said": ("73000", [("数量", "值守天数", "365天"), ("成本", "值守费", "≤200元/天")]),
}


@pytest.mark.parametrize("kind", CLOSING)
def test_caps_that_close(kind: str) -> None:
    total, rows = CLOSING[kind]
    content = table(rows, total)
    assert found("cost-budget-gap", content) == []
    assert found("cost-not-checkable", content) == []


@pytest.mark.parametrize("kind", CLOSING)
@pytest.mark.parametrize("factor", ["1.013", "0.987"])
def test_each_of_them_off_by_a_little(kind: str, factor: str) -> None:
    total, rows = CLOSING[kind]
    content = table(rows, str(Decimal(total) * Decimal(factor)))
    assert [(one.severity, one.field, one.level3) for one in found("cost-budget-gap", content)] == [("warn", "", "")]


def test_the_message_has_the_figures() -> None:
    (one,) = found("cost-budget-gap", table([("成本", "数据处理费", "≤357万元")]))
    assert "成本指标合计 3,570,000 元，预算 3,600,000 元，差 30,000 元（0.83%）" in one.message
    assert (one.found, one.expected) == ("3,570,000 元", "3,600,000 元")


@pytest.mark.parametrize(
    "rows",
    [
        [("成本", "单次巡检费", "≤8000元"), ("数量", "管护林地面积", "4000亩")],
        [("成本", "讲课费", "≤1500元/学时")],
        [("成本", "补贴标准", "≤300元/人"), ("数量", "新建站点", "5座")],
        [("成本", "搬运费", "≤300元/天")],
        [
            ("成本", "奖学金一等奖标准", "≤3万元/人"),
            ("成本", "奖学金二等奖标准", "≤1万元/人"),
            ("数量", "奖学金人数", "200人"),
        ],
    ],
)
def test_a_price_without_its_quantity(rows: list[Row]) -> None:
    content = table(rows)
    (one,) = found("cost-not-checkable", content)
    assert (one.severity, one.level3, one.field) == ("info", "", "")
    assert rows[0][1] in one.message
    assert found("cost-budget-gap", content) == []


@pytest.mark.parametrize(
    "rows",
    [
        [("成本", "建设成本", "控制在预算范围内")],
        [("成本", "设备费", "≤10万元"), ("成本", "其他费用", "不超过批复数")],
        [("数量", "新建公厕", "12座")],
    ],
)
def test_what_can_not_be_added_up(rows: list[Row]) -> None:
    assert found("cost-budget-gap", table(rows)) == []


@pytest.mark.parametrize("name", ["项目总投资", "工程概算", "施工合同金额"])
def test_what_a_project_costs_over_all_years_is_no_gap(name: str) -> None:
    assert found("cost-budget-gap", table([("成本", name, "≤4800万元")])) == []
    assert len(found("cost-budget-gap", table([("成本", name, "≤300万元")]))) == 1


def test_lumps_above_the_budget_are_told_even_beside_an_open_price() -> None:
    content = table([("成本", "设备费", "≤500万元"), ("成本", "讲课费", "≤1500元/学时")])
    assert len(found("cost-budget-gap", content)) == 1


def test_no_budget_no_gap() -> None:
    assert found("cost-budget-gap", table([("成本", "设备费", "≤500万元")], None)) == []


PRICED = {"台": "空调", "人": "护工", "场": "戏曲", "公里": "水渠", "套": "桌椅"}
UNITS = {"元": 1, "万元": 10**4, "亿元": 10**8}


@st.composite
def closing_tables(draw: st.DrawFn) -> tuple[Decimal, list[Row]]:
    """Prices with their quantities, /月 and /年 among them, mixed with lump sums, that make up the budget exactly."""
    rows: list[Row] = []
    total = Decimal(0)
    for measure in draw(st.lists(st.sampled_from(sorted(PRICED)), min_size=1, unique=True)):
        count, price = draw(st.integers(2, 900)), draw(st.integers(1, 9000))
        unit = draw(st.sampled_from(["元", "万元"]))
        period, times = draw(st.sampled_from([("", 1), ("/年", 1), ("/月", 12)]))
        rows.append(("数量", PRICED[measure] + "数量", f"≥{count}{measure}"))
        rows.append(("成本", PRICED[measure] + "费用", f"≤{price}{unit}/{measure}{period}"))
        total += price * UNITS[unit] * count * times
    for name in draw(st.lists(st.sampled_from(["监理费", "设计费", "审计费"]), unique=True)):
        amount, unit = draw(st.integers(1, 900)), draw(st.sampled_from(sorted(UNITS)))
        rows.append(("成本", name, f"≤{amount}{unit}"))
        total += amount * UNITS[unit]
    return total, rows


@given(closing_tables())
def test_closing_tables_never_fire(made: tuple[Decimal, list[Row]]) -> None:
    total, rows = made
    content = table(rows, str(total))
    assert found("cost-budget-gap", content) + found("cost-not-checkable", content) == []


@given(closing_tables(), st.sampled_from(["0.99", "1.01"]))
def test_off_by_one_percent_always_fires(made: tuple[Decimal, list[Row]], factor: str) -> None:
    total, rows = made
    if total >= 20000:  # a percent of less is under the least gap
        assert len(found("cost-budget-gap", table(rows, str(total * Decimal(factor))))) == 1
