"""Numbers that can't be meant as they stand: capped deliveries, rates above 100 %, half a school, no people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from indicators.checks.registry import Context, Hit, check
from indicators.checks.view import PER_MILLE, Row, plain, rows_of
from indicators.checks.words import COUNT_UNITS, GOOD_RATE, LESS_IS_BETTER, MONEY, TIME_UNITS
from indicators.content import TableContent

_SATISFIED = re.compile("满意|认可")
_NOT_SATISFIED = re.compile("不满意|投诉|不认可")
# Amounts of something used up: less of them is better whatever the name says.
_USED_UNITS = re.compile("千瓦时|kWh|KWh|度$|标煤|吨标准煤|mg|μg|微克|毫克|分贝|dB|ppm|℃", re.IGNORECASE)
# Rates that may exceed 100 %: growth, multiples, returns, occupancy beyond plan, plans of income that can be outdone.
_OPEN_RATES = re.compile(
    "增长|增幅|增速|增加|增值|增量|提升|提高|上升|涨|升幅|同比|环比|翻番|倍|收益|回报|利润率|投入产出|投资带动|带动|撬动|放大|杠杆|负债|周转"
    "|床位使用|病床使用|床位利用|病床利用|拨备|偿债|流动比|速动|自给|恢复|超额|产能利用|复种|溢价|偿付|资本充足|产销|保值"
    "|(?:收入|税收|招商|引资|产值|营收|销售|投资|融资|征缴|征收|非税|招生|任务量|接待).{0,6}(?:完成|达成|实现)|湿度|毛入"
)
# Rates that can't, whatever else is in their names: 提升改造验收合格率.
_CLOSED_RATES = re.compile(
    "(?:合格|达标|准确|正确|及时|完好|优良|验收|通过|正常|成活|知晓|满意|安全|发放|兑现|规范)[率度]$"
)
_GROWTH = re.compile("增长|增幅|增速|同比|上年|倍")
# Effects that are counted and of which more is better.
_GOOD_EFFECT = re.compile("受益|就业|带动|惠及|覆盖|培训|参与|增收|增产|接待|参观|访问")
# Averages and ratios may be fractions: 每千人拥有床位6.5张.
_AVERAGE = re.compile("平均|均|每|拥有|比$|比例|配比|密度|频率|折合|当量|率$")
# Numbers that may be negative.
_SIGNED = re.compile("增长|增速|增幅|增减|变化|温|同比|环比|误差|偏差|差额|净|涨跌|海拔|水位|深|降|减|指数|CPI|PPI")


def _is_good_rate(row: Row) -> bool:
    return (row.is_percent or row.reading.unit in ("", PER_MILLE, "分")) and bool(GOOD_RATE.search(row.name))


def _is_satisfaction(row: Row) -> bool:
    named = _SATISFIED.search(row.name) and not _NOT_SATISFIED.search(row.name)
    return bool(named) and (row.is_percent or row.reading.unit in ("", "分"))


def _is_delivered(row: Row) -> bool:
    """Something counted that the project is to deliver, of which more is better."""
    unit = row.reading.unit
    counted = row.group == "quantity" or (row.group == "benefit" and _GOOD_EFFECT.search(row.name))
    if not counted or row.is_percent or unit.endswith("/人") or LESS_IS_BETTER.search(row.name + unit):
        return False  # so much for each person is a limit: 办公用房面积 ≤9平方米/人
    return not (unit.split("/")[0] in TIME_UNITS or MONEY.search(unit) or _USED_UNITS.search(unit))


def _wants_more(row: Row) -> bool:
    return _is_satisfaction(row) or (row.group != "cost" and _is_good_rate(row)) or _is_delivered(row)


@check("quantity-capped", "warn", "相关性", "产出写成了上限", "要完成的数量、质量和满意度写成“≤”，做得越少越符合要求。")
def check_quantity_capped(content: TableContent, context: Context) -> Iterator[Hit]:
    """≤ or < on something to be delivered."""
    for row in rows_of(content):
        if row.is_number and row.reading.sign in ("≤", "<") and _wants_more(row):
            target, number = row.source.target, f"{row.reading.number:f}{row.reading.unit}"
            message = f"“{row.source.level3}”的指标值是“{target}”：这是要完成的内容，应写下限，例如“≥{number}”。"
            yield Hit(message, row.source, "target", found=target, expected=f"≥{number}")


@check(
    "rate-over-100", "warn", "可行性", "比率要求达到或超过100%", "比率最高是100%，“≥100%”无法超过，也没有完成程度可言。"
)
def check_rate_over_100(content: TableContent, context: Context) -> Iterator[Hit]:
    """A rate that must reach ≥100 % or more than 100 %; growth and the like may."""
    for row in rows_of(content):
        if not row.is_number or row.reading.sign in ("≤", "<") or row.number < 100:
            continue
        whole = _whole(row)
        if whole is None or (row.number <= whole if row.reading.sign == "=" else row.number < whole):
            continue
        if not _CLOSED_RATES.search(row.name) and (
            _OPEN_RATES.search(row.name) or _GROWTH.search(row.description[:30])
        ):
            continue
        target, full = row.source.target, f"{whole}{row.reading.unit or '%'}"
        message = f"“{row.source.level3}”的指标值是“{target}”，比率不会超过100%，应写“{full}”或低于100%的下限。"
        yield Hit(message, row.source, "target", found=target, expected=full)


def _whole(row: Row) -> Decimal | None:
    """What all of it is in the row's unit; None where it is no rate."""
    if row.is_percent:
        return Decimal(100)
    if row.reading.unit == PER_MILLE:
        return Decimal(1000)
    is_rate = not row.reading.unit and (GOOD_RATE.search(row.name) or row.name.endswith(("满意度", "满意率")))
    return Decimal(100) if is_rate else None


@check("implausible-number", "warn", "可行性", "数值不合常理", "按件计的内容不会有小数，要完成的内容不会是零或负数。")
def check_implausible_number(content: TableContent, context: Context) -> Iterator[Hit]:
    """A fraction of something countable; zero or less where something is to be delivered."""
    for row in rows_of(content):
        if not row.is_number:
            continue
        why = _implausible(row)
        if why:
            target = row.source.target
            message = f"“{row.source.level3}”的指标值是“{target}”，{why}，请核对。"
            yield Hit(message, row.source, "target", found=target, expected="合理的数值")


def _implausible(row: Row) -> str:
    number, unit, name = row.number, row.reading.unit, row.name
    if (
        number != number.to_integral_value()
        and unit in COUNT_UNITS
        and not _AVERAGE.search(name + row.description[:20])
    ):
        return f"按“{unit}”计的内容不应有小数（{plain(number)}）"
    if number < 0 and not _SIGNED.search(name) and (_wants_more(row) or row.group == "cost"):
        return "不应是负数"
    if number == 0 and row.reading.sign != ">" and _wants_more(row):
        return "等于没有要求完成任何内容"
    return ""
