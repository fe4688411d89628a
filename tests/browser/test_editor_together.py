"""Two people on one table: each sees the other, the second to save merges, and nothing of either is lost."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from indicators.models import GoalTable
from indicators.presence import others
from tests.browser.editor import a_table, cell, names, on_screen, opened, rows_of, saved, stored
from tests.browsing import Window, wait_until
from tests.conftest import People

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]


@pytest.fixture
def table(live_server: Any, people: People) -> GoalTable:
    return a_table(people)


@pytest.fixture
def page(table: GoalTable, people: People, page_at: PageAt) -> Any:
    return opened(page_at(f"/tables/{table.pk}/edit/", people.officer))


@pytest.fixture(scope="session")
def other_window(browser: Any, live_server: Any) -> Iterator[Window]:
    """A browser of their own for the second one."""
    theirs = Window(browser, f"{live_server.url}/static/favicon.svg")
    yield theirs
    theirs.close()


@pytest.fixture
def other(
    page: Any, table: GoalTable, people: People, other_window: Window, live_server: Any,
    client_of: Callable[[User], Client],
) -> Iterator[Any]:  # fmt: skip
    """The administrator on the same table; opened after the first."""
    theirs = other_window.new_page()
    session = client_of(people.administrator).cookies["sessionid"].value
    theirs.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    theirs.goto(f"{live_server.url}/tables/{table.pk}/edit/")
    yield opened(theirs)
    other_window.clear()


def say(page: Any) -> None:
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_each_sees_that_the_other_is_there(page: Any, other: Any, table: GoalTable, people: People) -> None:
    expect(other.locator("#others")).to_contain_text(f"{people.officer}也在编辑")
    say(page)
    page.locator("#others", has_text=f"{people.administrator}也在编辑").wait_for()
    other.goto("about:blank")
    wait_until(page, lambda: not others(table, people.officer))
    say(page)
    page.locator("#others .chip").wait_for(state="detached")


def test_changes_of_different_cells_go_together(page: Any, other: Any, table: GoalTable, people: People) -> None:
    cell(other, 1, "description").fill("对方的说明")
    saved(other)
    say(page)
    page.locator("#others", has_text="有人保存了新的内容").wait_for()
    cell(page, 2, "description").fill("我的说明")
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{people.administrator} 于")
    expect(dialog).to_contain_text("没有冲突")
    dialog.get_by_role("button", name="应用合并").click()
    page.wait_for_function("() => !editor.page.work.saving.isUnsaved()")
    assert names(page, "description")[:2] == ["对方的说明", "我的说明"]
    assert stored(table) == on_screen(page)
    page.keyboard.press("Control+z")  # the merge is a step: mine alone
    assert names(page, "description")[:2] == ["监管属地网站的数量", "我的说明"]


@pytest.mark.parametrize(("choice", "text"), [("我的", "我的说明"), ("对方的", "对方的说明")])
def test_where_both_changed_the_same_one_chooses(
    page: Any, other: Any, table: GoalTable, choice: str, text: str
) -> None:
    cell(other, 1, "description").fill("对方的说明")
    cell(other, 4, "target").fill("≥4个")
    saved(other)
    cell(page, 1, "description").fill("我的说明")
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    box = dialog.get_by_role("group", name="第 1 行 绩效指标描述")
    expect(box).to_contain_text("原来：监管属地网站的数量")
    box.get_by_role("radio", name=choice).check()
    dialog.get_by_role("button", name="应用合并").click()
    page.wait_for_function("() => !editor.page.work.saving.isUnsaved()")
    assert stored(table) == on_screen(page)
    assert stored(table)[0]["description"] == text
    assert stored(table)[3]["target"] == "≥4个"


def test_a_row_that_one_deleted_and_the_other_changed(page: Any, other: Any, table: GoalTable) -> None:
    other.get_by_role("button", name="第 2 行的操作").click()
    other.get_by_role("menuitem", name="删除这一行").click()
    saved(other)
    cell(page, 2, "target").fill("≥99%")
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="对方的").check()
    dialog.get_by_role("button", name="应用合并").click()
    page.wait_for_function("() => !editor.page.work.saving.isUnsaved()")
    assert names(page) == ["监管属地网站", "故障响应", "网络空间"]
    assert stored(table) == on_screen(page)
    page.keyboard.press("Control+z")
    saved(page)
    assert stored(table)[1]["target"] == "≥99%"


def test_merging_can_wait(page: Any, other: Any, table: GoalTable) -> None:
    cell(other, 1, "description").fill("对方的说明")
    saved(other)
    cell(page, 2, "description").fill("我的说明")
    page.keyboard.press("Control+s")
    page.get_by_role("dialog").get_by_role("button", name="先不合并").click()
    expect(page.locator("#save-state")).to_have_attribute("data-state", "conflict")
    cell(page, 3, "description").fill("还在写")
    page.wait_for_timeout(2500)
    assert stored(table)[1]["description"] == "合格的占全部的比例"
    page.keyboard.press("Control+s")  # saving by hand asks again
    page.get_by_role("dialog").get_by_role("button", name="先不合并").click()
    page.locator("#save-state").get_by_role("button", name="合并").click()
    page.get_by_role("dialog").get_by_role("button", name="应用合并").click()
    page.wait_for_function("() => !editor.page.work.saving.isUnsaved()")
    assert [row["description"] for row in stored(table)[:3]] == ["对方的说明", "我的说明", "还在写"]


def test_what_is_typed_while_the_answer_is_on_its_way_is_merged_too(page: Any, other: Any, table: GoalTable) -> None:
    cell(other, 1, "description").fill("对方的说明")
    saved(other)
    held: list[Any] = []
    page.route("**/save/", lambda route: held.append(route) if not held else route.continue_())
    cell(page, 2, "description").fill("我的说明")
    with page.expect_request("**/save/"):
        page.keyboard.press("Control+s")
    cell(page, 3, "description").fill("等的时候写的")
    wait_until(page, lambda: bool(held))
    held[0].continue_()
    page.get_by_role("dialog").get_by_role("button", name="应用合并").click()
    page.wait_for_function("() => !editor.page.work.saving.isUnsaved()")
    assert [row["description"] for row in stored(table)[:3]] == ["对方的说明", "我的说明", "等的时候写的"]


def test_unsaved_work_from_before_anothers_save_is_merged(page: Any, other: Any, table: GoalTable) -> None:
    page.route("**/save/", lambda route: route.abort())
    cell(page, 2, "description").fill("我的说明")
    page.wait_for_function("() => Object.values(localStorage).some(text => text.includes('我的说明'))")
    cell(other, 1, "description").fill("对方的说明")
    saved(other)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute("**/save/")
    opened(page).get_by_role("button", name="恢复").click()
    page.get_by_role("dialog").get_by_role("button", name="应用合并").click()
    page.wait_for_function("() => !editor.page.work.saving.isUnsaved()")
    assert [row["description"] for row in stored(table)[:2]] == ["对方的说明", "我的说明"]
    assert stored(table) == rows_of(page)
