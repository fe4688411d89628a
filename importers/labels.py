"""The words of the forms: which label means which field or column, in all provinces' forms known (DOMAIN, DESIGN 4).

Labels are compared without white space, after NFKC, without numbering, 其中, notes in brackets and colons. Plain Python.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Head fields. `funds` and `goals` are blocks that hold other labels; `other` is known but has no place in the model.
_HEAD = {
    "project_name": "项目名称 专项名称 预算项目名称 专项资金名称 项目 项目(政策)名称 政策和项目名称 任务(项目)名称",
    "agency": "预算单位 填报单位 申报单位 项目单位 实施单位 项目实施单位 项目承担单位 承担单位 用款单位 编制单位 单位名称 预算单位名称"
    " 部门名称 部门(单位)名称 单位(部门)名称 部门单位名称 项目申报单位 项目填报单位 具体实施单位 单位代码及名称 预算部门(单位) 填报部门 填报部门(单位)",
    "agency_code": "单位代码 单位编码 预算单位代码 预算单位编码 部门代码 部门编码",
    "superior": "主管部门 主管单位 预算部门 市级主管部门 省级主管部门 省级财政部门 中央主管部门 地方主管部门 业务主管部门 部门 主管部门名称"
    " 上级主管部门 市县主管部门 省主管部门 项目主管部门",
    "currency_unit": "金额单位 货币单位",
    "budget_total": "预算数 资金总额 年度资金总额 预算金额 预算总额 项目资金总额 项目总额 年度预算 年度金额 项目预算 总金额 总额 预算资金总额"
    " 预算总金额 本年预算数 年度预算数 年度预算金额 年度预算总额 项目预算金额 项目预算总额 预算资金 当年预算 当年预算数 年初预算数 项目总预算"
    " 本年度预算 年度总额 资金合计 全年预算数 预算批复数 年度项目资金总额 本年度资金总额 当年资金总额",
    "fiscal_funds": "财政资金 财政拨款 当年财政拨款 年度财政拨款 本年财政拨款 财政性资金 财政预算资金 财政拨款资金 本年度财政拨款 当年财政资金"
    " 财政资金总额 财政拨款总额",
    "other_funds": "其他资金 自有资金 单位资金 其他 自筹资金 单位自筹 其它资金 其它 其他来源资金 单位自筹资金 自筹及其他资金",
    "purpose": "资金用途 项目用途 用途 资金用途说明 预算资金用途 资金主要用途",
    "goal": "绩效目标 项目绩效目标 总体目标 年度目标 年度绩效目标 年度总体目标 总体绩效目标 项目年度绩效目标 项目总体目标 预期目标 年度总目标"
    " 绩效总目标 项目目标 预期绩效目标 年初预期目标 本年度绩效目标 年度总体绩效目标 本年度目标 年度目标内容 绩效目标内容 项目总体绩效目标"
    " 项目年度目标 年初设定目标 年初绩效目标 当年绩效目标 年度预期目标 绩效目标描述 年初预期总体目标",
    "goal_later": "中期目标 实施期目标 长期目标 实施期总目标 中长期目标 长期绩效目标 中期绩效目标 实施期绩效目标 三年目标 项目实施期目标"
    " 实施期总体目标 中期总体目标 项目期目标 规划期目标",
    "funds": "预算规模及资金用途 项目资金 资金情况 资金来源 预算规模 预算情况 项目预算情况 预算资金情况 项目资金情况 项目资金来源 资金构成"
    " 项目资金申请 预算规模与资金用途 项目资金及来源 年度资金 资金预算 资金规模 预算执行情况 项目预算资金 资金来源情况 项目资金构成",
    "goals": "绩效目标情况 目标情况 年度总体目标完成情况 总体目标完成情况 目标设定",
    "tasks": "年度主要任务 主要任务 年度重点任务 年度履职任务 重点任务",
    "total_row": "合计 金额合计 总计",
    "other": "项目属性 项目类别 项目类型 项目周期 项目期 项目期限 项目起止时间 起止时间 实施期 项目实施期 项目编码 项目代码 项目负责人 负责人"
    " 联系人 联系电话 电话 项目负责人及电话 联系人及电话 单位负责人 财务负责人 填表人 填报人 制表人 审核人 复核人 填报日期 填表日期 填报时间 日期"
    " 单位职能概述 单位职责 部门职能 部门职责 项目概况 项目基本情况 项目简介 项目内容 项目主要内容 主要内容 立项依据 项目立项依据 项目依据 设立依据"
    " 项目必要性 项目立项必要性 必要性 项目可行性 可行性 可行性分析 项目实施进度计划 实施进度计划 实施计划 进度计划 实施方案 保证项目实施的制度措施"
    " 制度措施 制度保障 其他需要说明的问题 其他说明 其他说明的问题 需要说明的问题 备注 说明 上年结转 上年结转资金 结转资金 以前年度结转 事业收入"
    " 经营性收入 经营收入 上级补助 上级资金 本级资金 中央补助 中央资金 省级资金 省级补助 市级资金 区级资金 县级资金 地方资金 转移支付资金"
    " 一般公共预算 政府性基金 政府性基金预算 国有资本经营预算 社会保险基金 财政专户资金 专户资金 债券资金 任务名称 实际完成情况 年度总体目标实际完成情况"
    " 目标实际完成情况 全年执行数 执行率 执行数 得分 分值 全年预计执行数 1-7月执行数 总分 自评得分 评价结论 存在问题 改进措施 报编号 报表编号"
    " 主管部门及代码 主管部门编码 主管部门代码 项目联系人 绩效类型 资金性质 支出性质 支出类别 预算科目 功能科目 经济分类 地址 邮编 传真"
    " 单位意见 主管部门意见 财政部门意见 审核意见 绩效目标审核意见 项目申报理由 申报理由 申请理由 政策依据 年度 预算年度 所属年度 所属区划"
    " 年度任务 年度工作任务 年度实施内容 年度工作内容 实施内容",
}
# Columns of the indicator grid. `extra` is known but has no place in the model.
_COLUMNS = {
    "level1": "一级指标 一级绩效指标 一级 一级指标名称",
    "level2": "二级指标 二级绩效指标 二级 二级指标名称",
    "level3": "三级指标 三级绩效指标 三级 三级指标名称 指标名称 指标内容 绩效指标名称 具体指标 明细指标 四级指标 三级指标内容",
    "description": "绩效指标描述 指标描述 指标解释 指标说明 说明 绩效指标说明 指标内涵 指标定义 指标含义 指标解释说明 绩效指标解释 三级指标解释"
    " 三级指标说明 三级指标描述",
    "note": "备注",
    "target": "指标值 目标值 年度指标值 绩效指标值 指标目标值 年度目标值 预期指标值 预期值 计划指标值 全年指标值 目标指标值 年度绩效指标值 指标值内容"
    " 三级指标值 年初指标值 本年指标值 绩效目标值 预期目标值 预期当年实现值 当年指标值 年初目标值 计划值",
    "weight": "权重 分值 指标权重 分值权重 权重分 权重分值 分值/权重 权重/分值 指标分值 三级指标权重",
    "unit": "计量单位 度量单位 单位 指标单位 指标值单位",
    "sign": "指标性质 计算符号 指标方向 绩效指标性质 运算符号 符号 指标符号 指标值符号 比较符号",
    "group": "绩效指标 年度绩效指标 指标类别 指标 指标体系 绩效指标体系 年度指标 项目绩效指标 本年度绩效指标 当年绩效指标 指标分类",
    "group_later": "长期绩效指标 中期绩效指标 中长期绩效指标 实施期绩效指标 中期指标 长期指标 总体绩效指标 实施期指标",
    "extra": "序号 行号 实际完成值 完成值 全年完成值 全年实际完成值 实际值 得分 自评得分 偏差原因分析及改进措施 偏差原因 未完成原因分析 偏差原因分析"
    " 改进措施 数据来源 指标来源 设定依据 指标值设定依据 指标设定依据 佐证资料 1-7月执行情况 执行情况 全年预计完成情况 完成目标可能性"
    " 赋分规则 评分标准 评分规则 评分细则 完成值取值方式 取值方式 数据项1 数据项2 指标类型 上年指标值 历史指标值 上年完成值 前年完成值"
    " 预计完成值 完成情况 实际完成情况 证明材料 确定能 有可能 完全不可能 经费保障 制度保障 人员保障 硬件条件保障 其他 原因说明 是否核心指标",
}

MONEY = frozenset({"budget_total", "fiscal_funds", "other_funds"})
# Labels that can only stand at the top of a form: below an indicator grid they begin the next one.
STARTS = frozenset({"project_name", "agency", "agency_code"})

# The usual names of levels, without 指标: with them a plain-text dump tells where a row begins.
LEVEL_NAMES = frozenset(
    [
        "成本",
        "产出",
        "效益",
        "满意度",
        "数量",
        "质量",
        "时效",
        "进度",
        "经济效益",
        "社会效益",
        "生态效益",
        "环境效益",
        "可持续影响",
        "可持续发展",
        "经济成本",
        "社会成本",
        "生态环境成本",
        "服务对象满意度",
        "效果",
        "效率",
        "管理效率",
        "履职效能",
        "社会效应",
        "可持续性",
        "社会公众满意度",
        "社会公众或服务对象满意度",
        "投入",
        "过程",
        "管理",
        "决策",
        "影响力",
        "预算执行",
        "经济性",
        "效益效果",
    ]
)

_NUMBERING = re.compile(r"^(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|[(]?\d{1,2}[)、.](?!\d)|[*★#▲]+)+")
_NOTE = re.compile(
    r"[(](?:单位:|金额:|人民币|金额单位:|以)?(?P<unit>元|万元|亿元)?(?:为单位)?[)]"
    r"|[(](?:盖章|公章|签章|签字|签名|章|必填|选填|[A-Z]|[A-Z]/[A-Z]|\d{1,3}分?|标准|本年|当年|年度|自评|含代码|代码|全称|编码|名称)[)]"
    r"|[(]?(?:19|20)\d\d(?:年度?)?(?:[-—~至](?:19|20)\d\d(?:年度?)?)?[)]?$"
)
_TRAILING_UNIT = re.compile(r",?(?:单位:?)?(?P<unit>万元|亿元)$")


class Label(NamedTuple):
    """What a cell means as a label: the field, the unit of money that it names, and the value in the same cell."""

    field: str
    unit: str = ""
    value: str = ""


def fold(text: str) -> str:
    """A text as labels are compared: NFKC, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _dictionary(fields: dict[str, str]) -> dict[str, str]:
    return {fold(word): field for field, words in fields.items() for word in words.split()}


