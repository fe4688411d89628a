"""The buttons of the review page: what they do, what is refused where, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace as changed
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from reviews.log import last_move
from reviews.models import Opinion
from reviews.states import Action
from reviews.workflow import LONGEST_COMMENT, mark_of
from tests.conftest import People
from tests.reviews.stage import Stage, set_stage
from tests.tables import make_table

pytestmark = pytest.mark.once

ClientOf = Callable[[User], Client]


@pytest.fixture
def stage(people: People) -> Stage:
    return set_stage(people)


@pytest.fixture
def act(stage: Stage, client_of: ClientOf) -> Callable[..., Any]:
    """Press a button on the page as it is now, or with the mark of an earlier look."""

    def post(who: str, action: str, query: str = "", **values: str) -> Any:
        table = stage.fresh()
        values = {"mark": mark_of(table, last_move(table)), "action": action} | values
        return client_of(stage.people[who]).post(f"/reviews/{table.pk}/act/{query}", values)

    return post


def told(response: Any, client: Client | None = None) -> str:
    """The page after a redirect."""
    return str(response.client.get(response.headers["Location"].partition("#")[0]).content.decode())


def test_the_whole_way(stage: Stage, act: Any) -> None:
    steps = [
        ("officer", "submit", "submitted", "撤回"),
        ("department", "forward", "forwarded", "取消审核"),
        ("finance", "approve", "approved", "取消审核"),
        ("finance", "cancel", "forwarded", ""),
        ("finance", "approve", "approved", ""),
        ("finance", "publish", "published", ""),
        ("officer", "adjust", "draft", ""),
    ]
    for who, action, state, back in steps:
        response = act(who, action, comment="合同金额有变化")
        assert response.status_code == 302
        page = told(response)
        assert stage.fresh().status == state
        assert f"现在是“{stage.fresh().get_status_display()}”" in page
        assert back in page
    event = last_move(stage.fresh())
    assert event
    assert (event.comment, event.address, event.by_name) == ("合同金额有变化", "127.0.0.1", "编制员")


def test_grades_go_into_the_event_of_a_judgement(stage: Stage, act: Any) -> None:
    stage.reach("submitted")
    grades = {"grade-clear": "良", "grade-prepared": "中", "grade-nothing": "优", "grade-sound": "超"}
    Opinion.objects.create(revision=stage.table.revisions.get(), by=stage.people["department"], text="草稿")
    act("department", "forward", **grades)
    event = last_move(stage.fresh())
    assert event
    assert event.grades == {"clear": "良", "prepared": "中"}
    assert not Opinion.objects.exists()


def test_a_return_without_a_reason_comes_back_with_all_that_was_chosen(stage: Stage, act: Any) -> None:
    stage.reach("submitted")
    before = stage.facts()
    response = act("department", "return", comment=" \n ", **{"grade-prepared": "差"})
    page = response.content.decode()
    assert response.status_code == 400
    assert re.search(r'id="comment"[^>]*aria-invalid="true"[^>]*aria-describedby="comment-error"', page)
    assert 'id="comment-error">退回必须写明理由' in page
    assert '<a href="#comment">退回必须写明理由。</a>' in page
    assert 'name="grade-prepared" value="差" checked' in page
    assert not re.search(r'name="grade-complete" value="\w" checked', page)  # as it was sent, not as suggested
    assert stage.facts() == before


@pytest.mark.parametrize(
    ("who", "state", "action"), [("department", "submitted", "return"), ("officer", "approved", "adjust")]
)
def test_too_long_a_reason_is_kept(stage: Stage, act: Any, who: str, state: str, action: str) -> None:
    stage.reach(state)
    text = "长" * (LONGEST_COMMENT + 1)
    response = act(who, action, comment=text)
    page = response.content.decode()
    assert response.status_code == 400
    assert text in page
    assert f"意见有 {len(text)} 字" in page
    assert page.count('aria-invalid="true"') == 1


def test_an_adjustment_without_a_reason_opens_its_form_again(stage: Stage, act: Any) -> None:
    stage.reach("approved")
    response = act("officer", "adjust")
    assert response.status_code == 400
    assert re.search(r'<details class="sure" open>\s*<summary[^>]*>调整', response.content.decode())


def test_a_second_click_is_no_mistake(stage: Stage, act: Any) -> None:
    stage.reach("submitted")
    table = stage.fresh()
    mark = mark_of(table, last_move(table))
    assert act("department", "forward", mark=mark).status_code == 302
    moves = stage.table.events.count()
    response = act("department", "forward", mark=mark)
    assert response.status_code == 302
    assert "您已经通过过这张表，没有重复处理" in told(response)
    assert stage.table.events.count() == moves
    response = act("department", "forward", "?tab=waiting&next=1", mark=mark)
    assert response.headers["Location"].startswith("/reviews/?tab=waiting")


def test_who_looked_at_something_else_is_told_and_keeps_the_text(stage: Stage, act: Any) -> None:
    """Two sessions: the table goes back and comes again while a reviewer writes."""
    stage.reach("submitted")
    table = stage.fresh()
    mark = mark_of(table, last_move(table))
    stage.perform("department", Action.RETURN)
    stage.perform("officer", Action.SUBMIT)
    before = stage.facts()
    response = act("department", "forward", mark=mark, comment="写了很久的意见", **{"grade-clear": "差"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "这张表有了变化（编制员已于" in page
    assert "写了很久的意见" in page
    assert 'name="grade-clear" value="差" checked' in page
    assert stage.facts() == before
    again = dict(re.findall(r'name="(mark)" value="([^"]+)"', page))
    assert act("department", "forward", **again).status_code == 302  # now it was seen


def test_without_a_mark_nothing_was_looked_at(stage: Stage, act: Any) -> None:
    stage.reach("submitted")
    for mark in ("", "-", "0.0", "x" * 500):
        assert act("department", "forward", mark=mark).status_code == 409
    assert stage.fresh().status == "submitted"


@pytest.mark.parametrize(
    ("who", "state", "action", "status"),
    [
        ("officer", "submitted", "forward", 403),
        ("reader", "draft", "submit", 403),
        ("finance", "submitted", "approve", 409),
        ("department", "forwarded", "return", 403),
        ("officer", "forwarded", "withdraw", 409),
        ("stranger", "submitted", "forward", 404),
        ("stranger", "submitted", "dance", 404),
        ("department", "submitted", "dance", 400),
        ("department", "submitted", "", 400),
        ("department", "submitted", "settle", 400),
    ],
)
def test_refused(stage: Stage, act: Any, who: str, state: str, action: str, status: int) -> None:
    stage.reach(state)
    before = stage.facts()
    response = act(who, action, comment="理由在此")
    assert response.status_code == status
    assert stage.facts() == before
    if status != 404:
        assert "没有处理：" in response.content.decode()


def test_what_blocks_is_said_and_where(stage: Stage, act: Any) -> None:
    stage.table.indicators.filter(position=1).update(name="指标1")
    response = act("officer", "submit", comment="急用")
    assert response.status_code == 409
    page = response.content.decode()
    assert "处须改正的疑点，不能提交" in page
    assert "急用" in page


def test_on_to_the_next_of_the_list(stage: Stage, act: Any) -> None:
    second = make_table(stage.table.project.agency, "乙")
    for table in (stage.table, second):
        changed(stage, table=table).perform("officer", Action.SUBMIT)
    response = act("department", "forward", "?tab=waiting&next=1")
    assert response.headers["Location"].startswith(f"/reviews/{second.pk}/?tab=waiting")
    page = told(response)
    assert f'<a href="/reviews/{stage.table.pk}/?tab=waiting' in page  # the way back
    assert "网站平台监管绩效目标表" not in page
    response = changed_act(act, stage, second)
    assert response.headers["Location"].startswith("/reviews/?tab=waiting")


def changed_act(act: Any, stage: Stage, table: Any) -> Any:
    """The last of the list."""
    stage.table = table
    return act("department", "return", "?tab=waiting&next=1", comment="请补充材料")


def test_an_opinion_is_kept_by_script_and_by_form(stage: Stage, client_of: ClientOf) -> None:
    stage.reach("submitted")
    client, revision = client_of(stage.people["department"]), stage.table.revisions.get()
    address = f"/reviews/{stage.table.pk}/opinion/"
    sent = {"comment": "还在想", "grade-clear": "中", "revision": str(revision.pk)}
    response = client.post(address, sent, headers={"Accept": "application/json"})
    assert re.fullmatch(r"\d\d:\d\d", response.json()["saved_at"])
    opinion = Opinion.objects.get()
    assert (opinion.text, opinion.grades, opinion.by) == ("还在想", {"clear": "中"}, stage.people["department"])
    response = client.post(address + "?tab=waiting", sent | {"comment": "想好了"})
    assert response.status_code == 302
    assert "已暂存意见" in told(response)
    assert Opinion.objects.get().text == "想好了"
    assert stage.table.events.count() == 1


@pytest.mark.parametrize(
    ("who", "values", "status"),
    [
        ("officer", {}, 409),
        ("finance", {}, 409),
        ("stranger", {}, 404),
        ("department", {"revision": "0"}, 409),
        ("department", {"revision": "x"}, 409),
        ("department", {"comment": "长" * (LONGEST_COMMENT + 1)}, 400),
    ],
)
def test_an_opinion_that_can_not_be_kept(
    stage: Stage, client_of: ClientOf, who: str, values: dict[str, str], status: int
) -> None:
    stage.reach("submitted")
    client = client_of(stage.people[who])
    sent = {"comment": "意见", "revision": str(stage.table.revisions.get().pk)} | values
    address = f"/reviews/{stage.table.pk}/opinion/"
    response = client.post(address, sent, headers={"Accept": "application/json"})
    assert response.status_code == status
    if status != 404:
        assert response.json()["error"]
        assert client.post(address, sent).status_code == status
    assert not Opinion.objects.exists()


def test_a_late_autosave_does_not_bring_a_decided_opinion_back(stage: Stage, client_of: ClientOf) -> None:
    stage.reach("forwarded")
    revision = str(stage.table.revisions.get().pk)
    client = client_of(stage.people["department"])
    response = client.post(f"/reviews/{stage.table.pk}/opinion/", {"comment": "晚到的", "revision": revision})
    assert response.status_code == 409
    assert not Opinion.objects.exists()
