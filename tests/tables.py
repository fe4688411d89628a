"""Goal tables for tests of pages: one call, everything about it can be said."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from budget.models import Agency, Budget, Project
from indicators.library.alike import key_of
from indicators.models import Framework, GoalTable, Indicator

Row = tuple[str, ...]  # level1, level2, name, target, description
ROWS: tuple[Row, ...] = (
    ("产出指标", "数量指标", "监管属地网站", "≥10000个", "监管属地网站的数量"),
    ("产出指标", "质量指标", "验收合格率", "≥95%", "合格的占全部的比例"),
    ("产出指标", "质量指标", "故障响应", "1-2天，急件优先", "从报修到上门"),
    ("效益指标", "社会效益指标", "网络空间", "有效净化", ""),
)


def make_table(
    agency: Agency,
    name: str = "网站平台监管",
    year: int = 2025,
    rows: Sequence[Row] = ROWS,
    total: str | None = "200000",
    currency_unit: str = "元",
    **values: Any,
) -> GoalTable:
    """A table with its project, its budget (unless `total` is None) and its rows."""
    purpose = values.pop("purpose", "助力完成专项行动")
    project = Project.objects.create(agency=agency, year=year, name=name, purpose=purpose)
    if total is not None:
        amount = Decimal(total)
        Budget.objects.create(project=project, total=amount, fiscal_funds=amount, currency_unit=currency_unit)
    values = {"goal": "1.监管网站平台", "title": f"{name}绩效目标表"} | values
    table = GoalTable.objects.create(project=project, framework=Framework.objects.get(code="2015"), **values)
    names = ("level1", "level2", "name", "target", "description")
    Indicator.objects.bulk_create(
        Indicator(table=table, position=position, library_key=key_of(*row[:3]), **dict(zip(names, row, strict=False)))
        for position, row in enumerate(rows, 1)
    )
    return table
