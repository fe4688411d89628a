"""The forms of other places, as far as their public copies show them: each lays one TableContent out its own way.

What these forms ask for beyond our fields stands in `untold`: a reader must tell it as findings.
"""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from indicators.content import IndicatorContent, TableContent
from tests.making import indicator_grid
from tests.making.forms import Form, money_box
from tests.making.paper import Box, Grid, Line, Made, fill

STANDARD = ("level1", "level2", "level3", "target")


def _rows(content: TableContent, columns: tuple[str, ...], words: dict[str, str], width: int) -> list[list[Box]]:
    form = Form(columns=columns, words={**Form().words, **words})
    return indicator_grid.rows(content, form, width)


def _expected(content: TableContent, columns: tuple[str, ...], **blank: object) -> TableContent:
    rows = tuple(indicator_grid.expected(row, columns) for row in content.indicators)
    return dataclasses.replace(content, number=None, indicators=rows, **blank)  # type: ignore[arg-type]


def _money(label: str, amount: Decimal | None, unit: str) -> list[Box]:
    return [Box(label), money_box(amount, Form(), unit)]


def ningxiang(content: TableContent) -> Made:
    """宁乡 2021, 佳县 2016: 长期 and 年度 goals and two blocks of indicators; the year's are the ones to read."""
    columns = ("level1", "level2", "level3", "target")
    words = {"level3": "指标内容", "target": "指标值"}
    long_term = IndicatorContent("产出指标", "数量指标", "长期覆盖的社区", "", "≥300个")
    blocks: list[list[Box]] = []
    for label, rows in (("长期绩效指标", (long_term,)), ("年度绩效指标", content.indicators)):
        first, *others = _rows(content.with_indicators(rows), columns, words, 5)
        blocks.append([Box(label, down="start"), *first])
        blocks += [[Box(down="covered"), *row] for row in others]
    head = [
        [Box("填报单位（盖章）"), Box(content.agency_name), Box("项目属性"), Box("新增□延续√"), Box("")],
        [Box("项目名称"), Box(content.project_name), Box("主管部门"), Box("区政府办"), Box("")],
        [
            *_money("资金总额（万元）", content.budget_total, "万元"),
            *_money("财政拨款", content.fiscal_funds, "万元"),
            Box(),
        ],
        [Box("项目负责人"), Box("张三"), Box("联系电话"), Box("0731-1234567"), Box("")],
        [Box("长期目标"), Box("三年内覆盖全部社区")],
        [Box("年度目标"), Box(content.goal)],
    ]
    grid = Grid([fill(row, 6) for row in head + blocks])
    expected = _expected(content, columns, agency_code="", other_funds=None, purpose="", currency_unit="万元")
    untold = ["新增□延续√", "区政府办", "张三", "0731-1234567", "三年内覆盖全部社区", "长期覆盖的社区", "≥300个"]
    return Made([Line(content.title), grid], [expected], untold)


def sichuan(content: TableContent) -> Made:
    """四川 2023: the target in three columns 指标性质 | 指标值 | 度量单位, weights beside it."""
    columns = ("level1", "level2", "level3", "sign", "target", "unit", "weight")
    words = {"sign": "指标性质", "unit": "度量单位", "weight": "权重"}
    head = [
        [Box("项目名称"), Box(content.project_name)],
        [Box("预算单位"), Box(content.agency_code + content.agency_name)],
        [Box("项目资金（万元）", down="start"), *_money("年度资金总额", content.budget_total, "万元")],
        [Box(down="covered"), *_money("财政拨款", content.fiscal_funds, "万元")],
        [Box(down="covered"), *_money("其他资金", content.other_funds, "万元")],
        [Box("总体目标"), Box(content.goal)],
    ]
    rows = [fill(row, 7) for row in head] + _rows(content, columns, words, 7)
    return Made([Line(content.title), Grid(rows)], [_expected(content, columns, purpose="", currency_unit="万元")])


def tongzhou(content: TableContent) -> Made:
    """通州 2026: 总体, 中期 and 年度 goals beside each other; the year's is the one to read."""
    head = [
        [Box("单位：万元", 5)],
        [Box("单位名称"), Box(content.agency_name)],
        [Box("项目名称"), Box(content.project_name)],
        [Box("项目资金(万元)", down="start"), *_money("年度资金总额", content.budget_total, "万元")],
        [Box(down="covered"), *_money("其中：财政拨款", content.fiscal_funds, "万元")],
        [Box(down="covered"), *_money("其他资金", content.other_funds, "万元")],
        [Box("总体目标", down="start"), Box("中期目标", 2), Box("年度目标", 2)],
        [Box(down="covered"), Box("三年内建成中心", 2), Box(content.goal, 2)],
    ]
    rows = [fill(row, 5) for row in head] + _rows(content, STANDARD, {}, 5)
    expected = _expected(content, STANDARD, agency_code="", purpose="", currency_unit="万元")
    return Made([Line(content.title), Grid(rows)], [expected], ["三年内建成中心"])


def both_sides(content: TableContent) -> Made:
    """中期 and 年度 indicators beside each other in the same rows."""
    names = ["一级指标", "二级指标", "三级指标", "指标值"]
    first = [Box("绩效指标", down="start"), Box("中期指标", 4), Box("年度指标", 4)]
    rows = [first, [Box(down="covered"), *map(Box, names * 2)]]
    for row in content.indicators:
        left = [Box(row.level1), Box(row.level2), Box(f"中期{row.level3}"), Box("≥1000个")]
        right = [Box(row.level1), Box(row.level2), Box(row.level3), Box(row.target)]
        rows.append([Box(down="covered"), *left, *right])
    head = [
        [Box("单位：元", 9)],
        [Box("项目名称"), Box(content.project_name)],
        _money("资金总额", content.budget_total, "元"),
        [Box("总体目标", down="start"), Box("中期目标（2025年—2027年）", 4), Box("年度目标", 4)],
        [Box(down="covered"), Box("三年内建成中心", 4), Box(content.goal, 4)],
    ]
    blank = {"agency_code": "", "agency_name": "", "purpose": "", "fiscal_funds": None, "other_funds": None}
    expected = _expected(content, STANDARD, currency_unit="元", **blank)
    untold = ["三年内建成中心", *(f"中期{row.level3}" for row in content.indicators)]
    return Made([Line(content.title), Grid([fill(row, 9) for row in head] + rows)], [expected], untold)


PROJECT_FORMS = (ningxiang, sichuan, tongzhou, both_sides)
