"""Checks that look at the head block or the whole table."""

from typing import Any

import pytest

from indicators.checks import mend
from indicators.content import TableContent
from tests.indicators.checks.making import ROAD, Row, found, on_row, table


def without(second: str) -> TableContent:
    return table([one for one in ROAD if one[0] != second])


def test_the_table_of_the_tests_is_well_made() -> None:
    assert found("required-missing", table()) == found("level-missing", table()) == found("placeholder", table()) == []


@pytest.mark.parametrize("field", ["project_name", "purpose", "goal", "budget_total"])
def test_a_missing_field(field: str) -> None:
    value = None if field == "budget_total" else ""
    (one,) = found("required-missing", table(**{field: value}))
    assert (one.severity, one.field, one.level3) == ("block", field, "")


def test_a_missing_agency_and_missing_rows() -> None:
    assert [one.field for one in found("required-missing", table(agency_code="", agency_name=""))] == ["agency_name"]
    assert found("required-missing", table(agency_code="")) == []
    assert [one.field for one in found("required-missing", table([]))] == ["indicators"]
    assert found("level-missing", table([])) == []


def test_a_row_without_name_or_target() -> None:
    found_here = found("required-missing", table([*ROAD, ("数量", "", "3座"), ("质量", "桥梁合格率", "")]))
    assert [(one.field, one.level3) for one in found_here] == [("level3", ""), ("target", "桥梁合格率")]
    assert "第 7 条" in found_here[0].message


@pytest.mark.parametrize(
    ("funds", "count"),
    [
        ({"fiscal_funds": 3000000, "other_funds": 600000}, 0),
        ({"fiscal_funds": 3600000, "other_funds": None}, 0),
        ({"fiscal_funds": None, "other_funds": None}, 0),
        ({"fiscal_funds": 3000000, "other_funds": 500000}, 1),
        ({"fiscal_funds": 3000000, "other_funds": None}, 1),
        ({"fiscal_funds": 3600001, "other_funds": None}, 1),
        ({"fiscal_funds": 3600050, "other_funds": None, "currency_unit": "万元"}, 0),
        ({"fiscal_funds": 3600000, "budget_total": None}, 0),
    ],
)
def test_funds(funds: dict[str, Any], count: int) -> None:
    assert len(found("funds-mismatch", table(**funds))) == count


def test_the_funds_in_figures() -> None:
    (one,) = found("funds-mismatch", table(fiscal_funds=3000000, other_funds=500000))
    assert "比预算数 3,600,000 元 少 100,000 元" in one.message


@pytest.mark.parametrize(
    ("second", "severity"),
    [("数量", "block"), ("质量", "block"), ("社会效益", "block"), ("服务对象满意度", "warn")],
)
def test_a_missing_level(second: str, severity: str) -> None:
    assert [one.severity for one in found("level-missing", without(second))] == [severity]


def test_levels_that_may_be_missing() -> None:
    assert found("level-missing", without("时效")) == found("level-missing", without("成本")) == []
    assert len(found("level-missing", without("时效"), required_seconds=("数量指标", "时效指标"))) == 1


@pytest.mark.parametrize(
    ("required", "count"),
    [
        ("社会效益指标", 0),
        ("经济效益指标", 1),
        ("成本指标", 0),
        ("经济成本指标", 1),
        ("服务对象满意度指标", 0),
        ("安全指标", 1),
    ],
)
def test_kinds_of_effects_and_costs_are_told_apart_where_one_is_required(required: str, count: int) -> None:
    assert len(found("level-missing", table(), required_seconds=(required,))) == count


def test_no_output_at_all_is_one_finding() -> None:
    assert len(found("level-missing", table(ROAD[4:]))) == 1


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("goal", "目标内容1"),
        ("goal", "1.目标内容"),
        ("goal", "目标"),
        ("goal", "……"),
        ("goal", "1.完成XX道路改造XX公里"),
        ("purpose", "目标"),
        ("purpose", "**项目经费"),
        ("purpose", "目标内容1：用于道路改造"),
        ("project_name", "XX项目"),
        ("goal", "待填写"),
        ("goal", "（示例）"),
        ("goal", "单击此处输入文字"),
        ("purpose", "〇〇项目经费"),
    ],
)
def test_a_placeholder_in_the_head(field: str, text: str) -> None:
    assert [(one.severity, one.field) for one in found("placeholder", table(**{field: text}))] == [("block", field)]


