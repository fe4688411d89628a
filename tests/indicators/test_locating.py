"""indicators/locating.py: findings name rows, and names may stand twice or not at all."""

from dataclasses import replace

from hypothesis import given, settings

from indicators.checks import Context, run_checks
from indicators.content import IndicatorContent, TableContent
from indicators.findings import Finding
from indicators.locating import rows_of_findings
from tests.making.contents import contents


def row(name: str, target: str = "") -> IndicatorContent:
    return IndicatorContent("产出指标", "数量指标", name, "", target)


def finding(level3: str = "", field: str = "", found: str = "", code: str = "x") -> Finding:
    return Finding(code, "warn", "话", found=found, field=field, level3=level3)


def rows(content: TableContent, *findings: Finding) -> list[int | None]:
    return rows_of_findings(content, findings)


TABLE = TableContent(indicators=(row("甲", "1"), row("乙", "2"), row("甲", "3"), row(""), row("", "4")))


def test_by_name_and_by_what_was_found() -> None:
    assert rows(TABLE, finding("乙", "target", "2"), finding("甲", "target", "3"), finding("乙")) == [1, 2, 1]


def test_the_head_and_the_table_have_no_row() -> None:
    assert rows(TABLE, finding(field="goal"), finding(), finding(field="indicators")) == [None, None, None]


def test_a_row_that_is_gone_has_none() -> None:
    assert rows(TABLE, finding("丙", "target")) == [None]


def test_equal_findings_go_to_rows_of_one_name_in_turn() -> None:
    one = finding("甲")
    assert rows(TABLE, one, one, one) == [0, 2, 2]


def test_a_duplicate_is_told_at_the_second() -> None:
    assert rows(TABLE, finding("甲", "level3", "甲", code="duplicate-row")) == [2]


def test_rows_without_a_name_are_found_by_what_is_missing() -> None:
    assert rows(TABLE, *[finding(field="level3")] * 2, finding(field="target")) == [3, 4, 3]


@given(contents())
@settings(max_examples=60, deadline=None)
def test_all_that_the_checks_find_about_rows_has_a_row(content: TableContent) -> None:
    blanked = tuple(replace(each, level3="") if at % 3 == 0 else each for at, each in enumerate(content.indicators))
    content = content.with_indicators(blanked)
    findings = run_checks(content, Context(2025))
    for each, at in zip(findings, rows_of_findings(content, findings), strict=True):
        if each.level3:
            assert at is not None
            assert content.indicators[at].level3 == each.level3
