"""Notes on rows as pages use them, and the process beside a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from reviews.commenting import add_comment, settle
from reviews.states import Action
from tests.conftest import People
from tests.reviews.stage import Stage, set_stage

pytestmark = pytest.mark.once

ClientOf = Callable[[User], Client]
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def stage(people: People) -> Stage:
    made = set_stage(people)
    made.reach("submitted")
    return made


@pytest.fixture
def post(stage: Stage, client_of: ClientOf) -> Callable[..., Any]:
    def send(who: str, what: str, headers: dict[str, str] | None = None, **values: str) -> Any:
        address = f"/reviews/{stage.table.pk}/comments/{what}"
        return client_of(stage.people[who]).post(address, values, headers=headers or {})

    return send


@pytest.fixture
def fragment(stage: Stage, client_of: ClientOf) -> Callable[..., str]:
    def get(who: str, **headers: str) -> str:
        response = client_of(stage.people[who]).get(f"/tables/{stage.table.pk}/review/", headers=headers)
        assert response.status_code == 200
        return str(response.content.decode())

    return get


def test_a_note_on_a_row(stage: Stage, post: Any, client_of: ClientOf) -> None:
    response = post("department", "?tab=waiting", row="2", text="请写明口径")
    assert response.headers["Location"] == f"/reviews/{stage.table.pk}/?tab=waiting#row-2"
    note = stage.table.comments.get()
    assert (note.position, note.level3, note.text) == (2, "验收合格率", "请写明口径")
    page = client_of(stage.people["reader"]).get(f"/reviews/{stage.table.pk}/").content.decode()
    assert '<a href="#row-2" data-jump="2">第 2 行 验收合格率</a>' in page
    assert "1 未解决" in page
    assert '<span aria-hidden="true">✎1</span>' in page
    assert 'id="note-form"' not in page


def test_a_note_on_the_whole(stage: Stage, post: Any) -> None:
    assert post("department", "", row="", text="总体可行").headers["Location"].endswith("#notes")
    assert stage.table.comments.get().position is None


@pytest.mark.parametrize(
    ("row", "text", "said"),
    [
        ("2", "  ", "请写明批注的内容"),
        ("9", "写好的话", "没有第 9 行"),
        ("0", "写好的话", "没有第 0 行"),
        ("-1", "写好的话", "没有第 -1 行"),
        ("²", "写好的话", "没有第 ² 行"),
        ("9" * 30, "写好的话", "没有第 999999 行"),
        ("1", "长" * 2001, "意见有 2001 字"),
    ],
)
def test_a_note_that_is_refused_is_still_there(stage: Stage, post: Any, row: str, text: str, said: str) -> None:
    response = post("department", "", row=row, text=text)
    page = response.content.decode()
    assert response.status_code == 400
    assert f'id="note-error">{said}' in page
    assert text in page
    assert not stage.table.comments.exists()


def test_the_row_that_a_link_names_is_chosen(stage: Stage, client_of: ClientOf) -> None:
    """The ✎ of a row leads to the form without scripts too."""
    client = client_of(stage.people["department"])
    page = client.get(f"/reviews/{stage.table.pk}/?tab=waiting").content.decode()
    link = re.search(r'href="([^"]*note=3[^"]*)#note-form"', page)
    assert link
    page = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert '<option value="3" selected>' in page


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("reader", 403), ("finance", 302), ("stranger", 404)])
def test_who_may_note(stage: Stage, post: Any, who: str, status: int) -> None:
    assert post(who, "", row="1", text="批注").status_code == status
    assert stage.table.comments.exists() is (status == 302)


def test_settled_and_opened_again(stage: Stage, post: Any, fragment: Any) -> None:
    note = add_comment(stage.table.pk, stage.people["department"], "请核对", 1)
    stage.perform("department", Action.RETURN)
    assert post("officer", f"{note.pk}/settle/").headers["Location"].endswith("#notes")
    note.refresh_from_db()
    assert note.settled_by_name == "编制员"
    assert "已解决 1 条" in fragment("officer")
    answer = post("officer", f"{note.pk}/reopen/", {"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert "1 未解决" in answer.content.decode()
    assert (
        post("officer", f"{note.pk}/settle/", back="process").headers["Location"] == f"/tables/{stage.table.pk}/review/"
    )


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("stranger", 404), ("finance", 302)])
def test_who_may_settle(stage: Stage, post: Any, who: str, status: int) -> None:
    note = add_comment(stage.table.pk, stage.people["department"], "请核对", 1)
    for what in ("settle", "reopen"):
        assert post(who, f"{note.pk}/{what}/").status_code == status
    assert post(who, "99999/settle/").status_code == (404 if who != "reader" else 403)


def test_the_process_tells_the_officer_why_it_came_back(stage: Stage, fragment: Any) -> None:
    add_comment(stage.table.pk, stage.people["department"], EVIL, 3)
    stage.perform("department", Action.RETURN, f"成本不符{EVIL}", grades={"clear": "良"})
    here = f"http://testserver/tables/{stage.table.pk}/edit/?unit=x"
    part = fragment("officer", **{"HX-Request": "true", "HX-Current-URL": here})
    assert "<html" not in part
    assert part.index("退回的理由") < part.index("批注") < part.index("过程（2 步）")
    assert 'href="#row-3"' in part
    assert "审核表：良（85 分）" in part
    assert "<img" not in part
    page = fragment("officer")
    assert "<html" in page
    away = f'href="/tables/{stage.table.pk}/#row-3"'
    assert away in page  # there are no rows on the page of its own, nor in the history
    history = here.replace("edit", "history")
    assert away in fragment("officer", **{"HX-Request": "true", "HX-Current-URL": history})
    stage.perform("officer", Action.SUBMIT)
    assert "退回的理由" not in fragment("officer")


def test_a_note_follows_its_row_and_says_when_it_is_gone(stage: Stage, fragment: Any) -> None:
    add_comment(stage.table.pk, stage.people["department"], "请核对", 1)
    settle(
        stage.table.pk, add_comment(stage.table.pk, stage.people["department"], "已改", 2).pk, stage.people["officer"]
    )
    stage.perform("department", Action.RETURN)
    stage.table.indicators.filter(position=1).delete()
    part = fragment("officer")
    assert "监管属地网站（这一行已删除）" in part
    assert 'data-jump="1">第 1 行 验收合格率' in part


def test_pages_of_a_table_fetch_the_process(stage: Stage, client_of: ClientOf) -> None:
    stage.perform("department", Action.RETURN)
    client = client_of(stage.people["officer"])
    for address in ("", "edit/", "history/"):
        page = client.get(f"/tables/{stage.table.pk}/{address}").content.decode()
        assert f'hx-get="/tables/{stage.table.pk}/review/"' in page
        assert f'<a href="/tables/{stage.table.pk}/review/">' in page


@pytest.mark.parametrize(
    ("state", "who", "words"),
    [
        ("returned", "officer", "提交审核"),
        ("submitted", "officer", None),
        ("submitted", "department", "审核"),
        ("submitted", "finance", None),
        ("forwarded", "finance", "审核"),
        ("forwarded", "reader", None),
        ("approved", "finance", "公开"),
        ("approved", "officer", "调整"),
        ("published", "officer", "调整"),
    ],
)
def test_the_main_button_of_a_table(stage: Stage, client_of: ClientOf, state: str, who: str, words: str | None) -> None:
    for person, action in {
        "returned": [("department", Action.RETURN)],
        "forwarded": [("department", Action.FORWARD)],
        "approved": [("department", Action.FORWARD), ("finance", Action.APPROVE)],
        "published": [("department", Action.FORWARD), ("finance", Action.APPROVE), ("finance", Action.PUBLISH)],
    }.get(state, []):
        stage.perform(person, action)
    page = client_of(stage.people[who]).get(f"/tables/{stage.table.pk}/").content.decode()
    found = re.search(rf'<a class="btn btn-primary" href="/reviews/{stage.table.pk}/">(\w+)</a>', page)
    assert (found[1] if found else None) == words


@pytest.mark.once
def test_more_notes_and_moves_need_no_more_queries(
    stage: Stage, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    client = client_of(stage.people["officer"])
    for _ in range(3):
        for row in range(1, 5):
            add_comment(stage.table.pk, stage.people["department"], "请核对", row)
        stage.perform("department", Action.RETURN, grades={"clear": "良"})
        with django_assert_max_num_queries(12):
            client.get(f"/tables/{stage.table.pk}/review/")
        stage.perform("officer", Action.SUBMIT)
