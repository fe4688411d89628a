"""Titles of forms: what is one, the number before it, and the kind of form that it tells. Plain Python."""

from __future__ import annotations

import re
from functools import lru_cache

from importers.labels import currency_unit, fold
from importers.reading_types import Kind

_TITLE = re.compile(r".{0,110}(?:绩效|目标|自评|监控|评价)[^。；;!！?？]{0,20}表(?:[(][^)]{0,40}[)])*")
_NUMBER = re.compile(r"(\d{1,6})\s*[.．、]\s*(.+)", re.DOTALL)

# The first kind whose words stand in the title wins, then the first whose words stand among the labels.
_KINDS: tuple[tuple[Kind, re.Pattern[str], re.Pattern[str]], ...] = (
    ("monitoring", re.compile("监控"), re.compile("1-7月|全年预计完成|完成目标可能性")),
    (
        "self-evaluation",
        re.compile("自评|绩效评价表|评价得分"),
        re.compile("^实际完成值|^全年(?:实际)?完成值|^自评得分|全年执行数|^执行率"),
    ),
    (
        "overall",
        re.compile("整体(?:支出)?绩效|整体支出|部门整体|单位整体"),
        re.compile("年度主要任务|年度重点任务|年度履职任务"),
    ),
    (
        "regional",
        re.compile("区域绩效|转移支付"),
        re.compile("中央主管部门|省级财政部门|地方主管部门|^中央补助|^地方资金"),
    ),
)


def is_title(text: str) -> bool:
    """Whether a text outside of a grid is the title of a form."""
    return 4 <= len(text) <= 160 and "表" in text[-42:] and bool(_TITLE.fullmatch(fold(text)))


def title_of(text: str) -> str:
    """A title without the unit of money that may stand behind it."""
    rest = currency_unit(text)[1]
    return rest if is_title(rest) else text


def split_number(title: str, project_name: str, ordinal: int) -> tuple[int, str]:
    """The number before a title and the title; without one, the ordinal of the table in its file.

    “1.2025年…” is number 1 of a title that begins with a year, unless the project itself is named so.
    """
    found = _NUMBER.fullmatch(title)
    if not found or (project_name and title.startswith(project_name)):
        return ordinal, title
    return int(found[1]), found[2]


def kind_of(title: str, words: tuple[str, ...]) -> Kind:
    """What kind of form the title or else the labels tell; a plain 项目绩效目标表 where nothing says otherwise."""
    folded = fold(title)
    return next((kind for kind, in_title, _ in _KINDS if in_title.search(folded)), None) or _kind_of_labels(words)


@lru_cache(maxsize=1024)
def _kind_of_labels(words: tuple[str, ...]) -> Kind:
    """Forms of one kind have the same labels, hence the cache."""
    labels = [fold(word) for word in words]
    for kind, _, in_labels in _KINDS:
        if any(in_labels.search(label) for label in labels):
            return kind
    return "project"
