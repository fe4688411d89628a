"""`manage.py check_log`: finds whatever was changed from outside, and names it."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from indicators.models import GoalTable
from reviews.states import Action
from reviews.workflow import perform
from tests.conftest import People
from tests.reviews.lists import officer_of, table_in

OUTSIDE = {
    "a word of an event": ("UPDATE reviews_reviewevent SET comment = '同意' WHERE action = 'return'", "与校验值不符"),
    "who did it": ("UPDATE reviews_reviewevent SET by_name = '别人' WHERE action = 'submit'", "与校验值不符"),
    "a content": ("UPDATE indicators_revision SET content_text = content_text || ' '", "第 1 次送审）与校验值不符"),
    "a state": ("UPDATE indicators_goaltable SET status = 'approved'", "按记录应是“已退回”"),
    "what is in force": (
        "UPDATE indicators_goaltable SET in_force_id = (SELECT MAX(id) FROM indicators_revision)",
        "有效的送审稿与记录不一致",
    ),
    "what was in force before": (
        "UPDATE reviews_reviewevent SET in_force_before_id = (SELECT MAX(id) FROM indicators_revision)",
        "有效的送审稿与记录不一致",
    ),
    "whose submission it is": ("UPDATE indicators_revision SET by_id = NULL", "送审人或版次与记录不一致"),
    "which version it is": ("UPDATE indicators_revision SET version = 2", "送审人或版次与记录不一致"),
    "the first event": ("DELETE FROM reviews_reviewevent WHERE position = 1", "缺失或次序不符"),
    "the last event": ("DELETE FROM reviews_reviewevent WHERE action = 'return'", "最后的记录缺失"),
    "all events": ("DELETE FROM reviews_reviewevent", "没有对应的记录"),
}


@pytest.fixture
def returned(people: People) -> GoalTable:
    return table_in(people, "returned", "平台")


def check(capsys: Any, *given: str) -> tuple[int, str]:
    try:
        call_command("check_log", *given)
        code = 0
    except SystemExit as end:
        code = int(str(end.code))
    return code, capsys.readouterr().out


def test_what_is_as_written_passes(people: People, returned: GoalTable, capsys: Any) -> None:
    """Through adjusting, taking back and all that changes what is in force."""
    officer = officer_of(people, "319101")
    table = table_in(people, "approved", "甲")
    steps = [
        (Action.CANCEL, people.finance), (Action.APPROVE, people.finance), (Action.ADJUST, officer),
        (Action.SUBMIT, officer), (Action.FORWARD, people.department), (Action.APPROVE, people.finance),
        (Action.CANCEL, people.finance),
    ]  # fmt: skip
    for action, who in steps:
        perform(table.pk, action, who, "因政策调整", rechecked=True)
        assert check(capsys)[0] == 0
    table_in(people, "draft", "乙")
    for gone in (officer, people.finance):  # what is told as text stays
        gone.delete()
    code, said = check(capsys)
    assert code == 0
    assert "核对了 2 张表的 12 条记录" in said


@pytest.mark.parametrize("which", OUTSIDE)
def test_what_was_changed_from_outside_is_named(returned: GoalTable, capsys: Any, which: str) -> None:
    statement, words = OUTSIDE[which]
    with connection.cursor() as cursor:
        cursor.execute(statement)
    code, said = check(capsys)
    assert code == 1
    assert words in said
    assert "2025 年度 319101 天津市人民政府政务服务办公室 平台" in said
    assert "1 张表的记录或送审稿被改动过" in said


def test_a_year_alone(returned: GoalTable, capsys: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_reviewevent SET address = '1.2.3.4'")
    assert check(capsys, "--year", "2024")[0] == 0
    assert check(capsys, "--year", "2025")[0] == 1
    with pytest.raises(CommandError, match="不合理"):
        call_command("check_log", "--year", "25")