@pytest.mark.parametrize(
    "text",
    [
        "目标1：改造道路；目标2：绿化道路",
        "目标人群覆盖全县",
        "采购T恤XXL号50件",
        "铺设100×200毫米砖",
        "发展旅游……等产业",
        "1.5公里道路改造",
        "指标体系建设和数据治理",
        "落实二〇〇五年规划",
        "示例学校建设和示范推广",
        "请在此岗位工作满三年的人员参加培训",
    ],
)
def test_what_looks_like_a_placeholder(text: str) -> None:
    assert found("placeholder", table(goal=text)) == []


PLACEHOLDER_ROWS = [("指标1", "≥5个"), ("指标2：", "≥5个"), ("XX数量", "≥5个"), ("设备数", "≥XX台")]


@pytest.mark.parametrize(("name", "target"), PLACEHOLDER_ROWS)
def test_a_placeholder_in_a_row(name: str, target: str) -> None:
    (one,) = on_row("placeholder", "数量", name, target)
    assert one.field == ("target" if "XX" in target else "level3")


RIGHT_ROWS = [("设备数", "≥5台", "-"), ("指标完成率", "≥90%", ""), ("重大事故", "无", "")]


@pytest.mark.parametrize(("name", "target", "note"), RIGHT_ROWS)
def test_no_placeholder_in_a_row(name: str, target: str, note: str) -> None:
    assert on_row("placeholder", "数量", name, target, note) == []


YEARS: list[tuple[str, str, str | None]] = [  # field, text, severity
    ("goal", "2024年底前完成改造", "warn"),
    ("purpose", "用于2023年度绿化养护", "warn"),
    ("goal", "2026年10月前完成改造", "warn"),
    ("purpose", "用于2024年道路建设", "warn"),
    ("goal", "2024年完成改造任务", "warn"),
    ("goal", "2024年道路养护水平明显提升", "warn"),
    ("goal", "养护水平不低于2024年", None),
    ("goal", "支付2024年工程尾款", "info"),
    ("purpose", "2022年结转资金", "info"),
    ("goal", "根据2024年度考核结果发放奖励", "info"),
    ("purpose", "对2024年预算执行情况进行审计", "info"),
    ("goal", "编制2026年部门预算", "info"),
    ("goal", "该设备2015年购置，已超期服役", "info"),
    ("goal", "完成2024年度营商环境评价报告", "warn"),
    ("goal", "2024年12月底前已完成招标，2025年完成建设", None),
    ("goal", "依据2023年第5次常务会议纪要", None),
    ("goal", "2024年秋季学期和2025年春季学期资助", None),
    ("goal", "2025年完成改造", None),
    ("goal", "通行量较2024年增长5%", None),
    ("goal", "自2019年起实施免费乘车政策", None),
    ("goal", "该桥建于2008年，2016年经检测为危桥", None),
    ("goal", "落实《2023年全国公路养护规划》（国发〔2022〕5号）", None),
    ("goal", "2024-2026年共改造三期", None),
    ("goal", "到2035年建成现代化路网", None),
    ("goal", "按照GB50300-2013验收", None),
    ("goal", "覆盖2020个村", None),
]


@pytest.mark.parametrize(("field", "text", "severity"), YEARS)
def test_years_in_the_head(field: str, text: str, severity: str | None) -> None:
    found_here = found("year-mismatch", table(**{field: text}))
    assert [(one.field, one.severity) for one in found_here] == ([(field, severity)] if severity else [])


@pytest.mark.parametrize(
    ("target", "description", "field"),
    [
        ("2024年12月31日前", "", "target"),
        ("2026.6", "", "target"),
        ("2025年12月", "完成2024年度评估报告", "description"),
        ("2024年11月-2025年3月", "", None),
        ("2025年12月", "2025年数量与2024年数量对比", None),
    ],
)
def test_years_in_a_row(target: str, description: str, field: str | None) -> None:
    found_here = on_row("year-mismatch", "时效", "报告完成", target, description)
    assert [one.field for one in found_here] == ([field] if field else [])


def test_a_year_of_the_projects_own_name_is_a_hint() -> None:
    content = table(project_name="2021年水毁公路修复", goal="完成2021年水毁公路修复任务")
    assert {(one.field, one.severity) for one in found("year-mismatch", content)} == {
        ("project_name", "info"),
        ("goal", "info"),
    }
    assert found("year-mismatch", content, year=None) == []


@pytest.mark.parametrize(
    ("goal", "purpose", "count"),
    [
        ("1.改造农村公路。", "改造农村公路", 1),
        ("（1）改造公路；\n（2）绿化公路。", "1、改造公路\n2、绿化公路", 1),
        ("年度目标：保障热线平稳运行", "保障热线平稳运行；", 1),
        ("1.改造农村公路12公里。", "改造农村公路", 0),
        ("1.5公里公路改造", "5公里公路改造", 0),
        ("", "", 0),
    ],
)
def test_goal_copies_purpose(goal: str, purpose: str, count: int) -> None:
    assert len(found("goal-copies-purpose", table(goal=goal, purpose=purpose))) == count


