"""适当性: do the cost caps close with the budget, and can that be told at all?

Every cost row has one or more amounts that it may mean (its sum, or its price times a quantity row). The caps close
where some choice of them adds up to the budget. Only where the choice is plain is the rest called a gap; elsewhere
the table is told to be uncheckable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod

from indicators.checks.money import is_cost
from indicators.checks.prices import Price, price_of
from indicators.checks.quantities import payees, quantities, times
from indicators.checks.registry import Context, Hit, check
from indicators.checks.view import Last, Row, rows_of, yuan
from indicators.content import TableContent

# Caps are written in rounded 万元: smaller gaps are rounding. Both must be exceeded (CHECKS.md).
SHARE, LEAST = Decimal("0.001"), Decimal(100)
# A choice among several quantities is believed where it misses the budget by less than this, else nothing is told.
NEAR, PLAUSIBLE = Decimal("0.05"), Decimal("0.5")
MOST_CHOICES = 300
_TOTAL = re.compile("总|合计|全部|整体|共计|项目(?:建设|实施|投资)?成本|项目(?:经费|费用|资金|预算|投资)|预算")
_OTHER_COSTS = re.compile("社会成本|生态|环境成本")
_BEYOND = re.compile("超支|超概|超预算|超出")  # 超概算金额 is what may come on top, no part of the budget
# What a project costs over all of its years; this year's budget is less, and says nothing about it.
_ALL_YEARS = re.compile("总投资|投资总|总造价|概算|估算|合同")


@dataclass(frozen=True, slots=True)
class Amounts:
    """What one cost row may amount to in 元, the likeliest first; `sure` where there is but one reading."""

    row: Row
    price: Price
    choices: tuple[Decimal, ...]
    sure: bool
    lump: bool


def _off(amount: Decimal, budget: Decimal) -> bool:
    gap = abs(amount - budget)
    return gap > LEAST and gap > abs(budget) * SHARE


def _amounts(row: Row, price: Price, rows: tuple[Row, ...]) -> Amounts:
    if price.is_lump:
        return Amounts(row, price, (price.amount,), sure=True, lump=True)
    factors = [quantities(measure, row, rows) for measure in price.measures]
    factors += [times(period, rows) for period in price.periods]
    if not price.measures and (paid := payees(row, rows)):
        factors.append(([Decimal(1), *paid], False))
    sure = all(certain for _, certain in factors)
    choices = [price.amount * prod(choice) for choice in product(*(numbers for numbers, _ in factors))][:20]
    return Amounts(row, price, tuple(choices), sure, lump=False)


@dataclass(frozen=True, slots=True)
class Closing:
    """How a table's caps stand to its budget. `gap_sum` is the sum that misses it, `unclosed` the prices left over."""

    gap_sum: Decimal | None = None
    parts: tuple[Amounts, ...] = ()
    unclosed: tuple[Amounts, ...] = ()


def _costs(content: TableContent) -> list[Row]:
    """The rows of what a project costs: no costs to society, none that come on top of it."""
    costs = [row for row in rows_of(content) if row.group == "cost" and not _OTHER_COSTS.search(row.source.level2)]
    return [row for row in costs if not _BEYOND.search(row.name)]


@Last
def parts_of(content: TableContent) -> tuple[Amounts, ...]:
    """What each cost row may amount to."""
    rows = rows_of(content)
    priced = [(row, price) for row in _costs(content) if is_cost(row) and (price := price_of(row)) is not None]
    return tuple(_amounts(row, price, rows) for row, price in priced)


@Last
def closing_of(content: TableContent) -> Closing:
    """Try to close the caps with the budget."""
    budget, costs, parts = content.budget_total, _costs(content), parts_of(content)
    if not parts or not budget or budget < 0:
        return Closing()
    lumps = [part for part in parts if part.lump]
    prices = [part for part in parts if not part.lump]
    lump_sum = sum((part.choices[0] for part in lumps), Decimal(0))
    goals = {budget, content.fiscal_funds or budget}
    if any(part.choices[0] > budget and _ALL_YEARS.search(part.row.name) for part in lumps):
        return Closing()
    if any(_lumps_close(lumps, prices, goal) or _standards_close(parts, goal) for goal in goals):
        return Closing()
    if not prices:
        told_in_words = any(row.target and not row.is_number for row in costs)
        return Closing() if told_in_words and lump_sum < budget else Closing(lump_sum, parts)
    return _with_prices(parts, prices, lump_sum, goals, budget)


