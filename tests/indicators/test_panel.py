"""The panel: findings by severity and check, what may be done with each."""

import pytest

from indicators.models import GoalTable, TableFinding
from indicators.panel import READING, Panel, panel
from indicators.storing import content_of
from tests.conftest import People
from tests.tables import make_table


@pytest.fixture
def table(people: People) -> GoalTable:
    return make_table(people.agencies["667201"])


def shown(table: GoalTable, may_edit: bool = True) -> Panel:
    return panel(content_of(table).indicators, table.findings.select_related("kept"), may_edit)


def odd(table: GoalTable, level3: str, **values: str) -> TableFinding:
    texts = {"found": "９", "expected": "9", "message": "“９”建议改为“9”"} | values
    return table.findings.create(code="unit-spelling", severity="info", field="target", level3=level3, **texts)


def test_findings_of_a_check_stand_together(table: GoalTable) -> None:
    first, reading, second = (
        odd(table, "甲"),
        table.findings.create(code="x", severity="info", message="m"),
        odd(table, "乙"),
    )
    table.findings.create(code="level-missing", severity="block", message="没有效益指标")
    groups = shown(table).groups
    assert [(group.words, group.count) for group in groups] == [("须改正", 1), ("提示", 3)]
    blocks = groups[1].blocks
    assert [(block.name, block.side) for block in blocks] == [("单位或符号写法不规范", "完整性"), (READING, "")]
    assert [each.finding for block in blocks for each in block.findings] == [first, second, reading]
    assert blocks[0].mendable == [first.pk, second.pk]


def test_who_may_not_edit_is_offered_nothing(table: GoalTable) -> None:
    odd(table, "甲")
    for may_edit in (True, False):
        (one,) = shown(table, may_edit).groups[0].blocks[0].findings
        assert (one.may_keep, one.may_mend) == (may_edit, may_edit)


def test_what_the_message_says_is_not_said_twice(table: GoalTable) -> None:
    odd(table, "甲")
    odd(table, "乙", found="８")
    assert [each.more for each in shown(table).groups[0].blocks[0].findings] == ["", "原文：８"]


def test_what_is_said_about_the_whole_table_begins_somewhere(people: People) -> None:
    rows = [
        ("产出指标", "数量指标", "甲", "≥1个"),
        ("产出指标", "成本指标", "费", "≤1元"),
        ("产出指标", "成本指标", "费2", "≤1元"),
    ]
    table = make_table(people.agencies["667201"], rows=rows)
    for code in ("goal-copies-purpose", "cost-budget-gap", "benefits-all-qualitative", "level-missing"):
        table.findings.create(code=code, severity="warn", message="m")
    anchors = [each.anchor for block in shown(table).groups[0].blocks for each in block.findings]
    assert anchors == ["head-goal", "row-2", "", ""]


def test_an_empty_table(table: GoalTable) -> None:
    assert shown(table) == Panel([], [])
