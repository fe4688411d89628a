"""indicators/cost_sum.py: the live sum of the cost rows beside the budget, in words."""

from decimal import Decimal

import pytest
from hypothesis import given, settings

from indicators.checks.costs import closing_of
from indicators.content import IndicatorContent, TableContent
from indicators.cost_sum import cost_sum
from tests.making.contents import contents

Named = tuple[str, str]
SAME = "成本指标合计 3,600,000.00 元，与预算一致"


def table(*costs: Named, budget: str | None = "3600000", more: tuple[Named, ...] = ()) -> TableContent:
    rows = [IndicatorContent("产出指标", "数量指标", name, "", target) for name, target in more]
    rows += [IndicatorContent("产出指标", "成本指标", name, "", target) for name, target in costs]
    return TableContent(
        project_name="甲", budget_total=None if budget is None else Decimal(budget), indicators=tuple(rows)
    )


@pytest.mark.parametrize(
    ("content", "total", "words"),
    [
        (table(("处理费用", "≤3570000元")), "3570000", "成本指标合计 3,570,000.00 元，比预算少 30,000.00 元"),
        (table(("处理费用", "≤357万元"), ("培训费用", "≤5万元")), "3620000",
         "成本指标合计 3,620,000.00 元，比预算多 20,000.00 元"),
        (table(("处理费用", "≤300万元"), ("培训费用", "≤60万元")), "3600000", SAME),
        (table(("总成本", "≤360万元"), ("其中培训费用", "≤60万元")), "3600000", SAME),
        (table(("处理费用", "≤357万元"), budget=None), "3570000", "成本指标合计 3,570,000.00 元，还没有填预算数"),
    ],
)  # fmt: skip
def test_sums(content: TableContent, total: str, words: str) -> None:
    found = cost_sum(content)
    assert (found.sum, found.words) == (Decimal(total), words)
    assert found.budget == content.budget_total


def test_a_price_counts_with_its_quantity() -> None:
    content = table(("人均费用", "≤6万元/人"), more=(("派遣人数", "60人"),))
    assert cost_sum(content).words == SAME


def test_a_price_without_a_quantity_can_not_be_summed() -> None:
    found = cost_sum(table(("单价", "≤50元/件")))
    assert found.sum is None
    assert found.words == "有单位成本找不到对应的数量，成本指标无法合计"


@pytest.mark.parametrize("content", [TableContent(), table(), table(("费用", "有效控制"))])
def test_without_costs_nothing_is_said(content: TableContent) -> None:
    assert cost_sum(content).words == ""
    assert cost_sum(content).to_json()["sum"] is None


@given(contents())
@settings(max_examples=80, deadline=None)
def test_it_says_what_the_check_says(content: TableContent) -> None:
    """Where the check tells a gap, the sum is the same; and there is a sentence wherever there is a sum."""
    found, closing = cost_sum(content), closing_of(content)
    if closing.gap_sum is not None:
        assert found.sum == closing.gap_sum
    assert bool(found.words) or found.sum is None
