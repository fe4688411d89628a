"""The parameters of lists: the same names and values as on the pages, described exactly for the OpenAPI page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from django.utils import timezone
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from figures.lists.forms import KIND_WORDS, STATES
from indicators.checks import CHECKS
from indicators.filters import ADDED, ADJUSTING, AMOUNTS, FINDINGS, SUBMITTED
from indicators.indicator_filters import IN_FORCE, TARGETS, WAITING
from indicators.models import Status
from indicators.reader_codes import OTHERS, OTHERS_KEY, READ
from reviews.models.events import LOG_WORDS

FIRST, LAST = 1990, 2100
MOST_KEY = 2**63 - 1  # of a key in the database
MOST = 200  # entries on a page
# Brought along by reviews and by figures, whose apps are ready before addresses are.
_OVERDUE, _PUNCTUAL = ADDED["overdue"].choices, ADDED["punctual"].choices


@dataclass(frozen=True)
class OneOf:
    """Marks a text that is one of some values, which are only known when the program runs."""

    values: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """For pydantic."""
        return core_schema.literal_schema(list(self.values))


def _moment(text: Any) -> datetime:
    """RFC 3339; without a zone it is Chinese time."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)?", str(text), re.ASCII):
        raise ValueError("应是时间，例如 2025-03-01T08:00:00+08:00")
    try:
        found = datetime.fromisoformat(str(text).upper())
    except ValueError:
        raise ValueError("没有这个时间") from None
    _check_year(found.year)
    return found if found.tzinfo else timezone.make_aware(found)


def _day(text: Any) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(text), re.ASCII):
        raise ValueError("应是日期，例如 2025-03-01")
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        raise ValueError("没有这一天") from None
    _check_year(found.year)
    return found


def _check_year(year: int) -> None:
    if not FIRST < year < LAST:
        raise ValueError(f"应在 {FIRST} 年到 {LAST} 年之间")


def _text(text: str) -> str:
    """PostgreSQL can't even look for this one character."""
    if "\x00" in text:
        raise ValueError("不能有空字符")
    return text


def _alike(text: str) -> str:
    if "@" not in text:
        raise ValueError("应是“同类指标@单位”")
    return text


def _keys(choices: Iterable[tuple[str, Any]]) -> tuple[str, ...]:
    """The values of choices."""
    return tuple(key for key, _ in choices)


def _number(value: Any) -> Any:
    """Digits or a JSON number: true is 1 and 2_025 is 2025 to Python, but hardly to who sent it."""
    if isinstance(value, bool) or (isinstance(value, str) and not re.fullmatch(r"-?\d+", value, re.ASCII)):
        raise ValueError("应是整数")
    return value


Text = Annotated[str, AfterValidator(_text)]
Number = Annotated[int, BeforeValidator(_number)]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


def asked(words: str, **limits: Any) -> Any:
    """A parameter that may be left out; it is None then, which is no value that anybody could send."""
    return Field(None, description=words, **limits)


def told(choices: Iterable[tuple[str, Any]]) -> str:
    """Values with their words, for a description."""
    return "，".join(f"{value} {words}" for value, words in choices)


class Paging(Schema):
    """Which page of a list."""

    cursor: Text = asked("下一页的位置，取自上一页的 next", max_length=1000)
    size: Number = Field(100, ge=1, le=MOST, description="一页最多几条")


class Whose(Schema):
    """Whose tables."""

    year: Number = asked("年度；不给就是全部年度", ge=FIRST, le=LAST)
    region: Text = asked("区划；没有区划的单位用 -", min_length=1, max_length=30)
    department: Text = asked("主管部门，取自单位的 department", min_length=1, max_length=60)
    agency: Number = asked("单位的 key", ge=1, le=MOST_KEY)


