"""适当性: the funds of the head block, and how a cost is capped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from indicators.checks.registry import Context, Hit, check
from indicators.checks.view import Row, rows_of, yuan
from indicators.checks.words import MONEY
from indicators.content import TableContent

# Three figures that were each rounded to what the form prints may miss each other by this much (元).
_ROUNDING = {"元": Decimal("0.02"), "万元": Decimal(100), "亿元": Decimal(1000000)}
# What stands among the costs and is no cost: savings, money that comes in, floors set by law, how money is managed.
_NO_COST = re.compile(
    "节约|节省|节支|节能|节水|节电|降低|下降|减少|降幅|结余|回收|撬动|带动|引导|吸引|社会资本|自筹|配套|到位|增收|收入|收益|利润|产值|税收"
    "|最低生活|低保|最低标准|最低工资|最低|执行率|使用率|利用率|支付率|合规|控制率|完成率|准确率|达标率|及时率|合格率|公开率|拨付率|发放率|兑现率|覆盖率"
)
# A percentage among the costs is a cost only where its name says so.
_COST_SHARE = re.compile("超支|超概|占比|比重|费率|费用率|成本率|成本占|费用占|变更率|比例|超预算|浮动|增长率")


def is_cost(row: Row) -> bool:
    """Whether a row of the cost group is a cost, which should be as low as possible."""
    if row.group != "cost" or not row.is_number or _NO_COST.search(row.name):
        return False
    return not row.is_percent or bool(_COST_SHARE.search(row.name))


@check("funds-mismatch", "block", "适当性", "资金不平", "财政资金与其他资金之和必须等于预算数。")
def check_funds_mismatch(content: TableContent, context: Context) -> Iterator[Hit]:
    """财政资金 + 其他资金 ≠ 预算数; blank parts count as 0 where one of them is filled in."""
    total, fiscal, other = content.budget_total, content.fiscal_funds, content.other_funds
    if total is None or (fiscal is None and other is None):
        return
    fiscal, other = fiscal or Decimal(0), other or Decimal(0)
    gap = fiscal + other - total
    if abs(gap) < _ROUNDING.get(content.currency_unit, Decimal("0.02")):
        return
    more = "多" if gap > 0 else "少"
    message = (
        f"财政资金 {yuan(fiscal)} 加其他资金 {yuan(other)}，合计 {yuan(fiscal + other)}，"
        f"比预算数 {yuan(total)} {more} {yuan(abs(gap))}，请核对。"
    )
    yield Hit(message, found=yuan(fiscal + other), expected=yuan(total))


@check(
    "cost-wrong-direction",
    "block",
    "适当性",
    "成本指标方向写反",
    "成本应控制在限额以内，写成大于等于就成了花得越多越好。",
)
def check_cost_wrong_direction(content: TableContent, context: Context) -> Iterator[Hit]:
    """A cost with ≥ or >."""
    for row in rows_of(content):
        if row.reading.sign in ("≥", ">") and is_cost(row):
            target = row.source.target
            expected = f"≤{row.reading.number:f}{row.reading.unit}"
            message = f"成本指标“{row.source.level3}”的指标值是“{target}”，成本应有上限，应写“{expected}”。"
            yield Hit(message, row.source, "target", found=target, expected=expected)


@check("cost-without-cap", "info", "适当性", "成本指标没有上限", "成本不写“≤”，结余也会被算作没有完成。")
def check_cost_without_cap(content: TableContent, context: Context) -> Iterator[Hit]:
    """A cost that is a number without ≤; 0 needs none."""
    for row in rows_of(content):
        if row.reading.sign != "=" or not row.number or not is_cost(row) or not MONEY.search(row.reading.unit):
            continue
        target = row.source.target
        expected = f"≤{row.reading.number:f}{row.reading.unit}"
        message = f"成本指标“{row.source.level3}”的指标值“{target}”没有写上限，建议写“{expected}”。"
        yield Hit(message, row.source, "target", found=target, expected=expected)
