"""Words instead of measures: effects without a number, vague targets, names for any project, kinds that disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from indicators.checks.registry import Context, Hit, check
from indicators.checks.view import PER_MILLE, Row, rows_of
from indicators.checks.words import COUNT_UNITS, MONEY, MONEY_NAME, TIME_UNITS, word_set
from indicators.content import TableContent

# A number inside a longer target that measures something; the 12345 of 12345热线 does not.
_MEASURED = re.compile(
    r"\d\s*(?:[%％‰﹪]|个百分点|倍|成|[万亿]|[个次人家户件份套台名项场期元天日年月小分秒吨亩]|公|平方|千)"
    r"|百分之|[一二三四五六七八九十两]+(?:成|倍|个百分点)|零(?:投诉|事故|上访|差错|故障)"
)
# Grades and standards are ways to measure without a number.
_GRADED = re.compile(
    "优(?!化|势|先|美|惠|越)|良(?!好|性)|[一二三甲乙]级|达标|合格|符合|满足.*要求|按照.*标准|标准|好/|高/|分档|不发生|未发生|无|杜绝|零"
)
_VAGUE_WHOLE = re.compile(
    "(?:是|否|有|及时|按时|准时|落实|到位|良好|较好|好|高|较高|优化|改善|提高|提升|增强|加强|促进|保障|保证|增加|减少|降低|稳定|长期|持续|有效|显著|明显"
    "|推进|推动|完善|满意|高效|可持续|正常|规范|逐步|全面|充分|支持|维护|加快|稳步|较大|一定)+(?:性|度)?"
)
_VAGUE_HEAD = re.compile(
    "有效|显著|明显|有所|进一步|逐步|逐年|持续|不断|大力|切实|充分|稳步|极大|有力|积极|较大|大幅|较好|长期|全面|基本|得到|更加|及时|按时|尽快|尽量|适当"
    "|提升|提高|改善|促进|增强|优化"
)
_VAGUE_TAIL = re.compile(
    "(?:提升|提高|改善|增强|优化|加强|促进|保障|完善|显著|明显|加快|推进|稳定|良好|便利化|有效|维护|增加|减少|降低)$"
)
_MEASURE_TOLD = re.compile("计算公式|公式|÷|问卷|评分|打分|分为|分档|优[、,，/]?良")
LONGEST_VAGUE = 40  # longer targets say what is to be seen
# Names that fit any project: nobody could say what is measured from the name alone.
_GENERIC = word_set(
    "合格率 满意度 满意率 完成率 达标率 及时率 准确率 覆盖率 使用率 优良率 成本 费用 经费 总成本 项目成本"
    " 建设成本 项目费用 项目经费 项目总成本 项目预算 成本控制 项目成本控制 经济成本 数量 项目数量"
    " 任务数量 质量 项目质量 工作质量 服务质量 时间 完成时间 完成时限 项目时间 项目完成时间 完成及时率"
    " 项目完成率 工作完成率 任务完成率 验收合格率 质量合格率 项目合格率 质量达标率 群体满意度"
    " 服务对象满意度 服务满意度 社会效益 经济效益 生态效益 可持续影响 工作效率 时效 及时性 数量指标"
    " 质量指标 时效指标 成本指标"
)


@check("benefits-all-qualitative", "warn", "相关性", "效益全部无法量化", "效益没有一个数字，年底无法判断目标是否实现。")
def check_benefits_all_qualitative(content: TableContent, context: Context) -> Iterator[Hit]:
    """Not one 效益 row has a number or a date."""
    benefits = [row for row in rows_of(content) if row.group == "benefit" and row.target]
    if benefits and all(row.reading.kind == "text" and not _MEASURED.search(row.target) for row in benefits):
        shown = "、".join(f"“{row.source.target}”" for row in benefits[:3])
        message = f"{len(benefits)} 条效益指标的指标值都没有数字（{shown}），请至少量化一条。"
        yield Hit(message, found=shown, expected="至少一条有数字的效益指标")


@check("vague-target", "info", "相关性", "指标值笼统", "没有数字也没有衡量办法的指标值，完成与否各说各话。")
def check_vague_target(content: TableContent, context: Context) -> Iterator[Hit]:
    """No number and no way to measure it."""
    for row in rows_of(content):
        if row.reading.kind == "text" and row.target and _is_vague(row.target):
            if _MEASURE_TOLD.search(row.description):
                continue
            target = row.source.target
            message = (
                f"“{row.source.level3}”的指标值“{target}”无法衡量，请改用数字，或分出优、良、中、差等档次并写明标准。"
            )
            yield Hit(message, row.source, "target", found=target, expected="数字，或分档的标准")


@lru_cache(maxsize=4096)
def _is_vague(target: str) -> bool:
    text = target.strip("。；;，,.")
    if _VAGUE_WHOLE.fullmatch(text):
        return True
    if len(text) > LONGEST_VAGUE or _MEASURED.search(text) or _GRADED.search(text):
        return False
    return bool(_VAGUE_HEAD.match(text) or _VAGUE_TAIL.search(text))


@check("generic-name", "info", "完整性", "指标名称笼统", "放到任何项目都适用的名称，看不出考核的是什么。")
def check_generic_name(content: TableContent, context: Context) -> Iterator[Hit]:
    """A name that would fit any project."""
    for row in rows_of(content):
        if row.name in _GENERIC:
            name = row.source.level3
            message = f"指标名称“{name}”没有说明考核的是什么，请加上对象，例如“××{name}”。"
            yield Hit(message, row.source, "level3", found=name, expected=f"带有考核对象的{name}")


# The kind of thing that a name speaks of, by its end. 效率, 频率 and 利率 are no shares; 指数 and 天数 are no counts.
_RATE = re.compile("(?<![效频速利汇税费功倍])率$|比例$|占比$|百分比$|覆盖面$")
_COUNT = re.compile(
    "数量$|次数$|人数$|个数$|户数$|份数$|件数$|家数$|场次$|(?:单位|项目|企业|学校|系统|用户|设备|网站)数$|总数$|人次$"
)
_TIME = re.compile("时间$|时限$|日期$|期限$|时长$|工期$|天数$|周期$")
_MONEY = re.compile("费用$|金额$|经费$|成本$|造价$|单价$|投资额$")
_KINDS = (("rate", _RATE), ("count", _COUNT), ("time", _TIME), ("money", _MONEY))
_WORDS = {"rate": "比率", "count": "数量", "time": "时间", "money": "金额"}
_PHRASE = 30  # a longer description explains instead of naming


@lru_cache(maxsize=4096)
def _kind_of_name(text: str) -> str:
    text = re.sub("[(（].*?[)）]$", "", text)
    return next((kind for kind, ends in _KINDS if ends.search(text)), "")


def _kind_of_target(row: Row) -> str:
    reading = row.reading
    if reading.kind != "number":
        return "time" if reading.kind == "date" else ""
    unit = reading.unit.split("/")[0]
    if row.is_percent or unit == PER_MILLE:
        return "rate"
    if unit in TIME_UNITS and unit not in ("分", "度", "h", "s"):
        return "time"
    if unit in COUNT_UNITS and "/" not in reading.unit:
        return "count"
    return "money" if MONEY.match(unit) and unit not in ("万", "亿", "块") else ""


@check(
    "description-disagrees",
    "info",
    "相关性",
    "名称、描述与指标值不一致",
    "名称说的是一种内容，描述或指标值却是另一种，无法考核。",
)
def check_description_disagrees(content: TableContent, context: Context) -> Iterator[Hit]:
    """Name, description and target speak of different kinds of thing."""
    for row in rows_of(content):
        name, target = _kind_of_name(row.name), _kind_of_target(row)
        is_sum = name == "count" and target == "money" and MONEY_NAME.search(row.name)  # 资金数量 is one
        if name and target and name != target and not (name == "money" and target == "rate") and not is_sum:
            message = f"“{row.source.level3}”说的是{_WORDS[name]}，指标值“{row.source.target}”却是{_WORDS[target]}。"
            yield Hit(message, row.source, "target", found=row.source.target, expected=_WORDS[name])
            continue
        described = "" if len(row.description) > _PHRASE else _kind_of_name(row.description.rstrip("。；"))
        other = name or target
        if described and other and described != other and {described, other} != {"money", "rate"}:
            whole = f"“{row.source.level3}”和指标值“{row.source.target}”" if not name else f"“{row.source.level3}”"
            message = f"{whole}说的是{_WORDS[other]}，描述“{row.source.description}”却是{_WORDS[described]}。"
            yield Hit(message, row.source, "description", found=row.source.description, expected=_WORDS[other])
