"""What a target value says: ≥10000个 → number ≥ 10000 个 (DESIGN 5). The text itself is never changed.

A reading is only given where there is one meaning; everything else is `text`. Plain Python, no Django.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from indicators.dates import read_due

# Written signs, look-alikes and words before the number. Longer ones first: ">=" before ">".
_SIGN_WORDS = {
    "≥": "≥ ≧ ⩾ ≽ ≮ >= => ＞＝ ＞= >＝ ≥= ≥＝ 》= 》＝ 》 ⪰ 大于等于 大于或等于 不少于 不低于 不小于 不得少于"
    " 不得低于 至少 最少",
    "≤": "≤ ≦ ⩽ ≼ ≯ <= =< ＜＝ ＜= <＝ ≤= ≤＝ 《= 《＝ 《 小于等于 小于或等于 不超过 不高于 不大于 不多于 不得超过"
    " 不得高于 至多 最多 控制在",
    ">": "> ＞ ﹥ 〉 大于 超过 高于 多于 超",
    "<": "< ＜ ﹤ 〈 小于 低于 少于",
    "=": "= ＝ ═ 等于",
}
SIGNS = {word: sign for sign, words in _SIGN_WORDS.items() for word in words.split()}
# Words behind the unit that are a sign too.
_SUFFIXES = {"及以上": "≥", "以上": "≥", "及以下": "≤", "以下": "≤", "以内": "≤", "之内": "≤", "内": "≤"}

_SIGN = "|".join(re.escape(word) for word in sorted(SIGNS, key=len, reverse=True))
_NUMBER = r"[+\-−－]?(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
# A unit is a measure word, with further ones after "/" (万元/年/人, 元/100公里); it holds no other number, no
# punctuation and no second sign, since then the text says more than one thing.
_WORD, _SYMBOL = r"[^\W\d_]{1,10}[²³]?|m[23]", r"[%％﹪‰℃°㎡㎥㎞]"
_UNIT = (
    rf"(?:(?:(?:{_WORD})(?:[(（](?:{_WORD}|{_SYMBOL})[)）])?|{_SYMBOL})"
    rf"(?:[/·•*](?:[0-9]+)?(?:{_WORD}|{_SYMBOL}))*)"
)
_TARGET = re.compile(rf"(?P<sign>{_SIGN})?(?P<number>{_NUMBER})(?P<unit>{_UNIT}?)")
# Words that join or soften: with one of them in the unit the text is no plain number.
_NOT_IN_UNIT = re.compile(
    "以上|以下|以内|左右|不|至|到|或|和|及|且|约|多|余|前|后|其中|完成|合格|达标"
    "|^[A-Za-z]+级|^年[底末初中春夏秋冬]|^月[^/]"  # 5A级 is a grade, 25年底 and 3月初 are dates
)
_CALENDAR_YEAR = re.compile("(?:19|20)[0-9]{2}")
# What adds nothing to the value: 95%（含）以上, and a share written twice as in 100%（1.0）.
_INCLUDED = re.compile("[(（]含(?:本数)?[)）]")
_SHARE_TWICE = re.compile(
    r"(?P<share>.*?(?P<hundredths>[0-9]+(?:\.[0-9]+)?)[%％])[(（](?P<again>[0-9](?:\.[0-9]+)?)[)）]"
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")


@dataclass(frozen=True, slots=True)
class Target:
    """The reading of a target: a number with sign and unit as written, a date with its due day, or mere text."""

    text: str
    kind: Literal["number", "date", "text"] = "text"
    sign: str = ""
    number: Decimal | None = None
    unit: str = ""
    due: date | None = None

    def to_json(self) -> dict[str, Any]:
        """The keys of the published reading; null where there is nothing."""
        return {
            "kind": self.kind,
            "sign": self.sign or None,
            "number": None if self.number is None else format(self.number, "f"),
            "unit": self.unit or None,
            "due": self.due and self.due.isoformat(),
        }


@lru_cache(maxsize=4096)
def read_target(text: str) -> Target:
    """Read one target; never fails. The same few targets come again and again, hence the cache."""
    plain = "".join(text.split()).translate(_FULL_WIDTH)
    if not plain or len(plain) > 60:
        return Target(text)
    dated = read_due(plain)
    if dated is not None:
        return Target(text, "date", due=dated.day)
    return _read_number(text, plain) or Target(text)


def _read_number(text: str, plain: str) -> Target | None:
    plain = _without_repetition(plain.rstrip("。；;，,."))
    behind = next((words for words in _SUFFIXES if plain.endswith(words)), "")
    found = _TARGET.fullmatch(plain.removesuffix(behind))
    if not found:
        return None
    sign, sign_behind, unit = SIGNS.get(found["sign"] or "", ""), _SUFFIXES.get(behind, ""), found["unit"]
    if _NOT_IN_UNIT.search(unit) or (sign and sign_behind and sign != sign_behind):
        return None  # "≥3天以内" says two things
    if unit[:1] == "年" and _CALENDAR_YEAR.fullmatch(found["number"]):
        return None  # ≥2025年 counts no years
    number = re.sub("[,，]", "", found["number"]).replace("−", "-").replace("－", "-")
    return Target(text, "number", sign or sign_behind or "=", Decimal(number), unit)


def _without_repetition(plain: str) -> str:
    """The text without remarks in brackets that only repeat it."""
    if plain[-1:] not in ")）" and "含" not in plain:
        return plain
    twice = _SHARE_TWICE.fullmatch(plain)
    if twice and Decimal(twice["hundredths"]) == 100 * Decimal(twice["again"]):
        return twice["share"]
    return _INCLUDED.sub("", plain)
