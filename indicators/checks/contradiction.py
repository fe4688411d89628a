"""相关性: a number of things in the purpose or the goal that differs from the row about the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from indicators.checks.registry import Context, Hit, check
from indicators.checks.view import Row, plain, rows_of
from indicators.checks.words import COUNT_UNITS, LESS_IS_BETTER
from indicators.content import TableContent

_UNITS = sorted((unit for unit in COUNT_UNITS if unit not in ("点", "位")), key=len, reverse=True)
_MORE_UNITS = ("公里", "千米", "平方米", "亩", "吨")
_COUNTED = re.compile(
    r"(?<![\d.,\-第])(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?P<big>[万亿])?(?P<more>余|多)?"
    rf"(?P<unit>{'|'.join([*_UNITS, *_MORE_UNITS])})(?!次)"
)
_WORDS_BEFORE = re.compile(r"[\u4e00-\u9fff]*$")
_WORDS_BEHIND = re.compile(r"[\u4e00-\u9fff“”]{0,10}")
_BIG = {"万": 10**4, "亿": 10**8, "": 1, None: 1}
# A number of something else than this year's work: shares of it, earlier work, the state of things, ranges.
_OTHER_NUMBER = re.compile(
    "每|各|人均|平均|第|约|左右|共有|现|近|超过|不少于|不低于|以上|至|到|新增|剩余|首批|一期|二期|余|多"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_OTHER_CLAUSE = re.compile(
    "力争|争取|每|各|其中|分别|已|现有|原有|目前|上年|去年|累计"
)  # wherever it stands before the number
# What says how a thing is done or counted, not what it is.
_COMMON = re.compile(
    "数量|批次|株数|台数|套数|篇数|面积|里程|长度|次数|人数|人次|个数|户数|份数|件数|家数|总数|场次|期数|场数|数$|完成|开展|举办|组织|建设|新建|改造|采购|购置|实施|提供|发放|全年|年度|工作|活动|项目|任务|计划"
    "|覆盖|保障|维护|运维|服务|管理|通过|对|进行|及|和|的|等"
)
_SAME_UNIT = {"名": "人", "位": "人", "千米": "公里"}
_DIGIT = re.compile("[0-9]")
_CLAUSE = re.compile("[，。；;！？\n]")


@dataclass(frozen=True, slots=True)
class _Count:
    """A number of things in a text, and the words around it that say what they are.

    `sure` where it must be this year's work; the others may agree with a row, and contradict none.
    """

    number: Decimal
    unit: str
    words: str
    text: str
    sure: bool


def _counts(text: str, year: int | None) -> Iterator[_Count]:
    """The numbers of things in a text."""
    if not _DIGIT.search(text):
        return
    for clause in _CLAUSE.split(text):
        for one in _COUNTED.finditer(clause):
            before = _WORDS_BEFORE.search(clause, max(0, one.start() - 14), one.start())
            behind = _WORDS_BEHIND.match(clause, one.end())
            words = before[0] if before else "", behind[0] if behind else ""
            near = words[0][-4:] + (one["more"] or "") + words[1][:2]
            doubt = _OTHER_NUMBER.search(near) or _OTHER_CLAUSE.search(clause, 0, one.start())
            other_year = any(int(told) != year for told in _YEAR.findall(clause))
            number = Decimal(one["number"].replace(",", "")) * _BIG[one["big"]]
            unit = _SAME_UNIT.get(one["unit"], one["unit"])
            yield _Count(
                number,
                unit,
                words[1] + " " + words[0],
                one["number"] + (one["big"] or "") + one["unit"],
                not (doubt or other_year),
            )


def _core(name: str) -> str:
    return _COMMON.sub("", re.sub("[(（].*?[)）]", "", name))


def _about(core: str, words: str) -> bool:
    """Whether the words next to a number name the same thing as a row's name, also the other way round.

    维修路灯600盏 is about 路灯维修.
    """
    near = _COMMON.sub("", words)
    halves = ((core[:cut], core[cut:]) for cut in range(2, len(core) - 1))
    return len(core) >= 2 and (core in near or any(one in near and other in near for one, other in halves))


def _touches(core: str, words: str) -> bool:
    """Whether they have two characters that follow each other in common: enough to agree, not to contradict."""
    return any(core[at : at + 2] in words for at in range(len(core) - 1))


def _value(row: Row) -> tuple[Decimal, str]:
    unit = row.reading.unit
    scale = _BIG[unit[0]] if len(unit) > 1 and unit[0] in "万亿" and not unit.startswith("万元") else 1
    unit = unit[1:] if scale != 1 else unit
    return row.number * scale, _SAME_UNIT.get(unit, unit)


@check(
    "text-number-contradiction",
    "warn",
    "相关性",
    "正文与指标的数量不一致",
    "同一件事在目标里和指标里是两个数，无法确定要完成多少。",
)
def check_text_number_contradiction(content: TableContent, context: Context) -> Iterator[Hit]:
    """A number of things in the purpose or goal that differs from the row about the same thing."""
    rows = [row for row in rows_of(content) if row.group in ("quantity", "output") and row.is_number]
    rows = [row for row in rows if not LESS_IS_BETTER.search(row.name)]
    counts = list(_counts(content.purpose + "\n" + content.goal, context.year)) if rows else []
    for row in rows if counts else ():
        number, unit = _value(row)
        core = _core(row.name)
        same = [count for count in counts if count.unit == unit and _about(core, count.words)]
        told = next((count for count in same if count.sure), None)
        kin = [count for count in counts if count in same or (count.unit == unit and _touches(core, count.words))]
        if told is None or any(count.number == number for count in kin) or _agree_together(row, rows, core, kin):
            continue
        target = row.source.target
        message = f"“{row.source.level3}”的指标值是“{target}”，目标或用途里写的是“{told.text}”，请核对哪一个正确。"
        yield Hit(message, row.source, "target", found=target, expected=plain(told.number) + told.unit)


def _agree_together(row: Row, rows: list[Row], core: str, counts: list[_Count]) -> bool:
    """Whether the text gives the sum of several rows, or of the text's own numbers the row's."""
    number, unit = _value(row)
    alike = [_value(other)[0] for other in rows if _value(other)[1] == unit and core in other.name]
    total = sum(alike, Decimal(0))
    return sum(count.number for count in counts) == number or any(count.number in (total, *alike) for count in counts)
