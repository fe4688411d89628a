"""Forms of the other kinds (区域, 部门整体, 自评, 监控): recognised as such, read as far as there are fields for them.

`expected` holds what must be read exactly; what else stands there must be told, whatever field it is near.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from indicators.content import TableContent
from tests.making import indicator_grid
from tests.making.forms import Form, money_box
from tests.making.paper import Box, Grid, Line, Made, fill

_COLUMNS = ("level1", "level2", "level3", "target")


def _plain(content: TableContent, title: str) -> TableContent:
    """Blank what these forms have no places for."""
    rows = tuple(indicator_grid.expected(row, _COLUMNS) for row in content.indicators)
    blank = {"agency_code": "", "purpose": "", "number": None, "currency_unit": "万元"}
    return dataclasses.replace(content, title=title, indicators=rows, **blank)  # type: ignore[arg-type]


def _grid_rows(content: TableContent, width: int) -> list[list[Box]]:
    return indicator_grid.rows(content, Form(columns=_COLUMNS), width)


def regional(content: TableContent) -> Made:
    """转移支付区域（项目）绩效目标表."""
    title = "中央对地方转移支付区域绩效目标表"
    head = [
        [Box("专项名称"), Box(content.project_name)],
        [Box("中央主管部门"), Box("财政部")],
        [Box("资金情况（万元）", down="start"), Box("年度金额："), money_box(content.budget_total, Form(), "万元")],
        [Box(down="covered"), Box("其中：中央补助"), Box("88.00")],
        [Box("总体目标"), Box(content.goal)],
    ]
    rows = [fill(row, 5) for row in head] + _grid_rows(content, 5)
    blank = dataclasses.replace(_plain(content, title), agency_name="", fiscal_funds=None, other_funds=None)
    return Made([Line(title), Grid(rows)], [blank], ["财政部", "88.00"])


def overall(content: TableContent) -> Made:
    """部门（单位）整体支出绩效目标表."""
    title = "部门整体支出绩效目标表"
    head = [
        [Box("部门名称"), Box(content.agency_name)],
        [Box("年度主要任务", down="start"), Box("任务名称"), Box("主要内容"), Box("预算金额（万元）")],
        [Box(down="covered"), Box("任务甲"), Box("建设中心"), Box("123.45")],
        [Box("年度总体目标"), Box(content.goal)],
    ]
    rows = [fill(row, 5) for row in head] + _grid_rows(content, 5)
    return Made([Line(title), Grid(rows)], [_plain(content, title)], ["任务甲", "建设中心", "123.45"])


def _with_columns(content: TableContent, more: tuple[str, ...], values: tuple[str, ...]) -> list[list[Box]]:
    header, *rows = _grid_rows(content, 4)
    return [[*header, *map(Box, more)]] + [[*row, *map(Box, values)] for row in rows]


def self_evaluation(content: TableContent) -> Made:
    """项目支出绩效自评表."""
    title = "项目支出绩效自评表"
    head = [
        [Box("项目名称"), Box(content.project_name)],
        [Box("实施单位（盖章）"), Box(content.agency_name)],
        [Box("年度总体目标", down="start"), Box("预期目标", 3), Box("实际完成情况", 4)],
        [Box(down="covered"), Box(content.goal, 3), Box("已全部完成", 4)],
    ]
    more = ("实际完成值", "分值", "得分", "偏差原因分析及改进措施")
    header, *rows = _with_columns(content, more, ("完成了九成", "10", "9.5", "天气原因"))
    header = [Box("年度指标值") if box.text == "指标值" else box for box in header]
    grid = Grid([fill(row, 8) for row in [*head, header, *rows]])
    told = ["已全部完成", *["完成了九成", "9.5", "天气原因"] * len(content.indicators)]
    return Made([Line(title), grid], [_plain(content, title)], told)


def monitoring(content: TableContent) -> Made:
    """项目支出绩效目标执行监控表."""
    title = "项目支出绩效目标执行监控表"
    head = [[Box("项目名称"), Box(content.project_name)], [Box("年度总体目标"), Box(content.goal)]]
    more = ("1-7月执行情况", "全年预计完成情况", "备注")
    header, *rows = _with_columns(content, more, ("执行过半", "预计能完成", ""))
    header = [Box("年度指标值") if box.text == "指标值" else box for box in header]
    grid = Grid([fill(row, 7) for row in [*head, header, *rows]])
    told = ["执行过半", "预计能完成"] * len(content.indicators)
    return Made([Line(title), grid], [_plain(content, title)], told)


Maker = Callable[[TableContent], Made]
KINDS: dict[str, Maker] = {
    "regional": regional,
    "overall": overall,
    "self-evaluation": self_evaluation,
    "monitoring": monitoring,
}
