"""The log proves itself: whatever is changed, removed or slipped in from outside shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from reviews.log import flaws
from reviews.models import ReviewEvent
from reviews.states import Action
from tests.reviews.stage import Stage, stage

__all__ = ["stage"]


def sql(text: str, *values: Any) -> None:
    """Past all our rules, as somebody with the database's password would."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def found(stage: Stage) -> list[str]:
    return flaws(stage.table.events.select_related("revision").order_by("position"))


@pytest.fixture
def judged(stage: Stage) -> Stage:
    stage.reach("published")
    assert found(stage) == []
    return stage


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("by_name", "别人"), ("by_account", "else"), ("by_role", "officer"), ("comment", "没有意见"),
        ("address", "8.8.8.8"), ("action", "return"), ("before", "draft"), ("after", "draft"), ("version", 2),
        ("at", "2020-01-01 00:00:00+00:00"), ("grades", '{"complete": "优"}'), ("digest", "0" * 64),
    ],
)  # fmt: skip
def test_a_changed_row_shows(judged: Stage, column: str, value: object) -> None:
    key = judged.table.events.get(position=2).pk
    sql(f"UPDATE reviews_reviewevent SET {column} = %s WHERE id = %s", value, key)
    assert found(judged)[0] == "第 2 条与校验值不符"


def test_a_removed_row_shows(judged: Stage) -> None:
    sql("DELETE FROM reviews_reviewevent WHERE id = %s", judged.table.events.get(position=2).pk)
    assert found(judged) == ["第 2 条缺失或次序不符"]


@pytest.mark.parametrize("column", ["content_text", "findings_text"])
def test_a_changed_revision_shows(judged: Stage, column: str) -> None:
    sql(f"UPDATE indicators_revision SET {column} = %s", '{"indicators": []}' if column == "content_text" else "[]")
    assert found(judged) == ["第 1 版（第 1 次送审）与校验值不符"]


def test_an_event_of_another_table_shows(judged: Stage) -> None:
    event = judged.table.events.get(position=4)
    copy = ReviewEvent(**{field.attname: getattr(event, field.attname) for field in ReviewEvent._meta.concrete_fields})
    copy.pk, copy.position = None, 5
    copy.save()
    assert found(judged) == ["第 5 条与校验值不符"]


def test_words_tell_both_ways_of_passing_apart(judged: Stage) -> None:
    words = [event.words for event in judged.table.events.order_by("position")]
    assert words == ["提交审核", "主管部门审核通过", "财政审核通过", "公开"]


def test_a_long_name_and_an_odd_address_are_no_crash(stage: Stage) -> None:
    stage.people["officer"].name = "名" * 60
    event = stage.perform("officer", Action.SUBMIT, address="1" * 200)
    assert (event.by_name, event.address) == ("名" * 60, "1" * 60)