class TableFilters(Whose):
    """The filters of the list of tables: all that its page has, those that an app above adds too."""

    status: Annotated[str, OneOf(tuple(Status.values))] = asked(f"状态：{told(Status.choices)}")
    findings: Annotated[str, OneOf(_keys(FINDINGS))] = asked(f"有哪些疑点的表：{told(FINDINGS)}")
    code: Annotated[str, OneOf((*CHECKS, *READ))] = asked("有哪个检查项的疑点的表")
    submitted: Annotated[str, OneOf(_keys(SUBMITTED))] = asked(told(SUBMITTED))
    adjusting: Annotated[str, OneOf(_keys(ADJUSTING))] = asked(told(ADJUSTING))
    amount: Annotated[str, OneOf(_keys(AMOUNTS))] = asked(told(AMOUNTS))
    level: Text = asked(
        "有这个级别的指标：一级|二级，例如 产出|数量；只写一级就是整个一级；- 未归入指标体系",
        min_length=1,
        max_length=200,
    )
    targets: Annotated[str, OneOf(_keys(TARGETS))] = asked(
        f"{told(TARGETS)}；与 level 同时给出时，这个级别的指标是定量或定性的"
    )
    alike: Annotated[Text, AfterValidator(_alike)] = asked(
        "有这个同类指标的定量指标：统计的 links 里的写法，同类指标@单位", max_length=200
    )
    waiting: Annotated[str, OneOf(_keys(WAITING))] = asked(told(WAITING))
    in_force: Annotated[str, OneOf(_keys(IN_FORCE))] = asked(told(IN_FORCE))
    overdue: Annotated[str, OneOf(_keys(_OVERDUE))] = asked(f"送审的期限：{told(_OVERDUE)}")
    punctual: Annotated[str, OneOf(_keys(_PUNCTUAL))] = asked(f"首次提交的时间：{told(_PUNCTUAL)}")
    q: Text = asked("搜索；几个词用空格隔开，都要有", max_length=100)
    changed_since: Moment = asked("这个时间以来有变化的表")


class TableQuery(TableFilters, Paging):
    """A page of tables."""


class IndicatorQuery(TableFilters, Paging):
    """A page of indicators; level, kind of target and likeness are asked of each indicator, all else of its table."""

    level: Text = asked(
        "这个级别的指标：一级|二级，例如 产出|数量；只写一级就是整个一级；- 未归入指标体系",
        min_length=1,
        max_length=200,
    )
    targets: Annotated[str, OneOf(_keys(KIND_WORDS))] = asked(told(KIND_WORDS))
    alike: Annotated[Text, AfterValidator(_alike)] = asked("同类指标的定量指标：同类指标@单位", max_length=200)


class FindingQuery(TableFilters, Paging):
    """A page of findings; what is asked of them is asked of each finding, all else of its table."""

    findings: Annotated[str, OneOf(_keys(STATES))] = asked(
        f"哪些疑点：{told(STATES)}；any、block、warn、info 都是没有说明的，不给就是全部"
    )
    code: Annotated[str, OneOf((*CHECKS, *READ, OTHERS_KEY))] = asked(f"检查项；{OTHERS_KEY} {OTHERS}")


class AgencyQuery(Paging):
    """A page of agencies."""

    region: Text = asked("区划；没有区划的单位用 -", min_length=1, max_length=30)
    department: Text = asked("主管部门，取自单位的 department", min_length=1, max_length=60)
    q: Text = asked("代码或名称里的文字", max_length=100)


class ProjectQuery(Whose, Paging):
    """A page of projects."""

    q: Text = asked("项目名称里的文字", max_length=100)


class EventQuery(Paging):
    """A page of the log."""

    who: Text = asked("姓名或账号里的文字", max_length=100)
    year: Number = asked("年度", ge=FIRST, le=LAST)
    agency: Number = asked("单位的 key", ge=1, le=MOST_KEY)
    action: Annotated[str, OneOf(tuple(LOG_WORDS))] = asked(f"动作：{told(LOG_WORDS.items())}")
    since: Day = asked("从这一天")
    until: Day = asked("到这一天，包括这一天")


class StatisticQuery(Whose):
    """What a statistic is about."""

    page: Number = Field(1, ge=1, le=100_000, description="长的统计分页，从 1 起")
