"""相关性 of satisfaction: in its own group, and asked of those who are served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from indicators.checks.registry import Context, Hit, check
from indicators.checks.view import folded, rows_of
from indicators.content import TableContent

_NAMED = re.compile("满意度|满意率|满意程度|认可度|认可率")
# Surveys of satisfaction are work to be done, not its result; fewer complaints are an effect.
_SURVEY = re.compile("调查|测评|问卷|访谈|评价(?:次|工作|报告)|报告|次数|份数|不满意|投诉")
_STAFF = re.compile("(?:全体|内部|在职|机关|单位)*(?:工作人员|干部职工|干部|职工|员工|人员|同志)$")
_BEHIND = re.compile("(?:对|对于|使用|服务|工作)*$")
# The agency itself in other words. 单位 alone may be those who are served, so it needs 本 or its staff.
_SELF = re.compile(
    "^(?:本|我)(?:单位|部门|局|委|办|中心|院|馆|所|站|处|厅|校|机关|街道|镇|乡)(?:内部|机关)?(?:工作人员|干部职工|教职工|干部|职工|员工|人员|各?[科处]室)?$"
    "|^(?:全体)?(?:单位|机关|局机关|委机关|办机关|中心|局|内部|部门)(?:内部)?(?:工作人员|干部职工|干部|职工|员工)$|^(?:单位|机关)内部(?:人员)?$"
)
# Last characters of the names of organisations, so that 市民 is no short name of 市民政局.
_ORGANISATION = re.compile(r"[局委办心处站所院校馆室厅部队会社园府学司道镇乡场库]$")
_SHORT_ENDS = (("办公室", "办"), ("委员会", "委"), ("人民政府", "政府"))
# These serve the offices of their town, so that 机关干部 are those who are served.
_SERVES_OFFICES = re.compile("机关事务|机关服务|机关后勤")
SHORTEST = 3  # 中心 or 学校 alone may be any


@check(
    "satisfaction-misplaced",
    "info",
    "相关性",
    "满意度指标放错位置",
    "满意度应放在满意度指标下，放在别处会漏掉或重复计分。",
)
def check_satisfaction_misplaced(content: TableContent, context: Context) -> Iterator[Hit]:
    """A 满意度 or 认可度 indicator outside the 满意度 group."""
    for row in rows_of(content):
        if row.group == "satisfaction" or not _NAMED.search(row.name) or _SURVEY.search(row.name):
            continue
        if row.is_number and not (row.is_percent or row.reading.unit in ("", "分")):
            continue  # so many surveys or reports
        level = row.source.level2 or row.source.level1
        message = f"“{row.source.level3}”放在“{level}”下，满意度应放在满意度指标下。"
        yield Hit(message, row.source, "level2", found=level, expected="服务对象满意度指标")


@check(
    "satisfaction-of-self", "info", "相关性", "自己评价自己", "满意度应由服务对象评价，由申请单位自己评价没有说服力。"
)
def check_satisfaction_of_self(content: TableContent, context: Context) -> Iterator[Hit]:
    """Satisfaction asked of the applying agency itself."""
    names = tuple(filter(None, (content.agency_name, *context.agency_names)))
    for row in rows_of(content):
        found = _NAMED.search(row.name) or (row.group == "satisfaction" and re.search("满意", row.name))
        if found and not _SURVEY.search(row.name) and _is_self(row.name[: found.start()], names):
            name = row.source.level3
            message = f"“{name}”是由申请单位自己评价，满意度应由服务对象评价。"
            yield Hit(message, row.source, "level3", found=name, expected="服务对象的满意度")


@lru_cache(maxsize=1024)
def _is_self(before: str, names: tuple[str, ...]) -> bool:
    """Whether those who are asked, as named before 满意度, are the agency."""
    asked = re.split("对于?", folded(before), maxsplit=1)[0].rstrip("的")
    asked = _BEHIND.sub("", asked)
    if _SELF.match(asked):
        return asked.startswith(("本", "我")) or not any(_SERVES_OFFICES.search(name) for name in names)
    asked = _STAFF.sub("", asked).rstrip("的")
    return len(asked) >= SHORTEST and any(_is_short_for(asked, folded(name)) for name in names)


def _is_short_for(short: str, name: str) -> bool:
    """Whether all characters of the short name come in the name, in their order, and both end alike."""
    ends = {name[-1:]} | {brief[-1] for full, brief in _SHORT_ENDS if name.endswith(full)}
    if not _ORGANISATION.search(short) or short[-1] not in ends:
        return False
    for full, brief in _SHORT_ENDS:
        if name.endswith(full) and short.endswith(brief) and not short.endswith(full):
            short = short.removesuffix(brief) + full
            break
    letters = iter(name)
    return all(letter in letters for letter in short)
