"""A reviewer at work in a real Chromium: through the list, grading, noting, returning; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed
from typing import Any

import pytest
from playwright.sync_api import expect

from indicators.models import GoalTable
from reviews.commenting import add_comment
from reviews.models import Opinion
from reviews.states import Action
from tests.browser.barriers import at_widths, serious
from tests.browsing import wait_until
from tests.conftest import People
from tests.reviews.stage import Stage, set_stage
from tests.tables import ROWS, make_table

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]
KEPT = "已暂存"


@pytest.fixture
def stage(live_server: Any, people: People) -> Stage:
    """Two tables that wait for the department."""
    made = set_stage(people)
    second = make_table(made.table.project.agency, "热线服务", rows=ROWS)
    for table in (made.table, second):
        changed(made, table=table).perform("officer", Action.SUBMIT)
    return made


def test_a_review_from_the_list_to_the_next_table(stage: Stage, people: People, page_at: PageAt) -> None:
    page = page_at("/reviews/?tab=waiting", people.department)
    page.get_by_role("link", name="网站平台监管").click()
    page.get_by_text("（第 1 / 2 张）").wait_for()
    # A note on a row, from the keyboard, written beside it.
    page.locator("#row-2 a[data-note]").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("口径请写清楚")
    assert page.evaluate("document.activeElement.closest('tr').id") == "row-2"
    page.keyboard.press("Control+Enter")
    page.get_by_text("已批注第 2 行").wait_for()
    # A grade changes the total at once; what a machine suggests otherwise is told.
    page.get_by_role("radiogroup", name="指标科学").get_by_label("差").check()
    page.get_by_text("指标科学：机器建议").wait_for()
    total = page.locator("#total").inner_text()
    page.get_by_text(KEPT).wait_for()
    # Without a reason nothing is returned, and all is still there.
    page.get_by_role("button", name="退回", exact=True).click()
    page.locator("#comment-error").wait_for()
    expect(page.locator("#comment")).to_be_focused()
    expect(page.locator("#total")).to_have_text(total)
    expect(page.get_by_role("radiogroup", name="指标科学").get_by_label("差")).to_be_checked()
    assert serious(page) == []
    page.keyboard.type("指标过于笼统，请细化。")
    page.get_by_role("button", name="退回并看下一张").click()
    page.get_by_role("heading", name="热线服务", exact=False).first.wait_for()
    page.get_by_text("现在是“已退回”").wait_for()
    page.get_by_role("link", name="回到这张表").click()
    page.locator(".moves").get_by_text("指标过于笼统，请细化。").wait_for()
    event = stage.table.events.get(action=Action.RETURN)
    assert event.grades["sound"] == "差"
    assert stage.fresh().status == "returned"


def test_previous_and_next_lose_nothing(stage: Stage, people: People, page_at: PageAt) -> None:
    """Also what was typed a moment ago: it is sent as the page is left."""
    page = page_at(f"/reviews/{stage.table.pk}/?tab=waiting", people.department)
    page.get_by_label("意见").fill("写到一半")
    page.get_by_role("link", name="下一张").click()
    page.get_by_text("（第 2 / 2 张）").wait_for()
    wait_until(page, Opinion.objects.filter(text="写到一半").exists)
    page.get_by_role("link", name="上一张").click()
    page.get_by_text("（第 1 / 2 张）").wait_for()
    expect(page.get_by_label("意见")).to_have_value("写到一半")
    # Enter on a grade keeps the draft; it decides nothing.
    page.get_by_role("radiogroup", name="条件充分").get_by_label("良").check()
    page.keyboard.press("Enter")
    page.get_by_text("已暂存意见").wait_for()
    assert stage.fresh().status == "submitted"
    assert Opinion.objects.get().grades["prepared"] == "良"


def test_the_officer_sees_why_beside_the_editor(stage: Stage, page_at: PageAt) -> None:
    add_comment(stage.table.pk, stage.people["department"], "口径请写清楚", 3)
    stage.perform("department", Action.RETURN, "成本指标要写上限")
    page = page_at(f"/tables/{stage.table.pk}/edit/", stage.people["officer"])
    page.get_by_text("成本指标要写上限").first.wait_for()
    page.locator("html.editor-ready").wait_for()
    page.locator(".editor-beside a[data-jump]").click()
    assert page.evaluate("document.activeElement.value") == "故障响应"
    page.get_by_role("button", name="标为已解决").click()
    page.get_by_text("已解决 1 条").wait_for()
    assert page.url.endswith("/edit/")
    assert GoalTable.objects.get(pk=stage.table.pk).comments.get().settled_at


def test_it_fits_and_can_be_read_by_everybody(stage: Stage, people: People, page_at: PageAt) -> None:
    stage.perform("department", Action.RETURN, "请改" * 200)
    page = page_at(f"/reviews/{stage.table.pk}/", stage.people["officer"])
    page.locator("summary", has_text="提交审核").click()
    for width in (1366, 390):
        at_widths(page, width)
        assert page.get_by_role("button", name="提交审核").last.bounding_box()["x"] >= 0
