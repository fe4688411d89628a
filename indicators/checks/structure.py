"""完整性: what a table must have (财预〔2015〕88号, 财预〔2021〕101号), and what it must have only once."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.checks.registry import Context, Hit, check
from indicators.checks.view import Group, Row, folded, group_of, rows_of
from indicators.content import TableContent
from indicators.findings import Severity

_HEAD = {
    "project_name": "项目名称",
    "budget_total": "预算数",
    "purpose": "资金用途",
    "goal": "绩效目标",
}


@check("required-missing", "block", "完整性", "必填内容空缺", "表头和每条指标的必填内容缺一项，审核和批复就没有依据。")
def check_required_missing(content: TableContent, context: Context) -> Iterator[Hit]:
    """No agency, project, budget, purpose or goal; a row without name or target; no row at all."""
    if not (content.agency_code or content.agency_name):
        yield Hit("没有填写预算单位，请填写单位代码和名称。", field="agency_name", expected="单位代码和名称")
    for name, label in _HEAD.items():
        if getattr(content, name) in (None, ""):
            yield Hit(f"没有填写{label}，请补充。", field=name, expected=label)
    if not content.indicators:
        yield Hit("没有一条绩效指标，请至少填写产出和效益指标。", field="indicators", expected="至少一条指标")
    for position, row in enumerate(content.indicators, 1):
        if not row.level3:
            message = f"第 {position} 条指标没有名称（指标值“{row.target}”），请填写三级指标。"
            yield Hit(message, row, "level3", expected="三级指标名称")
        if not row.target:
            yield Hit(f"指标“{row.level3}”没有指标值，请填写。", row, "target", expected="指标值")


@check("level-missing", "block", "完整性", "指标层级缺失", "产出和效益是目标表的主体，原则上必须有数量和质量指标。")
def check_level_missing(content: TableContent, context: Context) -> Iterator[Hit]:
    """No 产出 or 效益 group, a required 二级 without a row; 满意度 may be left out with a reason."""
    groups = {row.group for row in rows_of(content)}
    if not groups:
        return  # required-missing has said so
    has_output = not groups.isdisjoint(("quantity", "quality", "time", "output"))
    if not has_output:
        yield Hit("没有产出指标，请补充项目的产出（数量、质量、时效）。", expected="产出指标")
    if "benefit" not in groups:
        yield Hit("没有效益指标，请补充经济、社会、生态或可持续影响方面的效益。", expected="效益指标")
    if has_output:
        for name in context.required_seconds:
            if not _has_second(name, groups, content):
                yield Hit(f"没有{name}，原则上每个项目都要设置。", expected=name)
    if "satisfaction" not in groups:
        message = "没有满意度指标；项目不直接服务公众时可以不设，请说明“不适用，因为……”。"
        yield Hit(message, expected="满意度指标", severity="warn")


def _has_second(name: str, groups: set[Group], content: TableContent) -> bool:
    """Whether a 二级 has a row. Of effects and costs there are several kinds, so there the name counts too."""
    group = group_of("", name)
    if group not in ("benefit", "cost", "unknown"):
        return group in groups
    kind = name[:2]
    spellings = ("生态", "环境") if kind in ("生态", "环境") else (kind,)
    return any(word in row.source.level2 for row in rows_of(content) for word in spellings)


@check("duplicate-row", "warn", "完整性", "指标重复", "同一条指标出现两次，考核时会重复计分。")
def check_duplicate_row(content: TableContent, context: Context) -> Iterator[Hit]:
    """The same 二级 and 三级 twice in one table; told at the second. A description may tell them apart: a hint."""
    seen: dict[tuple[str, str], list[Row]] = {}
    for row in rows_of(content):
        alike = seen.setdefault((folded(row.source.level2), folded(row.source.level3)), [])
        if alike and row.name:
            is_apart = all(row.description and one.description not in ("", row.description) for one in alike)
            message = (
                f"“{row.source.level3}”在{row.source.level2 or '同一类指标'}下出现了两次，请合并或改成不同的名称。"
            )
            severity: Severity | None = "info" if is_apart else None
            yield Hit(message, row.source, "level3", row.source.level3, "不同的名称", severity)
        alike.append(row)


@check("same-name-cost", "info", "完整性", "数量与成本同名", "同一个名称既作数量又作成本，看不出各自考核什么。")
def check_same_name_cost(content: TableContent, context: Context) -> Iterator[Hit]:
    """The same 三级 under 数量 and 成本; told at the cost."""
    quantities = {row.name for row in rows_of(content) if row.group == "quantity" and row.name}
    for row in rows_of(content):
        if row.group == "cost" and row.name in quantities:
            name = row.source.level3
            message = f"“{name}”同时是数量指标和成本指标的名称，请写明各自的内容，例如“{name}数量”“{name}成本”。"
            yield Hit(message, row.source, "level3", found=name, expected=f"{name}成本")
