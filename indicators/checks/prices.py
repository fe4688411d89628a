"""Reading one cost row: a lump sum, or a price and what it has to be multiplied with.

`6.5万元/年/人` is 65,000 元 times the persons, `500元/场` times the events, `单个系统测评费 10万元` times the systems;
`20万元/年` is a lump sum, since a budget is for one year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from indicators.checks.view import Row
from indicators.checks.words import PEOPLE_UNITS, THING_UNITS, TURN_UNITS

_SCALES = {
    "亿元": 10**8,
    "亿": 10**8,
    "千万元": 10**7,
    "百万元": 10**6,
    "万元": 10**4,
    "万": 10**4,
    "千元": 1000,
    "百元": 100,
    "元": 1,
    "块": 1,
}
_MONEY_UNIT = re.compile(rf"({'|'.join(_SCALES)})(?:人民币|整)?(.*)")
_BRACKETS = re.compile(r"[(（].*?[)）]")
_SEPARATORS = re.compile(r"[/·•*]|每")
# How often a period comes in the budget's year. Days come as often as the table says.
PERIODS = {"年": 1, "年度": 1, "半年": 2, "学期": 2, "季": 4, "季度": 4, "个季度": 4, "月": 12, "个月": 12, "周": 52}
DAYS = frozenset(("天", "日", "工作日"))
# Names that make a price of a plain sum: 单次维护费, 每户补贴, 人均经费. 单位 alone is an organisation.
_PRICE_NAME = re.compile(
    r"单[个次套台件人户场期份辆所座间名只本栋篇条批届班]|每(?:一)?(公里|千米|平方米|平米|立方米|课时|学时|[\u4e00-\u9fff])|([人户班生师])均|单价|单位(?:成本|造价|价格|面积|投资)"
)
_STANDARD = re.compile("标准$|标准[(（]|[^标]标准")
# Different words for one measure.
_SPELLINGS = {
    "㎡": "平方米 平米 m² m2 米²",
    "m³": "立方米 方 m3",
    "公里": "千米 km ㎞",
    "人": "名 位 个人 员",
    "户": "户家庭",
    "学时": "课时",
}
_SAME_MEASURE = {word: measure for measure, words in _SPELLINGS.items() for word in words.split()}
# A number of thousands or millions of something: 1.2万平方米.
_BIG_UNIT = re.compile(r"([万亿千百])(?!元)(.+)")
_BIG = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class Price:
    """An amount in 元 and the measures that it is for; none: a lump sum. "" is a measure that is not said."""

    amount: Decimal
    measures: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()

    @property
    def is_lump(self) -> bool:
        """Whether the amount stands for itself."""
        return not self.measures and not self.periods


def measure_of(unit: str) -> tuple[str, int]:
    """A unit's measure in one spelling, and how many of them it counts: 万平方米 → ㎡, 10000."""
    unit = _BRACKETS.sub("", unit)
    big = _BIG_UNIT.fullmatch(unit)
    scale, unit = (_BIG[big[1]], big[2]) if big else (1, unit)
    unit = unit[1:] if unit[0:1] == "个" and len(unit) > 1 else unit  # 20个村 are what 元/村 is paid for
    return _SAME_MEASURE.get(unit, unit), scale


@lru_cache(maxsize=2048)
def _unit(text: str) -> tuple[int, tuple[str, ...]] | None:
    """What 1 of a unit of money is in 元, and the parts behind it; None for other units."""
    found = _MONEY_UNIT.fullmatch(_BRACKETS.sub("", text))
    if not found:
        return None
    parts = tuple(part for part in _SEPARATORS.split(found[2]) if part)
    if found[2] and found[2][0] not in "/·•*每":
        return None
    return _SCALES[found[1]], parts


def price_of(row: Row) -> Price | None:
    """The price that a row's target says; None where it is not money."""
    unit = _unit(row.reading.unit) if row.is_number else None
    if unit is None:
        return None
    scale, parts = unit
    periods = tuple(part for part in parts if part in PERIODS or part in DAYS)
    measures = tuple(measure_of(part)[0] for part in parts if part not in periods)
    for part in parts:  # 元/100公里 is read without the number, so it can't be multiplied: leave it unclosed
        scale //= measure_of(part)[1] if scale % measure_of(part)[1] == 0 else 1
    if all(PERIODS.get(part) == 1 for part in periods):
        periods = ()
    if not parts and (named := _PRICE_NAME.search(row.name)):
        measures = (_named_measure(named[0], named[1] or named[2] or ""),)
    elif not parts and _STANDARD.search(row.name):
        measures = ("",)
    return Price(row.number * scale, measures, periods)


def _named_measure(words: str, measure: str) -> str:
    """次 for 单次 and 每次, 人 for 人均; "" for 单价."""
    measure = measure or (words[1] if words[0] == "单" and words[1] not in "价位" else "")
    return {"生": "人", "师": "人"}.get(measure, _SAME_MEASURE.get(measure, measure))


def kind_of_measure(measure: str) -> str:
    """Things, turns and people are counted with many words each; everything else only with its own."""
    for kind, units in (("things", THING_UNITS), ("turns", TURN_UNITS), ("people", PEOPLE_UNITS)):
        if measure in units:
            return kind
    return ""