def _lumps_close(lumps: list[Amounts], prices: list[Amounts], goal: Decimal) -> bool:
    """The sums close: together, or as one total with its parts or its alternative beside it."""
    lump_sum = sum((part.choices[0] for part in lumps), Decimal(0))
    if lumps and not _off(lump_sum, goal) and all(_is_within(part, lumps, goal) for part in prices):
        return True
    for part in lumps:
        rest = lump_sum - part.choices[0]
        is_total = not _off(part.choices[0], goal)
        if is_total and ((lumps[1:] and not _off(rest, goal)) or (_TOTAL.search(part.row.name) and rest <= goal)):
            return True
    return False


def _is_within(price: Amounts, lumps: list[Amounts], goal: Decimal) -> bool:
    """Whether a price only explains a sum that is there too, or can't be told from one that does."""
    sums = [goal, *(part.choices[0] for part in lumps)]
    # By the share alone: 100元 more or less is nothing in a budget, but much in a small sum.
    return not price.sure or any(abs(choice - one) <= one * SHARE for choice in price.choices for one in sums)


def _plain_sum(parts: tuple[Amounts, ...]) -> Decimal | None:
    """The sum where every price is one by its name only: 经费标准 ≤20万元 may be a sum; None elsewhere."""
    if all(part.lump or not part.row.reading.unit.strip("万亿千百元") for part in parts):
        return sum((part.price.amount for part in parts), Decimal(0))
    return None


def _standards_close(parts: tuple[Amounts, ...], goal: Decimal) -> bool:
    plain = _plain_sum(parts)
    return plain is not None and not _off(plain, goal)


def _with_prices(
    parts: tuple[Amounts, ...], prices: list[Amounts], lump_sum: Decimal, goals: set[Decimal], budget: Decimal
) -> Closing:
    unresolved = tuple(part for part in prices if not part.choices)
    if unresolved:
        plain = _plain_sum(parts)
        if plain is not None and abs(plain - budget) < budget * NEAR:
            return Closing(plain, parts)
        over = lump_sum > budget and _off(lump_sum, budget) and not any(_TOTAL.search(part.row.name) for part in parts)
        return Closing(lump_sum if over else None, parts, unresolved)
    if prod(len(part.choices) for part in prices) > MOST_CHOICES:
        return Closing(unclosed=tuple(prices), parts=parts)
    sums = [lump_sum + sum(choice, Decimal(0)) for choice in product(*(part.choices for part in prices))]
    if any(not _off(total, goal) for total in sums for goal in goals):
        return Closing()
    if all(part.sure for part in prices) and not _share_a_quantity(prices):
        return Closing(sums[0], parts)
    nearest = min(sums, key=lambda total: abs(total - budget))
    believed = PLAUSIBLE if len(prices) == 1 and len(sums) == 1 else NEAR
    if abs(nearest - budget) < budget * believed:
        return Closing(nearest, parts)
    return Closing(unclosed=tuple(part for part in prices if not part.sure) or tuple(prices), parts=parts)


def _share_a_quantity(prices: list[Amounts]) -> bool:
    """Whether one quantity was taken for several prices: 一等奖 and 二等奖 of 200人 are not paid to all of them."""
    used = [(part.price.measures, part.choices[0] / part.price.amount) for part in prices if part.price.amount]
    return len(set(used)) < len(used)


@check(
    "cost-budget-gap",
    "warn",
    "适当性",
    "成本与预算对不上",
    "成本指标的上限加起来应等于预算，否则多出或缺少的钱没有着落。",
)
def check_cost_budget_gap(content: TableContent, context: Context) -> Iterator[Hit]:
    """The cost caps do not close with the budget."""
    total, budget = closing_of(content).gap_sum, content.budget_total
    if total is None or not budget:
        return
    gap = abs(total - budget)
    message = (
        f"成本指标合计 {yuan(total)}，预算 {yuan(budget)}，{'超出' if total > budget else '差'} {yuan(gap)}"
        f"（{gap / budget * 100:.2f}%），请核对成本指标、数量指标和预算数。"
    )
    yield Hit(message, found=yuan(total), expected=yuan(budget))


@check("cost-not-checkable", "info", "适当性", "单位成本缺少数量", "有单价没有对应的数量，就算不出成本是否与预算一致。")
def check_cost_not_checkable(content: TableContent, context: Context) -> Iterator[Hit]:
    """A unit cost for which no quantity can be found, so that the sum can't be closed."""
    unclosed = closing_of(content).unclosed
    if unclosed:
        names = "、".join(f"“{part.row.source.level3}”（{part.row.source.target}）" for part in unclosed)
        budget = yuan(content.budget_total or Decimal(0))
        message = f"单位成本{names}找不到对应的数量指标，无法核对成本与预算 {budget} 是否一致。"
        yield Hit(message, found=names, expected="与单位成本对应的数量指标")
