"""Goal tables for tests of checks: a well-made one of any kind of project in a few lines."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from indicators.checks import CHECKS, Context
from indicators.content import IndicatorContent, TableContent
from indicators.findings import Finding

Row = tuple[str, ...]  # 二级, 三级, target, description
FIRST = {
    "数量": "产出指标",
    "质量": "产出指标",
    "时效": "产出指标",
    "成本": "产出指标",
    "经济效益": "效益指标",
    "社会效益": "效益指标",
    "生态效益": "效益指标",
    "可持续影响": "效益指标",
    "服务对象满意度": "满意度指标",
}
ROAD: tuple[Row, ...] = (
    ("数量", "改造道路里程", "≥12公里"),
    ("质量", "路面验收合格率", "100%"),
    ("时效", "改造完工时间", "2025年10月底前"),
    ("成本", "道路改造工程费", "≤360万元"),
    ("社会效益", "沿线通行时间缩短比例", "≥10%"),
    ("服务对象满意度", "沿线居民满意度", "≥90%"),
)


def row(second: str, name: str, target: str, description: str = "") -> IndicatorContent:
    return IndicatorContent(FIRST.get(second, ""), second + "指标" if second else "", name, description, target)


def table(rows: Sequence[Row] = ROAD, total: str | None = "3600000", **values: Any) -> TableContent:
    amount = None if total is None else Decimal(total)
    head = {
        "project_name": "2025年农村公路改造",
        "agency_code": "402301",
        "agency_name": "青山县交通运输局",
        "budget_total": amount,
        "fiscal_funds": amount,
        "purpose": "农村公路路面改造工程款",
        "goal": "1.改造破损路面，让沿线居民出行更安全。",
    }
    return TableContent(indicators=tuple(row(*one) for one in rows), **head | values)


def found(code: str, content: TableContent, **context: Any) -> list[Finding]:
    """What one check finds in a table of 2025."""
    return CHECKS[code].run(content, Context(**{"year": 2025} | context))


def on_row(code: str, second: str, name: str, target: str, description: str = "", **context: Any) -> list[Finding]:
    """What one check finds about one more row in a well-made table."""
    content = table((*ROAD, (second, name, target, description)))
    return [one for one in found(code, content, **context) if one.level3 == name]
