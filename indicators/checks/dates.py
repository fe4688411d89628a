"""可行性 and 完整性 of dates: years other than the budget's, dates without a year, several deadlines in one value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from indicators.checks.registry import Context, Hit, check
from indicators.checks.view import rows_of
from indicators.content import IndicatorContent, TableContent

# A year as people write one; the 2013 of GB50300-2013 and the 2021 of 〔2021〕 are none, 2025年 and 2025.12 are.
_YEAR = re.compile(r"(?<![\d.\-:：/A-Za-z])((?:19|20)\d\d)\s*(?:财?年(?!代)|[./-](?:1[0-2]|0?[1-9])(?!\d))")
_RANGE = re.compile(
    r"((?:19|20)\d\d)\s*年?度?(?:[./-]?\d{1,2}月?)?(?:\d{1,2}日)?(?:[春秋]季?(?:学期)?)?"
    r"\s*[-—–~～至到/、和及]+\s*((?:19|20)\d\d)(?!\d)"
)
# Names of rules and plans carry the year of their issue.
_NAMES = re.compile(r"《[^》]*》|[〔\[【(（]\s*(?:19|20)\d\d\s*(?:年(?:修订|版|修正)?)?\s*[〕\]】)）]")
# Money of other years is spent this year on purpose.
_CARRIED = re.compile("结转|结余|债|尾款|质保金|欠|往年|历年|续建|跨年|延续|余款|清算|决算|补发|退库|存量")
# This year's work on what was done in an earlier year; a report on it is told, since reports are written every year.
_ABOUT_EARLIER = re.compile("考核|绩效工资|奖励|奖金|奖补|审计|年鉴|公报|执行情况")
# This year's work that ends in the next one or prepares it.
_ABOUT_NEXT = re.compile("总结|评估|验收|考核|结算|质保|春节|元旦|编制|预算|计划|春季")
# What an earlier year may be good for: a base to compare with, or how things came to be.
_BASE = re.compile(
    "同比|环比|同期|增长|增幅|增速|下降|降幅|相比|对比|比对|÷|基数|基期|基准|基础上|持平|年度?(?:实际)?水平"
)
_BASE_BEFORE = re.compile("(?:较|比|高于|低于|超过|优于|参照|对照|不少于)$")
# 建设, 采购 and 完成 are not among them: what they speak of is mostly this year's work with last year's number.
_HISTORY = re.compile(
    "[年月日度](?:初|底|末)?(?:起|以来|以后|建成|投入使用|投用|成立|印发|批复|颁布|出台|施行|立项|签订|开工|启动|设立|竣工|入选|创建|上线|获|被|经)"
)
_HISTORY_BEFORE = re.compile("(?:自|从|始建于|建于|建成于|成立于|截至|截止到?|至今|已于?)$")
_DONE = re.compile("已经?(?:完成|建成|实施|开展|拨付|支付|超|达|投入)")
_RULE_BEFORE = re.compile("(?:依据|根据|按照?|落实|贯彻|执行)[^，]{0,12}$")
_RULE_BEHIND = re.compile("纪要|批复|通知|意见|办法|文件|方案|规划|精神")
_LONG_AGO = 5  # years: nobody copies a table that old, so the text tells how things came to be
_PLAN_YEARS = 4  # 到2035年, 2030年前: a plan's horizon, not this budget's deadline
_CLAUSE = re.compile("[，。；;！？\n]")
_MONTH = re.compile(r"(?<![\d个])(?:1[0-2]|0?[1-9])\s*月(?!龄|嫂|度|均|活|租|票|/)")
_RECURRING = re.compile("每|次[年月]|逢|当月|本月|上月|月度|各月|[0-9]+月/")
_PERIOD = re.compile(
    r"月(?:份|底|末|初|[上中下]旬)?(?:\d{1,2}[日号])?\s*[-—–~～至到]+\s*(?:(?:19|20)\d\d\s*[年./-])?\d{1,2}"
)
_ANY_DATE = re.compile(
    r"(?:(?:19|20)\d\d\s*年?[./-]?\s*)?(?<!\d)(?:1[0-2]|0?[1-9])\s*月(?:(?:3[01]|[12]\d|0?[1-9])[日号])?|(?:19|20)\d\d年(?!\d)"
)
_LABELS = {
    "purpose": "资金用途",
    "goal": "绩效目标",
    "level3": "三级指标",
    "description": "绩效指标描述",
    "target": "指标值",
}


@check(
    "year-mismatch", "warn", "可行性", "年份与预算年度不符", "目标表只管本预算年度，别的年份多半是沿用旧表时没有改。"
)
def check_year_mismatch(content: TableContent, context: Context) -> Iterator[Hit]:
    """A year other than the budget's in a text; info where the project's name or the money explains it."""
    if context.year is None:
        return
    named = {int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", content.project_name)}
    for year in sorted(named - {context.year}) if not _covers(content.project_name, context.year) else ():
        if context.year not in named:
            yield _year_hit(None, "project_name", "项目名称", year, context.year, "info")
    for row, name, text in _dated_texts(content):
        for year, severity in _other_years(text, context.year, name == "target"):
            explained = year in named or (name != "target" and _CARRIED.search(content.project_name))
            yield _year_hit(row, name, _LABELS[name], year, context.year, "info" if explained else severity)


def _dated_texts(content: TableContent) -> Iterator[tuple[IndicatorContent | None, str, str]]:
    """The texts in which a year may stand; most hold none, and looking for one is cheap."""
    for name in ("purpose", "goal"):
        yield None, name, getattr(content, name)
    for row in content.indicators:
        for name in ("level3", "description", "target"):
            yield row, name, getattr(row, name)


def _year_hit(row: IndicatorContent | None, field: str, label: str, year: int, budget: int, severity: Any) -> Hit:
    where = f"指标“{row.level3}”的{label}" if row and field != "level3" else label
    message = f"{where}写的是 {year} 年，本表是 {budget} 年度预算，请核对年份。"
    return Hit(message, row, field, found=f"{year}年", expected=f"{budget}年", severity=severity)


def _covers(text: str, budget: int) -> bool:
    """Whether a span of years in the text holds the budget's."""
    return any(int(first) <= budget <= int(last) for first, last in _RANGE.findall(text))


