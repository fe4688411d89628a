"""The sum of a table's cost rows beside its budget, as the checks on costs see it. Plain Python, no Django."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from math import prod
from typing import Any, NamedTuple

from indicators.checks.costs import MOST_CHOICES, Amounts, closing_of, parts_of
from indicators.content import TableContent, money_text

# Sums that miss the budget by no more are the budget, written in rounded figures (checks/costs.py).
_ROUNDING = Decimal(100)


class CostSum(NamedTuple):
    """The sum in 元, None where it can't be told; the budget; and both in one sentence, "" where there is no cost."""

    sum: Decimal | None
    budget: Decimal | None
    words: str

    def to_json(self) -> dict[str, Any]:
        """As the editor's script takes it."""
        return {"sum": money_text(self.sum), "budget": money_text(self.budget), "words": self.words}


def cost_sum(content: TableContent) -> CostSum:
    """What the cost rows come to; where prices have several readings, the one that is nearest to the budget."""
    parts, closing, budget = parts_of(content), closing_of(content), content.budget_total
    if not parts:
        return CostSum(None, budget, "")
    if closing.gap_sum is None and closing.unclosed:
        return CostSum(None, budget, "有单位成本找不到对应的数量，成本指标无法合计")
    total = closing.gap_sum if closing.gap_sum is not None else _nearest(parts, content)
    if total is None:
        return CostSum(None, budget, "成本指标的金额有多种理解，无法合计")
    return CostSum(total, budget, f"成本指标合计 {_yuan(total)}{_beside(total, budget)}")


def _nearest(parts: tuple[Amounts, ...], content: TableContent) -> Decimal | None:
    """The sum of one choice for each part, or one part that is the total of the others."""
    if not all(part.choices for part in parts) or prod(len(part.choices) for part in parts) > MOST_CHOICES:
        return None
    sums = [sum(choice, Decimal(0)) for choice in product(*(part.choices for part in parts))]
    budget = content.budget_total
    if not budget:
        return sums[0] if len(sums) == 1 else None
    totals = [part.choices[0] for part in parts if part.lump and abs(part.choices[0] - budget) <= _ROUNDING]
    return min([*sums, *totals], key=lambda total: abs(total - budget))


def _beside(total: Decimal, budget: Decimal | None) -> str:
    if budget is None:
        return "，还没有填预算数"
    gap = total - budget
    if not gap:
        return "，与预算一致"
    return f"，比预算{'多' if gap > 0 else '少'} {_yuan(abs(gap))}"


def _yuan(amount: Decimal) -> str:
    return f"{Decimal(money_text(amount) or 0):,f} 元"
