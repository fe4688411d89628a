"""A region's own severities: chosen with a reason, taken by judge, with a history."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.models import Agency
from indicators.checks import CHECKS
from indicators.content import TableContent
from indicators.findings import Finding
from indicators.judging import judge
from indicators.models import CheckSetting, GoalTable
from indicators.rechecking import recompute
from indicators.severities import RANKS, CanNotTune, severities_of, tune, tuned
from tests.conftest import People
from tests.tables import make_table

EMPTY = TableContent("项目", "511101", "某局")
CODES = st.sampled_from(sorted(CHECKS))
FINDINGS = st.builds(Finding, CODES, st.sampled_from(["block", "warn", "info"]), st.just("m"))


def severity(code: str, region: str = "") -> set[str]:
    (found,) = judge(region, 2025, [EMPTY])
    return {one.severity for one in found if one.code == code}


@pytest.mark.parametrize("chosen", ["block", "warn", "info", "off"])
def test_judge_takes_what_the_region_has_chosen(people: People, chosen: str) -> None:
    tune("滨海", "required-missing", chosen, "本区另有规定", people.administrator)
    assert severity("required-missing", "滨海") == ({chosen} - {"off"})
    assert severity("required-missing") == {"block"}  # the others keep the check's own


def test_the_last_choice_holds_and_the_others_are_history(people: People) -> None:
    tune("", "generic-name", "warn", "先从严", people.administrator)
    tune("", "generic-name", "off", "误报太多", people.administrator)
    setting = CheckSetting.objects.get()
    assert (setting.severity, setting.reason, setting.by) == ("off", "误报太多", people.administrator)
    assert [each.reason for each in setting.history.all()] == ["误报太多", "先从严"]
    assert severities_of("") == {"generic-name": "off"}
    assert severities_of("滨海") == {}


@pytest.mark.parametrize(
    ("values", "why"),
    [({"severity": "fatal"}, "没有这一程度"), ({"reason": " "}, "理由"), ({"reason": "长" * 301}, "理由")],
)
def test_what_makes_no_sense_is_refused(people: People, values: dict[str, Any], why: str) -> None:
    with pytest.raises(CanNotTune, match=why):
        tune(**{"region": "", "code": "generic-name", "severity": "off", "reason": "误报", "by": None} | values)
    assert not CheckSetting.objects.exists()


def test_stored_findings_follow_with_the_next_run(people: People) -> None:
    Agency.objects.filter(code="511101").update(region="滨海")
    tables = [make_table(Agency.objects.get(code=code)) for code in ("511101", "667201")]
    recompute(GoalTable.objects.all())
    tune("滨海", "level-missing", "off", "另有规定", people.administrator)
    recompute(GoalTable.objects.all())
    assert [table.findings.filter(code="level-missing").exists() for table in tables] == [False, True]


def test_what_a_check_takes_milder_itself_stays_milder() -> None:
    hint = Finding("year-mismatch", "info", "项目名称里的年份")
    assert tuned([hint], {"year-mismatch": "block"}) == [hint]
    missing = Finding("level-missing", "warn", "没有满意度指标")
    assert [one.severity for one in tuned([missing], {"level-missing": "info"})] == ["info"]


@given(st.lists(FINDINGS), st.dictionaries(CODES, st.sampled_from(sorted(RANKS))))
def test_tuning_only_changes_severities_and_twice_is_once(findings: list[Finding], chosen: dict[str, str]) -> None:
    made = tuned(findings, chosen)
    assert [one.code for one in made] == [one.code for one in findings if chosen.get(one.code) != "off"]
    assert tuned(made, {code: severity for code, severity in chosen.items() if severity == "off"}) == made
    assert tuned(findings, {}) == findings