_HEAD_WORDS, _COLUMN_WORDS = _dictionary(_HEAD), _dictionary(_COLUMNS)
MAX_LABEL = 40  # characters; longer texts are values


def _core(folded: str) -> tuple[str, str]:
    """The label without numbering, notes and colons, and the unit of money that a note names."""
    core = _NUMBERING.sub("", folded).strip(":")
    for lead in ("其中:", "其中"):
        core = core.removeprefix(lead)
    note = _NOTE.search(core)
    unit = (note and note["unit"]) or ""
    core = _NOTE.sub("", core).strip(":")
    if trailing := _TRAILING_UNIT.search(core):
        core, unit = core[: trailing.start()].strip(":("), unit or trailing["unit"]
    return core, unit


@lru_cache(maxsize=8192)
def _lookup(text: str, columns: bool) -> Label | None:
    words = _COLUMN_WORDS if columns else _HEAD_WORDS
    folded = fold(text)
    if folded in words:
        return Label(words[folded])
    core, unit = _core(folded)
    return Label(words[core], unit) if core in words else None


def column_label(text: str) -> Label | None:
    """The meaning of a cell in the header row of an indicator grid."""
    return _lookup(text, True) if text and len(text) <= MAX_LABEL else None


def head_label(text: str) -> Label | None:
    """The meaning of a whole cell in the head block; None where it is a value."""
    return _lookup(text, False) if text and len(text) <= MAX_LABEL else None


