"""Deadlines as they are written in goal tables: 2025年12月底前, 2025年上半年, 9月 (DESIGN 5). Plain Python."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?:年度?|[-/.])"
_MONTH = r"(?P<month>1[0-2]|0?[1-9])月?(?:份)?"
_DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9])[日号]?"
_HALVES = {"上半年": (6, 30), "下半年": (12, 31), "年中": (6, 30)}
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_THIRDS = {"上旬": 10, "中旬": 20}
_BEFORE = r"(?:于|在|至|截至|截止到?|不晚于|不迟于|≤|<|≦|＜|<=)?"
_AFTER = (
    r"(?:止|之?前|以前|内|以内|之内|底|末|底前|末前)?(?:全部|基本|按时|及时)?"
    r"(?:完成|完工|竣工|完成验收|竣工验收|验收|投入使用|上线|交付|提交|实施|结束)?[。；;]?"
)
# "1月1日-" or "1月至": the start of a period; its end is the deadline.
_START = (
    r"(?P<year>(?:19|20)[0-9]{2}[年\-/.])?(?:1[0-2]|0?[1-9])"
    r"(?:[月\-/.](?:3[01]|[12][0-9]|0?[1-9])?[日号]?)?[-—–~～至到]"
)

_PATTERNS = [
    re.compile(_BEFORE + pattern + _AFTER)
    for pattern in (
        _YEAR + r"(?P<month>1[0-2]|0?[1-9])[月\-/.]" + _DAY,
        _YEAR + r"(?P<month>1[0-2]|0?[1-9])(?:月份?)(?P<third>上旬|中旬|下旬|底|末)?",
        _YEAR + r"(?P<half>上半年|下半年|年中)",
        _YEAR + r"第?(?P<quarter>[一二三四1-4])季度",
        r"(?P<year>(?:19|20)[0-9]{2})[.\-/](?P<month>1[0-2]|0?[1-9])",
        r"(?P<year>(?:19|20)[0-9]{2})年度?(?:全年|年?底|年?末|年内|内)?",
        r"(?P<month>1[0-2]|0?[1-9])月份?(?:(?P<day>3[01]|[12][0-9]|0?[1-9])[日号]|(?P<third>上旬|中旬|下旬|底|末))?",
        r"(?:上半年|下半年|第?[一二三四]季度)",
        r"(?:本年度?|当年|年)?(?:年底|年末|底|末)(?<=年底|年末)",
    )
]
_PERIOD = re.compile(_START)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date was meant; `day` is None where the year is not said."""

    day: date | None


def read_due(text: str) -> Deadline | None:
    """The deadline that a text without white space means, or None where it is not one date."""
    for pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            return _deadline(found.groupdict())
    period = _PERIOD.match(text)
    return read_due(_end_of_period(period, text)) if period else None


def _end_of_period(period: re.Match[str], text: str) -> str:
    """The second half of 2025年1月-12月, with the year of the first where it has none of its own."""
    rest = text[period.end() :]
    return rest if re.match(r"(?:19|20)[0-9]{2}", rest) else (period["year"] or "") + rest


def _deadline(parts: dict[str, str | None]) -> Deadline | None:
    year = parts.get("year")
    month, day = _month_and_day(parts)
    if not year:
        return Deadline(None)
    last = calendar.monthrange(int(year), month)[1]
    if day is not None and day > last:
        return None  # 2025年2月30日 is no date: never guess
    return Deadline(date(int(year), month, last if day is None else day))


def _month_and_day(parts: dict[str, str | None]) -> tuple[int, int | None]:
    """The month, and the day where it is not simply the month's last."""
    if half := parts.get("half"):
        return _HALVES[half]
    if quarter := parts.get("quarter"):
        return _QUARTERS[quarter], None
    day = parts.get("day")
    third = _THIRDS.get(parts.get("third") or "")
    return int(parts.get("month") or 12), int(day) if day else third