def _other_years(text: str, budget: int, is_target: bool) -> Iterator[tuple[int, Any]]:
    """The years of a text that are not the budget's, each once, with what to make of it."""
    if "20" not in text and "19" not in text:
        return
    seen = {budget}
    bare = _RANGE.sub(lambda span: " " if int(span[1]) <= budget <= int(span[2]) else span[0], _NAMES.sub(" ", text))
    for found in _YEAR.finditer(bare):
        year = int(found[1])
        if year in seen:
            continue
        start, clause = _clause(bare, found.start())
        if _is_background(clause, found.start() - start, year, budget, is_target):
            continue
        seen.add(year)
        yield year, "info" if _is_explained(clause, year - budget) else "warn"


def _is_explained(clause: str, years: int) -> bool:
    """Whether the clause says why another year stands there; `years` is how far it is from the budget's."""
    about = _ABOUT_EARLIER if years < 0 else _ABOUT_NEXT
    return bool(_CARRIED.search(clause) or years <= -_LONG_AGO or (years <= 1 and about.search(clause)))


def _clause(text: str, at: int) -> tuple[int, str]:
    """The clause around a place and where it begins."""
    start = max((cut.end() for cut in _CLAUSE.finditer(text, 0, at)), default=0)
    end = _CLAUSE.search(text, at)
    return start, text[start : end.start() if end else len(text)]


def _is_background(clause: str, at: int, year: int, budget: int, is_target: bool) -> bool:
    """Whether a year is there to compare with, to tell how things came to be, or as a plan's horizon."""
    if year > budget:
        return not is_target and year >= budget + _PLAN_YEARS
    if _BASE.search(clause) or _BASE_BEFORE.search(clause, 0, at):
        return True
    if is_target:
        return False
    if _RULE_BEFORE.search(clause, 0, at) and _RULE_BEHIND.search(clause, at):
        return True
    return bool(_HISTORY_BEFORE.search(clause, 0, at) or _HISTORY.search(clause, at, at + 18) or _DONE.search(clause))


@check("date-incomplete", "info", "完整性", "时限不完整", "没有年份或一栏里有几个时限，到期时无法判断是否按时完成。")
def check_date_incomplete(content: TableContent, context: Context) -> Iterator[Hit]:
    """A date without a year, or several deadlines in one value."""
    for row in rows_of(content):
        target, reading = row.source.target, row.reading
        if reading.kind == "number" or not target:
            continue
        if reading.kind == "text" and _several(row.target):
            message = f"“{row.source.level3}”的指标值“{target}”有几个时限，建议分成几条指标，各写一个完整的日期。"
            yield Hit(message, row.source, "target", found=target, expected="每条指标一个完整的日期")
        elif _without_year(row.target, reading.kind == "date", reading.due is None):
            message = f"“{row.source.level3}”的指标值“{target}”没有写年份，请写完整的日期。"
            yield Hit(message, row.source, "target", found=target, expected="带年份的日期")


def _several(target: str) -> bool:
    return len(_ANY_DATE.findall(target)) > 1 and not _RECURRING.search(target) and not _PERIOD.search(target)


def _without_year(target: str, is_date: bool, no_day: bool) -> bool:
    if is_date:
        return no_day and not re.match("本年|当年|年内|全年", target)
    if re.search(r"(?:19|20)\d\d|本年|当年", target) or _RECURRING.search(target) or len(target) > 40:
        return False
    return bool(_MONTH.search(target))
