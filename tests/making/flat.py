"""The flat list: one large table, a row for each indicator, the project's cells merged over its rows."""

from __future__ import annotations

import dataclasses

from indicators.content import TableContent
from tests.making import indicator_grid
from tests.making.forms import Form, money_box
from tests.making.paper import Box, Down, Grid, Line, Made

_COLUMNS = ("level1", "level2", "level3", "target")
# Over the whole list, hence the title of each of its tables.
TITLE = "项目支出绩效目标汇总表"
HEADER = ("单位编码", "单位名称", "项目名称", "预算数", "绩效目标", "一级指标", "二级指标", "三级指标", "指标值")


def flat_list(contents: list[TableContent], merged: bool = True) -> Made:
    """All tables in one list; `merged` merges the project's cells, else they are repeated in every row."""
    rows = [[Box(label) for label in HEADER]]
    for content in contents:
        _, *indicators = indicator_grid.rows(content, Form(columns=_COLUMNS), 4)
        count = len(indicators)
        for number, levels in enumerate(indicators):
            down: Down = "" if not merged or count == 1 else ("covered" if number else "start")
            rows.append([*_project(content, down), *levels])
    return Made([Line(TITLE), Line("单位：元"), Grid(rows)], [_expected(one) for one in contents])


def _project(content: TableContent, down: Down) -> list[Box]:
    amount = money_box(content.budget_total, Form(), "元")
    if down == "covered":
        return [Box(down="covered")] * 5
    texts = (content.agency_code, content.agency_name, content.project_name, amount.text, content.goal)
    values = (None, None, None, amount.value, None)
    return [Box(text, down=down, value=value) for text, value in zip(texts, values, strict=True)]


def _expected(content: TableContent) -> TableContent:
    rows = tuple(indicator_grid.expected(row, _COLUMNS) for row in content.indicators)
    blank = {"number": None, "title": TITLE, "purpose": "", "fiscal_funds": None, "other_funds": None}
    return dataclasses.replace(content, indicators=rows, currency_unit="元", **blank)  # type: ignore[arg-type]
