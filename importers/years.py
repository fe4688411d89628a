"""Which budget year documents speak of, and why one thinks so. Plain Python, no Django.

A year in a title or in a project's name says more than a date in a target: a target of 2025 may be due in 2026.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from indicators.content import TableContent

Told = dict[str, list[int]]  # year: [times in titles and names, times in goals and targets]

_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
_LEADING = re.compile(r"^(20\d\d)(?!\d)")
_IN_FILE_NAME = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_WEIGHT_OF_A_NAME = 3
_MONTH_OF_BUDGETS = 7  # from July on, offices work at the budget of the next year


class Suggestion(NamedTuple):
    """A year, and the reason in words."""

    year: int
    why: str


def told_years(contents: Iterable[TableContent]) -> Told:
    """How often each year is told in these tables."""
    names: Counter[str] = Counter()
    dates: Counter[str] = Counter()
    for content in contents:
        for text in (content.title, content.project_name):
            names.update(_YEAR.findall(text) or _LEADING.findall(text))
        for text in (content.goal, *(row.target for row in content.indicators)):
            dates.update(_YEAR.findall(text))
    return {year: [names[year], dates[year]] for year in sorted(names | dates)}


def suggested(told: Iterable[Told]) -> Suggestion | None:
    """The year that most of the texts speak of, None where none does."""
    names: Counter[str] = Counter()
    dates: Counter[str] = Counter()
    for one in told:
        for year, (in_names, in_dates) in one.items():
            names[year] += in_names
            dates[year] += in_dates
    best = max(names | dates, key=lambda year: (_WEIGHT_OF_A_NAME * names[year] + dates[year], year), default=None)
    if best is None:
        return None
    said = ((names[best], "{}处标题或项目名称"), (dates[best], "{}处目标或指标值"))
    return Suggestion(
        int(best), "、".join(words.format(number) for number, words in said if number) + f"写的是{best}年"
    )


def suggested_beforehand(names: Iterable[str], today: date) -> Suggestion:
    """The year before anything is read: from the names of the files, else from the calendar."""
    years = (year for name in names for year in dict.fromkeys(_IN_FILE_NAME.findall(name)))
    told = Counter(year for year in years if int(year) <= today.year + 2)
    if told:
        year, times = told.most_common(1)[0]
        return Suggestion(int(year), f"{times}个文件名里写着{year}")
    ahead = today.month >= _MONTH_OF_BUDGETS
    why = "下半年通常编报下一年度预算" if ahead else "上半年通常处理当年预算"
    return Suggestion(today.year + ahead, why)
