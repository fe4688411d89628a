"""What keeps a table that was read from being stored, each as one finding. Plain Python, no Django."""

from __future__ import annotations

from importers.reading_types import Kind, ReadTable
from indicators.content import TableContent
from indicators.findings import Finding
from indicators.limits import LEVEL_LIMIT, LIMITS, MOST_NUMBER

KIND_NAMES: dict[Kind, str] = {
    "project": "项目支出绩效目标表",
    "overall": "部门（单位）整体支出绩效目标表",
    "regional": "区域（转移支付）绩效目标表",
    "self-evaluation": "绩效自评表",
    "monitoring": "绩效运行监控表",
}


def obstacle(table: ReadTable) -> Finding | None:
    """Why the table can't be stored, or None."""
    content = table.content
    if table.kind != "project":
        name = KIND_NAMES[table.kind]
        return _finding("other-kind", table, f"是{name}，不是项目支出绩效目标表，未导入", name, KIND_NAMES["project"])
    if not content.project_name:
        return _finding("project-name-missing", table, "没有项目名称，无法入库", "", "项目名称")
    if not (content.agency_code or content.agency_name):
        return _finding("agency-missing", table, "没有预算单位，无法入库", "", "单位代码和名称，例如 667201某某单位")
    return _too_long(table, content)


def _too_long(table: ReadTable, content: TableContent) -> Finding | None:
    for field, (limit, words) in LIMITS.items():
        text = getattr(content, field)
        if len(text) > limit:
            return _finding(
                "too-long", table, f"的{words}有{len(text)}个字，最多{limit}个字，未导入", text, f"最多{limit}个字"
            )
    for row in content.indicators:
        if max(len(row.level1), len(row.level2)) > LEVEL_LIMIT:
            said = f"的一级或二级指标名称超过{LEVEL_LIMIT}个字（三级指标“{row.level3[:30]}”一行），未导入"
            return _finding("too-long", table, said, max(row.level1, row.level2, key=len), f"最多{LEVEL_LIMIT}个字")
    if content.number is not None and content.number > MOST_NUMBER:
        return _finding("too-long", table, f"的序号{content.number}过大，未导入", str(content.number), "正常的序号")
    return None


def _finding(code: str, table: ReadTable, said: str, found: str, expected: str) -> Finding:
    name = f"“{table.content.project_name[:60]}”" if table.content.project_name else ""
    message = f"{table.place.file} 第{table.ordinal}张表{name}{said}。"
    return Finding(code, "block", message, table.place, found=found, expected=expected)
