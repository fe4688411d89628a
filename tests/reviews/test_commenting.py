"""Notes on rows: who, when, where they stand in a later revision, and what the log says of them."""

from __future__ import annotations

from dataclasses import replace as changed
from typing import Any

import pytest
from django.http import Http404

from indicators.models import Cause, TableChange
from indicators.storing import content_of, replace
from reviews.commenting import add_comment, may_comment, may_settle, placed, reopen, settle
from reviews.refusals import Refused
from tests.reviews.stage import Stage, stage

__all__ = ["stage"]


def note(stage: Stage, who: str = "department", text: str = "请核对", position: int | None = 2) -> Any:
    return add_comment(stage.table.pk, stage.people[who], text, position, "10.0.0.1")


def refused(call: Any) -> str:
    with pytest.raises(Refused) as told:
        call()
    return told.value.code


def log(stage: Stage) -> list[tuple[str, str, str]]:
    return list(stage.table.events.order_by("position").values_list("action", "by_role", "comment"))


def test_a_note_on_a_row_and_one_on_the_whole(stage: Stage) -> None:
    stage.reach("submitted")
    one, whole = note(stage), note(stage, text="  目标太笼统\n\n", position=None)
    assert (one.level3, one.position, one.by_name, one.by_role) == ("验收合格率", 2, "主管部门审核员", "department")
    assert (whole.level3, whole.position, whole.text) == ("", None, "目标太笼统")
    assert log(stage)[1:] == [
        ("comment", "department", "“验收合格率”：请核对"),
        ("comment", "department", "目标太笼统"),
    ]
    event = stage.table.events.get(position=2)
    assert (event.address, event.before, event.after) == ("10.0.0.1", "submitted", "submitted")


@pytest.mark.parametrize("who", ["officer", "administrator", "reader"])
def test_only_reviewers_note(stage: Stage, who: str) -> None:
    table = stage.reach("submitted")
    assert refused(lambda: note(stage, who)) == "wrong-role"
    assert not may_comment(table, stage.people[who])
    assert may_comment(table, stage.people["department"])


def test_strangers_see_nothing(stage: Stage) -> None:
    stage.reach("submitted")
    comment = note(stage)
    for call in (lambda: note(stage, "stranger"), lambda: settle(stage.table.pk, comment.pk, stage.people["stranger"])):
        with pytest.raises(Http404):
            call()


@pytest.mark.parametrize("state", ["draft", "returned", "approved", "published"])
def test_only_what_is_under_review_is_noted(stage: Stage, state: str) -> None:
    table = stage.reach(state)
    assert refused(lambda: note(stage)) == "wrong-state"
    assert not may_comment(table, stage.people["department"])


@pytest.mark.parametrize(
    ("text", "position", "code"),
    [("", 1, "empty-comment"), (" \n", 1, "empty-comment"), ("长" * 2001, 1, "long-comment"), ("好", 0, "no-such-row"),
     ("好", 5, "no-such-row"), ("好", -1, "no-such-row")],
)  # fmt: skip
def test_odd_notes_are_refused(stage: Stage, text: str, position: int, code: str) -> None:
    stage.reach("submitted")
    assert refused(lambda: note(stage, text=text, position=position)) == code
    assert not stage.table.comments.exists()


def test_settled_opened_again_and_logged_once_each(stage: Stage) -> None:
    stage.reach("submitted")
    comment = note(stage)
    pk, people = stage.table.pk, stage.people
    for _ in range(2):
        assert settle(pk, comment.pk, people["officer"]).settled_by_name == "编制员"
    for _ in range(2):
        assert reopen(pk, comment.pk, people["department"]).settled_at is None
    assert [action for action, _, _ in log(stage)[2:]] == ["settle", "reopen"]


def test_a_reader_settles_nothing_and_no_note_of_another_table(stage: Stage) -> None:
    table = stage.reach("submitted")
    comment = note(stage)
    assert refused(lambda: settle(table.pk, comment.pk, stage.people["reader"])) == "wrong-role"
    assert not may_settle(table, stage.people["reader"])
    assert may_settle(table, stage.people["officer"])
    assert refused(lambda: settle(table.pk, comment.pk + 1, stage.people["officer"])) == "no-such-comment"


def test_a_note_follows_its_row(stage: Stage) -> None:
    table = stage.reach("submitted")
    third, gone, whole = note(stage, position=3), note(stage, position=1), note(stage, position=None)
    content = content_of(table)
    rows = content.indicators
    now = content.with_indicators((rows[2], changed(rows[1], target="≥99%"), rows[3]))
    assert placed([third, gone, whole], now) == {1: [third], 0: [gone, whole]}
    assert placed([third, gone, whole], content) == {3: [third], 1: [gone], 0: [whole]}


def test_notes_stay_through_a_return_and_a_new_submission(stage: Stage) -> None:
    stage.reach("submitted")
    comment = note(stage, position=3)
    stage.outcome("department", "return")  # type: ignore[arg-type]
    table = stage.fresh()
    new = content_of(table)
    rows = new.indicators
    new = new.with_indicators((*rows[:2], rows[3], rows[2]))
    replace(table, new, Cause(TableChange.Kind.EDITED, stage.people["officer"]))
    assert placed(table.comments.all(), content_of(table)) == {4: [comment]}
    stage.outcome("officer", "submit")  # type: ignore[arg-type]
    later = note(stage, position=4)
    assert later.level3 == "故障响应"
    assert placed(table.comments.order_by("pk"), new) == {4: [comment, later]}
