"""Mending: the one right text instead of the wrong one, as a change with its cause, and never over newer words."""

from dataclasses import replace as changed

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.checks import Context, run_checks
from indicators.content import IndicatorContent, TableContent
from indicators.findings import Finding
from indicators.mending import CanNotMend, is_mendable, mend_findings, mended
from indicators.models import GoalTable
from indicators.rechecking import rejudge
from indicators.storing import content_of
from tests.conftest import People
from tests.tables import ROWS, make_table

ODD = (
    *ROWS,
    ("满意度指标", "满意度指标", "网民满意度", "≥90百分比", ""),
    ("产出指标", "成本指标", "监管费", "≤20万", ""),
)


@pytest.fixture
def table(people: People) -> GoalTable:
    made = make_table(people.agencies["667201"], rows=ODD, goal="设立”一站式“窗口")
    rejudge(made)
    return made


def row(target: str) -> IndicatorContent:
    return IndicatorContent("满意度指标", "满意度指标", "网民满意度", "", target)


def test_one_text_is_mended_with_its_cause_and_the_finding_goes(table: GoalTable, people: People) -> None:
    finding = table.findings.get(code="unit-spelling", level3="网民满意度")
    before = content_of(table)
    assert mend_findings(table, [finding], people.officer) == ["≥90%"]
    assert [one.target for one in content_of(table).indicators][4:] == ["≥90%", "≤20万"]
    assert [one.level3 for one in table.findings.filter(code="unit-spelling")] == ["监管费"]
    change = table.changes.get()
    assert (change.kind, change.by, change.origin) == ("edited", people.officer, "按检查建议改正")
    assert change.reason == "“≥90百分比”改为“≥90%”"
    assert change.content_before == before


def test_all_of_a_check_are_one_change(table: GoalTable, people: People) -> None:
    assert len(mend_findings(table, table.findings.filter(code="unit-spelling"), people.officer)) == 2
    assert [one.target for one in content_of(table).indicators][4:] == ["≥90%", "≤20万元"]
    assert table.changes.count() == 1


def test_a_text_of_the_head(table: GoalTable, people: People) -> None:
    mend_findings(table, table.findings.filter(code="reversed-quotes"), people.officer)
    assert content_of(table).goal == "设立“一站式”窗口"


def test_newer_words_are_not_written_over(table: GoalTable, people: People) -> None:
    table.indicators.filter(name="网民满意度").update(target="≥92百分比")
    before = content_of(table)
    with pytest.raises(CanNotMend, match="已被改过"):
        mend_findings(table, table.findings.filter(code="unit-spelling"), people.officer)
    assert content_of(table) == before
    assert not table.changes.exists()


def test_equal_rows_are_mended_together(people: People) -> None:
    table = make_table(people.agencies["667201"], rows=(*ODD, ODD[4]))
    rejudge(table)
    mend_findings(table, table.findings.filter(code="unit-spelling"), people.officer)
    assert [one.target for one in content_of(table).indicators][4:] == ["≥90%", "≤20万元", "≥90%"]


def test_the_name_of_a_row_beside_its_other_texts() -> None:
    wrong = changed(row("≥90%"), level3="”网民“满意度", description="甲  乙")
    content = TableContent(indicators=(wrong,))
    for finding in [one for one in run_checks(content, Context()) if is_mendable(one)][::-1]:
        content = mended(content, finding)
    assert content.indicators == (changed(row("≥90%"), level3="“网民”满意度", description="甲乙"),)


def test_the_name_of_a_row_is_mended_together_with_its_other_texts(people: People) -> None:
    wrong = ("满意度指标", "满意度指标", "”网民“满意度", "≥90%", "甲  乙")
    table = make_table(people.agencies["667201"], rows=(*ROWS, wrong))
    rejudge(table)
    assert len(mend_findings(table, table.findings.filter(code="reversed-quotes"), people.officer)) == 2
    row = content_of(table).indicators[-1]
    assert (row.level3, row.description) == ("“网民”满意度", "甲乙")


@pytest.mark.parametrize(
    "finding",
    [
        Finding("rate-over-100", "warn", "m", found="≥90%", expected="90%", field="target", level3="网民满意度"),
        Finding("reversed-quotes", "info", "m", found="项目", expected="目", field="project_name"),
        Finding("reversed-quotes", "info", "m", found="", expected="目", field="goal"),
        Finding("unit-spelling", "info", "m", found="≥90%", expected="", field="target", level3="网民满意度"),
        Finding("unit-spelling", "info", "m", found="≥90%", expected="1", field="position", level3="网民满意度"),
        Finding("unit-spelling", "info", "m", found="≥90%", expected="1", field="target"),
        Finding("unit-spelling", "info", "m", found="≥90%", expected="≥90%", field="target", level3="网民满意度"),
    ],
)
def test_what_has_no_one_answer_is_not_mended(finding: Finding) -> None:
    assert not is_mendable(finding)
    with pytest.raises(CanNotMend, match="没有唯一的改法"):
        mended(TableContent("项目", indicators=(row("≥90%"),)), finding)


SCRAPS = st.lists(
    st.sampled_from(["≥", "＞＝", "９", "90", "％", "百分比", "”", "“", "万", "  ", "乙", "元"]), max_size=6
)


@given(SCRAPS.map("".join), SCRAPS.map("".join))
def test_what_is_mended_is_found_no_more(target: str, goal: str) -> None:
    content = TableContent("项目", goal=goal, indicators=(row(target),))
    for finding in [one for one in run_checks(content, Context()) if is_mendable(one)]:
        try:
            content = mended(content, finding)
        except CanNotMend:  # both checks had something to say about one text: the other comes with the next run
            continue
        left = {(one.code, one.field, one.found) for one in run_checks(content, Context())}
        assert (finding.code, finding.field, finding.found) not in left