def benefits(*targets: str) -> TableContent:
    rows: list[Row] = [("社会效益", f"效益{position}", target) for position, target in enumerate(targets)]
    return table([*(one for one in ROAD if one[0] != "社会效益"), *rows])


@pytest.mark.parametrize(
    ("targets", "count"),
    [
        (("有效提升",), 1),
        (("显著改善", "拓展12345热线的影响"), 1),
        (("持续增强", "保障债券按时兑付", "良好"), 1),
        (("有效提升", "≥5%"), 0),
        (("0起",), 0),
        (("人均年增收500元以上，持续三年",), 0),
        (("2025年12月底前",), 0),
        (("通行能力提高两成",), 0),
        ((), 0),
    ],
)
def test_benefits_without_a_number(targets: tuple[str, ...], count: int) -> None:
    assert len(found("benefits-all-qualitative", benefits(*targets))) == count


CONTRADICTIONS: list[tuple[str, list[Row], int]] = [
    ("举办农机培训12期", [("数量", "农机培训期数", "≥15期")], 1),
    ("资助困难学生500名", [("数量", "困难学生人数", "≥450人")], 1),
    ("培训干部600人次", [("数量", "培训人次", "≥500人次")], 1),
    ("新建公厕8座，绿化带3处", [("数量", "新建公厕数量", "10座")], 1),
    ("改造农村公路15公里", [("数量", "改造农村公路", "≥12公里")], 1),
    ("为300名老人提供助餐服务", [("数量", "助餐老人人数", "≥260人")], 1),
    ("植树造林5000亩", [("数量", "植树造林面积", "≥4500亩")], 1),
    ("开展食品抽检800批次", [("数量", "食品抽检批次", "≥600批次")], 1),
    ("维修路灯600盏", [("数量", "路灯维修数量", "500盏")], 1),
    ("建设高标准农田2万亩", [("数量", "高标准农田建设面积", "1.5万亩")], 1),
    ("力争引进企业10家", [("数量", "引进企业数量", "≥8家")], 0),
    ("检查企业1000家次", [("数量", "检查企业数量", "500家")], 0),
    ("维护监控点位2000个，新增监控点位50个", [("数量", "监控点位数量", "2050个")], 0),
    ("对全市200家企业开展检查，抽查企业50家", [("数量", "抽查企业数量", "50家")], 0),
    ("计划三年改造学校30所，本年改造学校10所", [("数量", "改造学校", "10所")], 0),
    ("保障85人工资发放", [("数量", "在职人员数", "80人"), ("数量", "退休人员数", "5人")], 0),
    ("举办农机培训12期", [("数量", "农机培训期数", "≥12期")], 0),
    ("举办农机培训12期，服务5个镇", [("数量", "惠民演出场次", "≥15场"), ("数量", "覆盖村镇", "21个")], 0),
    ("每镇新建公厕2座", [("数量", "新建公厕数量", "10座")], 0),
    ("已建成公厕20座", [("数量", "公厕数量", "10座")], 0),
    ("新建公厕10座，其中公厕3座在景区", [("数量", "新建公厕数量", "10座")], 0),
    ("2024年启动改造小区8个，2025年完成剩余小区5个", [("数量", "改造小区", "5个")], 0),
    ("2024年改造小区8个", [("数量", "改造小区", "5个")], 0),
    ("2025年改造小区8个", [("数量", "改造小区", "5个")], 1),
    ("发放宣传手册1.2万册", [("数量", "宣传手册", "12000册")], 0),
    ("维修村级公厕6座、城区公厕4座", [("数量", "维修公厕数量", "10座")], 0),
    ("资助困难学生500名", [("数量", "困难学生户数", "450户")], 0),
]


@pytest.mark.parametrize(("goal", "rows", "count"), CONTRADICTIONS)
def test_numbers_of_the_text_and_of_the_rows(goal: str, rows: list[Row], count: int) -> None:
    assert len(found("text-number-contradiction", table(rows, goal=goal, purpose="工程款"))) == count


