"""The quantity rows that a price of a cost row may have to be multiplied with, the likeliest first.

Each function gives numbers and says whether there is no doubt about them: where several rows fit, or a row is one of
a day or a month, the caller tries them all and believes none that misses the budget by far.
"""

from __future__ import annotations

import re
from decimal import Decimal

from indicators.checks.prices import DAYS, PERIODS, kind_of_measure, measure_of
from indicators.checks.view import Row

# What says nothing about which quantity belongs to a cost.
_COMMON = re.compile(
    "数量|数目|总数|人数|次数|个数|户数|场次|成本|经费|费用|标准|单价|单位|单[个次套台件人户场期份辆所座间名只本栋篇条批届班]|每[个次套台件人户场期年月天]"
    "|人均|户均|控制|金额|资金|支出|补助|补贴|完成|发放|项目|平均|造价|价格|购置|采购|投入|建设|开展|年度|全年"
)
# Whoever is paid by the month is counted among the quantities.
_PAY = re.compile("工资|薪|劳务|待遇|社保|津贴|补贴|补助|生活费|岗位|人员")
_PERIOD_END = re.compile("/(?:年|月|日|天)$")
# A quantity of one day or one month: 日处理垃圾200吨. How often it comes in the year is likely, not sure.
_DAILY = re.compile("日均|每日|每天|日处理|日供|日产|日[清收转]|/[日天]$")
_MONTHLY = re.compile("月均|每月|按月|/月$")


def _pairs(text: str) -> set[str]:
    core = _COMMON.sub(" ", text)
    return {core[i : i + 2] for i in range(len(core) - 1) if " " not in core[i : i + 2]}


def quantities(measure: str, cost: Row, rows: tuple[Row, ...]) -> tuple[list[Decimal], bool]:
    """The quantities that may belong to a measure of a cost, the likeliest first; whether there is no doubt."""
    exact, kin = [], []
    kind, words = kind_of_measure(measure), _pairs(cost.name)
    for row in _counted(rows):
        own, scale = measure_of(_PERIOD_END.sub("", row.reading.unit))
        likeness = len(words & _pairs(row.name))
        entries = [(likeness, row.number * scale * repeats) for repeats in _repeats(row)]
        if own == measure:
            exact += entries
        elif kind_of_measure(own) and (not measure or kind_of_measure(own) == kind):
            kin += entries
    found = exact or kin
    found.sort(key=lambda entry: -entry[0])
    best = found[0][0] if found else 0
    likely = [number for likeness, number in found if likeness == best]
    if not best and len(exact) > 1:
        likely.append(sum(likely, Decimal(0)))  # one price for all of them
    return likely, len(likely) == 1 and (best > 0 or (not words and bool(exact)))


def _counted(rows: tuple[Row, ...]) -> list[Row]:
    """The rows that say how many of something there are."""
    return [row for row in rows if row.group in ("quantity", "output") and row.is_number and row.reading.unit]


def _repeats(row: Row) -> tuple[int, ...]:
    """How often a quantity may come in the year: once, or each day or month where it is one of a day or month."""
    said = row.name + row.reading.unit
    if _DAILY.search(said):
        return 1, 365
    return (1, 12) if _MONTHLY.search(said) else (1,)


def payees(cost: Row, rows: tuple[Row, ...]) -> list[Decimal]:
    """How many a price for a period may be paid to: wages of 4500元/月 are each worker's, where workers are counted."""
    words = _pairs(cost.name)
    found = []
    for row in _counted(rows):
        own, scale = measure_of(row.reading.unit)
        kind = kind_of_measure(own)
        if (kind == "people" and _PAY.search(cost.name)) or (kind and words & _pairs(row.name)):
            found.append(row.number * scale)
    return found


def times(period: str, rows: tuple[Row, ...]) -> tuple[list[Decimal], bool]:
    """How often a period comes: 12 months, unless the table says how many; days only as it says."""
    units = DAYS if period in DAYS else {period, "个" + period, period.removeprefix("个")}
    said = [
        row.number
        for row in rows
        if row.is_number and row.group in ("quantity", "time", "output") and row.reading.unit in units
    ]
    if period in PERIODS:
        return [Decimal(PERIODS[period]), *said], True
    return said, len(said) == 1
