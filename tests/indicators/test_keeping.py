"""Keeping warnings: the reason outlives checks that run again, and ends where the content changes."""

from dataclasses import replace as changed
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.findings import Finding
from indicators.keeping import CanNotKeep, drop, keep
from indicators.models import Cause, GoalTable, KeptWarning, TableFinding
from indicators.rechecking import recompute, rejudge
from indicators.storing import content_of, replace, store_findings
from tests.conftest import People
from tests.tables import ROWS, make_table

REASON = "设计如此，已与业务部门确认"
CAPPED = (*ROWS, ("满意度指标", "满意度指标", "网民满意度", "≤90%", ""))


@pytest.fixture
def table(people: People) -> GoalTable:
    made = make_table(people.agencies["667201"], rows=CAPPED)
    rejudge(made)
    return made


def finding(table: GoalTable, code: str = "quantity-capped") -> TableFinding:
    return table.findings.get(code=code)


def keep_it(table: GoalTable, people: People, code: str = "quantity-capped", reason: str = REASON) -> KeptWarning:
    return keep(table, content_of(table), finding(table, code), reason, people.officer)


def change(table: GoalTable, number: int, **values: Any) -> None:
    content = content_of(table)
    rows = list(content.indicators)
    rows[number] = changed(rows[number], **values)
    replace(table, content.with_indicators(tuple(rows)), Cause())
    rejudge(table)


def test_a_warning_is_kept_with_who_why_and_when(table: GoalTable, people: People) -> None:
    kept = keep_it(table, people, reason="  设计如此，\n已与业务部门确认 ")
    assert finding(table).kept == kept
    assert (kept.reason, kept.by, kept.level3) == ("设计如此， 已与业务部门确认", people.officer, "网民满意度")
    assert kept.at is not None
    assert keep_it(table, people, reason=kept.reason) == kept  # twice is once


def test_of_two_reasons_the_first_holds_and_the_second_is_given_back(table: GoalTable, people: People) -> None:
    keep_it(table, people)
    with pytest.raises(CanNotKeep, match=f"已说明过：“{REASON}”.*没有保存：另一个页面写的理由"):
        keep_it(table, people, reason="另一个页面写的理由")
    assert KeptWarning.objects.get().reason == REASON


def test_control_characters_do_not_get_into_a_reason(table: GoalTable, people: People) -> None:
    assert keep_it(table, people, reason=f"{REASON}\x00").reason == REASON  # PostgreSQL can't hold them


@pytest.mark.parametrize("reason", ["", "  \n ", "是", "好" * 501])
def test_a_reason_must_say_something(table: GoalTable, people: People, reason: str) -> None:
    with pytest.raises(CanNotKeep, match="4 到 500 个字"):
        keep_it(table, people, reason=reason)
    assert not KeptWarning.objects.exists()


def test_what_blocks_can_not_be_kept(table: GoalTable, people: People) -> None:
    TableFinding.objects.filter(code="quantity-capped").update(severity="block")
    with pytest.raises(CanNotKeep, match="须改正"):
        keep_it(table, people)


def test_a_reason_outlives_new_checks_and_new_imports(table: GoalTable, people: People) -> None:
    kept = keep_it(table, people)
    keep_it(table, people, "benefits-all-qualitative")
    TableFinding.objects.update(message="旧版本的说法", version=99)
    assert recompute(GoalTable.objects.all()).changed == 1
    assert finding(table).kept == kept
    texts = ("code", "severity", "message", "found", "expected", "field", "level3")
    found = [Finding(**values) for values in table.findings.values(*texts)]
    store_findings([(table, found)])
    assert finding(table).kept == kept
    assert table.findings.filter(kept=None).count() == len(found) - 2


def test_it_comes_back_when_its_row_changes_and_goes_when_it_is_put_back(table: GoalTable, people: People) -> None:
    kept = keep_it(table, people)
    change(table, 0, target="≥2万个")
    assert finding(table).kept == kept  # another row
    change(table, 4, target="≤85%")
    assert finding(table).kept is None
    change(table, 4, target="≤90%")
    assert finding(table).kept == kept


def test_a_readers_finding_comes_back_too(table: GoalTable, people: People) -> None:
    table.findings.create(code="note", severity="info", message="m", level3="验收合格率", field="target")
    keep_it(table, people, "note")
    rejudge(table)
    assert finding(table, "note").kept is not None
    change(table, 1, target="≥96%")
    assert finding(table, "note").kept is None


def test_a_kept_warning_that_blocks_now_is_open(table: GoalTable, people: People) -> None:
    table.findings.create(code="note", severity="info", message="m", field="goal")
    keep_it(table, people, "note")
    table.findings.filter(code="note").update(severity="block")
    rejudge(table)
    assert finding(table, "note").kept is None


def test_what_is_dropped_is_open_again_and_leaves_a_trace(table: GoalTable, people: People) -> None:
    kept = keep_it(table, people)
    drop(kept, people.administrator)
    assert finding(table).kept is None
    kept.refresh_from_db()
    assert (kept.reason, kept.dropped_by) == (REASON, people.administrator)
    assert kept.dropped_at is not None
    rejudge(table)
    assert finding(table).kept is None
    assert keep_it(table, people) != kept
    assert KeptWarning.objects.count() == 2


def test_equal_rows_of_other_tables_are_not_kept(table: GoalTable, people: People) -> None:
    other = make_table(people.agencies["667201"], "别的", rows=CAPPED)
    keep_it(table, people)
    recompute(GoalTable.objects.all())
    assert finding(other).kept is None


@pytest.mark.once
def test_making_findings_anew_takes_the_same_queries_for_any_number(people: People) -> None:
    def queries(number: int) -> int:
        made = [make_table(people.agencies["667201"], f"项目{number}-{n}", rows=CAPPED) for n in range(number)]
        recompute(GoalTable.objects.all())
        for each in made:
            keep_it(each, people)
        TableFinding.objects.update(kept=None, message="旧")
        with CaptureQueriesContext(connection) as captured:
            recompute(GoalTable.objects.all())
        assert table_count() == TableFinding.objects.filter(kept__isnull=False).count()
        return len(captured)

    def table_count() -> int:
        return GoalTable.objects.count()

    assert queries(2) == queries(12)
