"""basis_of: the same for the same content, another where what the finding is about has changed."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.basis import basis_of
from indicators.content import IndicatorContent, TableContent
from indicators.findings import Finding
from tests.making.contents import contents

ROW = IndicatorContent("产出指标", "质量指标", "验收合格率", "合格的比例", "≥100%")
OTHER = IndicatorContent("产出指标", "数量指标", "培训期数", "", "≥15期")
CONTENT = TableContent("项目", goal="举办培训12期", purpose="培训费", indicators=(ROW, OTHER))
ON_ROW = Finding("rate-over-100", "warn", "比率“≥100%”", field="target", level3="验收合格率", expected="100%")
ON_FIELD = Finding("year-mismatch", "warn", "年份", field="goal", found="2024年", expected="2025年")
ON_ALL = Finding("cost-budget-gap", "warn", "成本合计 100 元，差 5 元", found="100 元", expected="105 元")


def with_row(**values: Any) -> TableContent:
    return replace(CONTENT, indicators=(replace(ROW, **values), OTHER))


@pytest.mark.parametrize(
    "changed",
    [with_row(target="≥99%"), with_row(description=""), with_row(level2="时效指标"), with_row(level3="合格率")],
)
def test_a_row_that_changes_is_another_basis(changed: TableContent) -> None:
    assert basis_of(ON_ROW, changed) != basis_of(ON_ROW, CONTENT)


def test_what_it_is_not_about_may_change() -> None:
    elsewhere = replace(CONTENT, goal="别的", indicators=(ROW, replace(OTHER, target="≥1期")))
    assert basis_of(ON_ROW, elsewhere) == basis_of(ON_ROW, CONTENT)
    assert basis_of(ON_FIELD, with_row(target="≥99%")) == basis_of(ON_FIELD, CONTENT)
    assert basis_of(ON_FIELD, replace(CONTENT, goal="别的")) != basis_of(ON_FIELD, CONTENT)


@pytest.mark.parametrize("finding", [ON_ROW, ON_FIELD])
def test_other_words_of_a_check_are_the_same_basis(finding: Finding) -> None:
    reworded = replace(finding, message="换一种说法", expected=f"应写 {finding.expected}")
    assert basis_of(reworded, CONTENT) == basis_of(finding, CONTENT)


def test_a_figure_from_elsewhere_in_the_table_counts() -> None:
    said = Finding("text-number-contradiction", "warn", "m", field="target", level3="培训期数", expected="12期")
    assert basis_of(said, CONTENT) != basis_of(replace(said, expected="14期"), CONTENT)


def test_about_the_whole_table_what_is_said_counts() -> None:
    assert basis_of(ON_ALL, CONTENT) == basis_of(ON_ALL, TableContent())
    assert basis_of(replace(ON_ALL, message="成本合计 100 元，相差 5 元"), CONTENT) == basis_of(ON_ALL, CONTENT)
    for change in ({"message": "成本合计 100 元，差 6 元"}, {"found": "99 元"}, {"expected": "106 元"}):
        assert basis_of(replace(ON_ALL, **change), CONTENT) != basis_of(ON_ALL, CONTENT)


@given(contents(), contents(), st.sampled_from(["goal", "purpose", "budget_total"]))
def test_a_field_that_is_the_same_is_the_same_basis(one: TableContent, other: TableContent, name: str) -> None:
    finding = Finding("code", "warn", "m", field=name)
    same = getattr(one, name) == getattr(other, name)
    assert (basis_of(finding, one) == basis_of(finding, other)) is same


def test_findings_of_different_codes_fields_and_rows_are_apart() -> None:
    codes = [Finding(code, "warn", "m", field=name) for code in ("a", "b") for name in ("goal", "purpose", "")]
    assert len({basis_of(one, CONTENT) for one in codes}) == len(codes)
