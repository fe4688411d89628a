"""The two frameworks that the migrations put into the database."""

import pytest

from indicators.models import Category, Framework

pytestmark = pytest.mark.django_db


def test_the_older_one_is_tried_first() -> None:
    assert list(Framework.objects.values_list("code", flat=True)) == ["2015", "2021"]


@pytest.mark.parametrize(("code", "above"), [("2015", ["产出指标"]), ("2021", [])])
def test_cost_is_second_level_in_one_and_first_level_in_the_other(code: str, above: list[str]) -> None:
    cost = Category.objects.get(framework__code=code, name="成本指标")
    assert ([cost.parent.name] if cost.parent else []) == above


@pytest.mark.parametrize("code", ["2015", "2021"])
def test_weights_sum_up_to_90_and_quantity_and_quality_are_required(code: str) -> None:
    categories = Category.objects.filter(framework__code=code)
    assert sum(each.weight for each in categories.filter(level=1)) == 90
    assert set(categories.filter(required=True).values_list("name", flat=True)) == {"数量指标", "质量指标"}