_INLINE = re.compile(r"(?s)([^:：\n]{2,30})[:：][ \u3000]*(.*\S)")


def inline_label(text: str) -> Label | None:
    """A label and its value in one text, such as 填报单位：某局."""
    found = _INLINE.match(text)
    if not found:
        return None
    label = _lookup(found[1], False)
    return label and label._replace(value=found[2])


_UNIT = re.compile(r"(?:金额|货币|计量)?单位[:：]\s*(?:人民币)?(?P<unit>元|万元|亿元)(?:人民币)?")


def currency_unit(text: str) -> tuple[str, str]:
    """The unit of money that a text such as 单位：万元 states, and the rest of the text; ("", text) where it states none."""
    if "单" not in text or len(text) > 120:
        return "", text
    squeezed = re.sub(r"(?<=单)\s+(?=位)", "", text)
    found = _UNIT.search(squeezed)
    if not found:
        return "", text
    rest = squeezed[: found.start()] + squeezed[found.end() :]
    return found["unit"], rest.strip(" \u3000()（）[]【】")


def names_level(text: str) -> bool:
    """Whether a text is one of the usual names of 一级 or 二级."""
    folded = re.sub(r"[(].*[)]$", "", fold(text))
    return folded.removesuffix("指标") in LEVEL_NAMES or (folded.endswith("指标") and len(folded) <= 14)
