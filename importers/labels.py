"""What a label of a form means: the field, or the column of the indicator grid (DESIGN 4).

Labels are compared without white space, after NFKC, without numbering, 其中, notes in brackets and colons; their
spellings are in words.py. Plain Python, no Django.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from importers import words

MONEY = frozenset({"budget_total", "fiscal_funds", "other_funds"})
# Labels that can only stand at the top of a form: below an indicator grid they begin the next one.
STARTS = frozenset({"project_name", "agency", "agency_code"})

LEVEL_NAMES = frozenset(words.LEVELS.split())
_NUMBERING = re.compile(r"^(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|[(]?\d{1,2}[)、.](?!\d)|[*★#▲]+)+")
_NOTE = re.compile(
    r"[(](?:单位:|金额:|人民币|金额单位:|以)?(?P<unit>元|千元|万元|亿元)?(?:为单位)?[)]"
    r"|[(](?:盖章|公章|签章|签字|签名|章|必填|选填|[A-Z]|[A-Z]/[A-Z]|\d{1,3}分?|分|%|标准|本年|当年|年度|自评|含代码|代码|全称|编码|名称)[)]"
    r"|[(]?(?:19|20)\d\d(?:年度?)?(?:[-—~至](?:19|20)\d\d(?:年度?)?)?[)]?$"
)
_TRAILING_UNIT = re.compile(r",?(?:单位:?)?(?P<unit>千元|万元|亿元)$")
_REMARK = re.compile(r"[(][^()]{1,20}[)]$")  # 指标值（计划）
_YEAR_LEAD = re.compile(r"^(?:19|20)\d\d年(?:度)?")


class Label(NamedTuple):
    """What a cell means as a label: the field, the unit of money that it names, and the value in the same cell."""

    field: str
    unit: str = ""
    value: str = ""


def fold(text: str) -> str:
    """A text as labels are compared: NFKC, no white space."""
    if text.isascii():
        return "".join(text.split())
    return "".join(unicodedata.normalize("NFKC", text).split())


def _dictionary(fields: dict[str, str]) -> dict[str, str]:
    return {fold(word): field for field, spellings in fields.items() for word in spellings.split()}


_HEAD_WORDS, _COLUMN_WORDS = _dictionary(words.HEAD), _dictionary(words.COLUMNS)
# How labels end, with and without a note, a colon or a unit behind them.
_ENDINGS = frozenset(word[-2:] for word in (*_HEAD_WORDS, *_COLUMN_WORDS))
_NOTED = (":", ")", "年", "年度", "元")
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
def _meanings(text: str) -> tuple[Label | None, Label | None]:
    """The meaning of a text as a label of the head block, and as one of a column."""
    folded = fold(text)
    known = _HEAD_WORDS.get(folded), _COLUMN_WORDS.get(folded)
    core, unit = _core(folded)
    if len(core) > 6 and core not in _HEAD_WORDS and core not in _COLUMN_WORDS:
        core = _YEAR_LEAD.sub("年度", core)  # 2025年绩效目标
    return (
        Label(known[0]) if known[0] else _label(_HEAD_WORDS.get(core), unit),
        Label(known[1])
        if known[1]
        else _label(_COLUMN_WORDS.get(core) or _COLUMN_WORDS.get(_REMARK.sub("", core)), unit),
    )


def _label(field: str | None, unit: str) -> Label | None:
    return Label(field, unit) if field else None


@lru_cache(maxsize=4096)
def _may_end_label(end: str) -> bool:
    """Whether a text that ends in these two characters may be a label; few are, and other texts are all different."""
    folded = fold(end)
    return len(folded) < 2 or folded[-2:] in _ENDINGS or folded.endswith(_NOTED) or folded.isdecimal()


def column_label(text: str) -> Label | None:
    """The meaning of a cell in the header row of an indicator grid."""
    if text.isascii() or len(text) > MAX_LABEL or not _may_end_label(text[-2:]):
        return None
    return _meanings(text)[1]


def head_label(text: str) -> Label | None:
    """The meaning of a whole cell in the head block; None where it is a value."""
    if text.isascii() or len(text) > MAX_LABEL or not _may_end_label(text[-2:]):
        return None
    return _meanings(text)[0]


_INLINE = re.compile(r"(?s)([^:：\n]{2,30})[:：][ \u3000]*(.*\S)")


def inline_label(text: str) -> Label | None:
    """A label and its value in one text, such as 填报单位：某局."""
    if "：" not in text and ":" not in text:
        return None
    found = _INLINE.match(text)
    if not found:
        return None
    label = head_label(found[1])
    return label and label._replace(value=found[2])


_UNIT = re.compile(r"(?:金额|货币|计量)?单位[:：]\s*(?:人民币)?(?P<unit>元|千元|万元|亿元)(?:人民币)?")


def currency_unit(text: str) -> tuple[str, str]:
    """The unit of money that 单位：万元 and the like state ("" where none), and the rest of the text."""
    if "元" not in text or "单" not in text or len(text) > 120:
        return "", text
    squeezed = re.sub(r"(?<=单)\s+(?=位)", "", text)
    found = _UNIT.search(squeezed)
    if not found:
        return "", text
    rest = squeezed[: found.start()] + squeezed[found.end() :]
    return found["unit"], rest.strip(" \u3000()（）[]【】")


_UNIT_IN_BRACKETS = re.compile(r"[(（](?:单位[:：])?(?P<unit>元|千元|万元|亿元)[)）]$")


def unit_in_brackets(text: str) -> str:
    """The unit of money that a label of unknown meaning names, 本级安排（万元）; "" where none."""
    found = _UNIT_IN_BRACKETS.search(text) if "元" in text[-3:] else None
    return found["unit"] if found else ""


@lru_cache(maxsize=4096)
def names_level(text: str) -> bool:
    """Whether a text is one of the usual names of 一级 or 二级."""
    folded = re.sub(r"[(].*[)]$", "", fold(text))
    return folded.removesuffix("指标") in LEVEL_NAMES or (folded.endswith("指标") and len(folded) <= 14)


@lru_cache(maxsize=4096)
def begins_row(text: str) -> bool:
    """Whether a text is the name of a level and not the label of a column, such as 一级指标 or 绩效指标."""
    return names_level(text) and column_label(text) is None