def test_a_description_may_tell_two_rows_apart() -> None:
    rows: list[Row] = [("数量", "培训人数", "≥50人", "中学教师"), ("数量", "培训人数", "≥80人", "小学教师")]
    assert [one.severity for one in found("duplicate-row", table(rows))] == ["info"]
    assert [one.severity for one in found("duplicate-row", table([rows[0], (*rows[1][:3], "")]))] == ["warn"]
    assert [one.severity for one in found("duplicate-row", table([rows[0], rows[0]]))] == ["warn"]


@pytest.mark.parametrize(
    ("quantity", "cost", "count"),
    [
        ("课桌椅采购", "课桌椅采购", 1),
        ("债券利息", "债券 利息", 1),
        ("文化节演出", "文化节演出", 1),
        ("课桌椅采购数量", "课桌椅采购成本", 0),
        ("辅警人数", "辅警工资", 0),
        ("云平台", "云平台租赁费", 0),
    ],
)
def test_one_name_for_quantity_and_cost(quantity: str, cost: str, count: int) -> None:
    rows: list[Row] = [("数量", quantity, "≥5个"), ("成本", cost, "≤10万元")]
    assert len(found("same-name-cost", table(rows))) == count


def test_offices_are_served_by_those_who_manage_them() -> None:
    asked: Row = ("服务对象满意度", "机关干部职工满意度", "≥90%")
    assert len(found("satisfaction-of-self", table([*ROAD, asked]))) == 1
    assert found("satisfaction-of-self", table([*ROAD, asked], agency_name="市机关事务管理局")) == []
    own: Row = ("服务对象满意度", "本单位职工满意度", "≥90%")
    assert len(found("satisfaction-of-self", table([*ROAD, own], agency_name="市机关事务管理局"))) == 1


@pytest.mark.parametrize(
    ("shared", "own", "count"), [(6, 14, 1), (3, 3, 1), (4, 1, 1), (3, 4, 0), (2, 0, 0), (5, 9, 0)]
)
def test_how_many_rows_make_a_copy(shared: int, own: int, count: int) -> None:
    rows: list[Row] = [("数量", f"第{number}类设备", f"{number}台") for number in range(1, 21)]
    other = table(rows[:shared], project_name="别的项目")
    assert len(found("duplicate-row-other-table", table(rows[: shared + own]), siblings=(other,))) == count


def test_rows_copied_from_another_project() -> None:
    other = table(project_name="2025年桥梁加固")
    (one,) = found("duplicate-row-other-table", table(), siblings=(table(), other))
    assert (one.level3, one.field, one.found) == ("", "", "6 条相同")
    assert "“2025年桥梁加固”" in one.message
    assert found("duplicate-row-other-table", table(), siblings=(table(),)) == []
    few = table([*ROAD[:2], ("数量", "加固桥梁", "3座")], project_name="2025年桥梁加固")
    assert found("duplicate-row-other-table", table(), siblings=(few,)) == []


QUOTES = [
    ("设立”一站式“窗口", "设立“一站式”窗口"),
    ("推进‘放管服’和’互联网‘", "推进‘放管服’和‘互联网’"),
    ("设立“窗口“，改造公路", "设立“窗口”，改造公路"),
    ("第一条\n”放心”消费", "第一条\n“放心”消费"),
    ("改造  公路", "改造公路"),
    ("使用 GIS   system 平台", "使用 GIS system 平台"),
]


@pytest.mark.parametrize(("text", "mended"), QUOTES)
def test_quotes_and_spaces(text: str, mended: str) -> None:
    (one,) = found("reversed-quotes", table(goal=text))
    assert (one.field, one.expected) == ("goal", mended)
    assert mend("reversed-quotes", text) == mended


@pytest.mark.parametrize(
    "text", ["“甲”和“乙”", "”单独一个", "Word 文档", "　　首行缩进", "“外‘内’外”", "“一句\n两行”", "Tom’s 和 Ann’s"]
)
def test_quotes_and_spaces_that_are_right(text: str) -> None:
    assert found("reversed-quotes", table(goal=text)) == []
    assert mend("reversed-quotes", text) == text


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("≥95百分比", "≥95%"),
        ("＞＝８０％", "≥80%"),
        ("≤3万/年", "≤3万元/年"),
        ("≤114万", "≤114万元"),
        ("═5个", "=5个"),
        ("≧3次", "≥3次"),
    ],
)
def test_units_that_are_mended(text: str, mended: str) -> None:
    assert mend("unit-spelling", text) == mended


def test_other_findings_have_no_one_right_answer() -> None:
    assert mend("rate-over-100", "≥100%") == "≥100%"


def test_a_bare_ten_thousand_is_money_only_among_the_costs() -> None:
    (one,) = on_row("unit-spelling", "数量", "覆盖人口", "＞＝10万")
    assert one.expected == "≥10万"
