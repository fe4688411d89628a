"""Nothing that is typed is lost: an expired session, a server that is away, a reload, a closed table."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from indicators.models import GoalTable, TableChange
from indicators.rechecking import rejudge
from tests.browser.editor import a_table, cell, names, on_screen, opened, paste, rows_of, saved, stored
from tests.browsing import wait_until
from tests.conftest import People
from tests.tables import ROWS

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]
ODD = (
    *ROWS,
    ("满意度指标", "满意度指标", "网民满意度", "≥85百分比", ""),
    ("产出指标", "成本指标", "监管费", "≤18万", ""),
)
DRAFT = (
    "() => Object.keys(localStorage).filter(name => name.startsWith('perfgoals:draft')).map(name => localStorage[name])"
)


@pytest.fixture
def table(live_server: Any, people: People) -> GoalTable:
    made = a_table(people, rows=ODD)
    rejudge(made)
    return made


@pytest.fixture
def page(table: GoalTable, people: People, page_at: PageAt) -> Any:
    return opened(page_at(f"/tables/{table.pk}/edit/", people.officer))


def state(page: Any, words: str) -> None:
    page.locator("#save-state", has_text=words).wait_for()


def write(page: Any, text: str, row: int = 1) -> None:
    cell(page, row, "description").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def drafts(page: Any) -> list[Any]:
    return [json.loads(text) for text in page.evaluate(DRAFT)]


def wait_for_drafts(page: Any, number: int) -> None:
    kept = "Object.keys(localStorage).filter(name => name.startsWith('perfgoals:draft'))"
    page.wait_for_function(f"number => {kept}.length === number", arg=number)


def test_what_is_typed_is_saved_by_itself(page: Any, table: GoalTable) -> None:
    write(page, "自动保存的说明")
    state(page, "有改动未保存")
    page.wait_for_function("() => Object.keys(localStorage).some(name => name.startsWith('perfgoals:draft'))")
    assert drafts(page)[0]["content"]["indicators"][0]["description"] == "自动保存的说明"
    state(page, "已自动保存")
    assert stored(table)[0]["description"] == "自动保存的说明"
    assert drafts(page) == []


def test_a_day_of_work_is_in_the_database_and_in_the_history(page: Any, table: GoalTable, people: People) -> None:
    """One click mends ≥85百分比, three rows are pasted, one is moved: read again it is what was on the screen."""
    page.locator("#grid .why-line", has_text="写作 ≥85%").get_by_role("button", name="改正").click()
    assert names(page, "target")[4] == "≥85%"
    cell(page, 6, "level3").click()
    page.keyboard.press("Control+Enter")
    assert paste(page, "甲\t甲的说明\t≥1个\r\n乙\t\t≥2个\r\n丙\t丙的说明\t有效\r\n")
    cell(page, 9, "level3").click()
    page.keyboard.press("Alt+ArrowUp")
    assert names(page)[6:] == ["甲", "丙", "乙"]
    saved(page)
    screen = on_screen(page)
    assert stored(table) == screen
    page.reload()
    opened(page)
    assert on_screen(page) == screen
    change = TableChange.objects.filter(table=table).latest("pk")
    assert change.by == people.officer
    page.goto(page.url.replace("/edit/", "/history/"))
    told = page.locator("main").inner_text()
    assert people.officer.name in told
    assert "≥85百分比" in told
    assert "新增指标 成本指标 丙 有效" in told


def test_the_mend_of_several_is_one_step(page: Any, table: GoalTable) -> None:
    before = rows_of(page)
    panel = page.locator("#editor-findings")
    panel.get_by_role("button", name="2 处全部改正").click()
    assert names(page, "target")[4:] == ["≥85%", "≤18万元"]
    page.locator("#grid .why-line").first.wait_for(state="detached")
    page.keyboard.press("Control+z")
    if rows_of(page) != before:  # the focus is in the panel, where the keys are the browser's
        page.get_by_role("button", name="撤销").click()
    assert rows_of(page) == before
    page.locator("#grid .why-line", has_text="写作 ≥85%").wait_for()


def test_a_mend_goes_with_the_text_that_it_was_for(page: Any) -> None:
    line = page.locator("#grid tr:nth-child(5) .why-line")
    expect(line).to_contain_text("写作 ≥85%")
    page.route("**/check/", lambda route: route.abort())  # not because the checks said so
    cell(page, 5, "target").press("End")
    page.keyboard.type("点")
    expect(line).to_have_count(0)


def test_findings_follow_what_is_typed(page: Any) -> None:
    panel = page.locator("#editor-findings")
    expect(page.locator("#cost-sum")).to_contain_text("180,000.00 元")
    cell(page, 6, "target").fill("≤19万元")
    page.locator("#cost-sum", has_text="190,000.00 元").wait_for()
    cell(page, 2, "target").fill("≥120%")
    panel.get_by_text("120%").first.wait_for()
    page.locator("#grid tr:nth-child(2) td.t.mark-warn, #grid tr:nth-child(2) td.t.mark-block").wait_for()
    panel.locator(".item", has_text="120%").get_by_role("button", name="定位").first.click()
    assert page.evaluate("document.activeElement.value") == "≥120%"


def test_a_late_answer_of_the_checks_is_dropped(page: Any) -> None:
    waiting: list[Any] = []
    page.route("**/check/", lambda route: waiting.append(route) if len(waiting) < 1 else route.continue_())
    with page.expect_request("**/check/"):
        cell(page, 6, "target").fill("≤10万元")
    cell(page, 6, "target").fill("≤19万元")
    page.locator("#cost-sum", has_text="190,000.00 元").wait_for()
    wait_until(page, lambda: bool(waiting))
    waiting[0].continue_()
    page.wait_for_timeout(400)
    expect(page.locator("#cost-sum")).to_contain_text("190,000.00 元")


def test_an_expired_session_takes_nothing(
    page: Any, table: GoalTable, people: People, client_of: Callable[[User], Client], live_server: Any
) -> None:
    write(page, "登录前写的")
    state(page, "已自动保存")
    Session.objects.all().delete()
    write(page, "过期后写的")
    state(page, "登录已过期")
    expect(page.locator(".note").get_by_role("link", name="重新登录")).to_be_visible()
    write(page, "过期后又写的")
    assert stored(table)[0]["description"] == "登录前写的"
    with page.context.expect_page() as tab:
        page.locator(".note").get_by_role("link", name="重新登录").click()
    other = tab.value
    other.get_by_label("用户名").fill("officer")
    other.get_by_label("密码").fill("officer")
    other.get_by_role("button", name="登录").click()
    other.wait_for_url("**/edit/")
    other.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    state(page, "已自动保存")
    assert stored(table)[0]["description"] == "过期后又写的"
    expect(page.locator(".note")).to_be_hidden()


@pytest.mark.parametrize("way", ["abort", "502", "offline"])
def test_a_server_that_is_away_is_waited_for(page: Any, table: GoalTable, way: str) -> None:
    if way == "offline":
        page.context.set_offline(True)
    else:
        page.route(
            "**/save/", lambda route: route.abort() if way == "abort" else route.fulfill(status=502, body="<h1>")
        )
    write(page, "离线时写的")
    state(page, "离线" if way != "502" else "服务器没有应答")
    write(page, "离线时又写的", row=2)
    page.wait_for_function("() => Object.values(localStorage).some(text => text.includes('离线时又写的'))")
    if way == "offline":
        page.context.set_offline(False)  # the browser says so, and it is saved at once
    else:
        page.unroute("**/save/")
    state(page, "已自动保存")
    assert [row["description"] for row in stored(table)[:2]] == ["离线时写的", "离线时又写的"]


def test_unsaved_work_is_offered_after_a_reload(page: Any, table: GoalTable) -> None:
    page.route("**/save/", lambda route: route.abort())
    write(page, "没来得及保存")
    page.wait_for_function("() => Object.values(localStorage).some(text => text.includes('没来得及保存'))")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    opened(page)
    note = page.locator(".note", has_text="有 1 处不同")
    note.wait_for()
    assert stored(table)[0]["description"] != "没来得及保存"
    page.unroute("**/save/")
    note.get_by_role("button", name="恢复").click()
    state(page, "已自动保存")
    assert stored(table)[0]["description"] == "没来得及保存"
    page.reload()
    opened(page)
    expect(page.locator(".note")).to_be_hidden()


def test_another_tab_leaves_what_this_one_could_not_save(page: Any, table: GoalTable) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    opened(other)
    page.route("**/save/", lambda route: route.abort())
    write(page, "没有存上")
    wait_for_drafts(page, 1)
    write(other, "另一页的", row=2)
    wait_for_drafts(page, 2)
    saved(other)
    other.close()
    assert [draft["content"]["indicators"][0]["description"] for draft in drafts(page)] == ["没有存上"]


def test_what_was_left_can_be_dropped(page: Any, table: GoalTable) -> None:
    page.route("**/save/", lambda route: route.abort())
    write(page, "不要的")
    page.wait_for_function("() => Object.values(localStorage).some(text => text.includes('不要的'))")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    opened(page)
    page.get_by_role("button", name="放弃").click()
    assert drafts(page) == []
    assert "不要的" not in [row["description"] for row in rows_of(page)]


def test_a_full_store_of_the_browser_hinders_nobody(page: Any, table: GoalTable) -> None:
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    write(page, "没有空间")
    state(page, "已自动保存")
    assert stored(table)[0]["description"] == "没有空间"


def test_a_table_that_was_submitted_meanwhile_keeps_the_text_on_the_page(page: Any, table: GoalTable) -> None:
    GoalTable.objects.filter(pk=table.pk).update(status="submitted")
    write(page, "太晚了")
    page.locator(".note.error", has_text="可以选中后复制出去").wait_for()
    expect(cell(page, 1, "description")).to_have_value("太晚了")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "closed")
    write(page, "还能写")
    page.wait_for_timeout(300)
    expect(page.locator("#save-state")).to_have_attribute("data-state", "closed")
    assert stored(table)[0]["description"] != "太晚了"
    page.on("dialog", lambda asked: asked.accept())
    page.get_by_role("link", name="返回").click()  # there is nothing to wait for
    page.wait_for_url(f"**/tables/{table.pk}/")


def test_what_the_server_refuses_is_marked_where_it_stands(page: Any, table: GoalTable) -> None:
    total = page.get_by_label("预算数")
    total.fill("一百元")
    page.keyboard.press("Control+s")
    state(page, "没有保存")
    expect(total).to_have_attribute("aria-invalid", "true")
    page.locator(".note.error").get_by_role("button").first.click()
    expect(page.locator("[name=budget_total]")).to_be_focused()
    total.fill("300")
    page.keyboard.press("Control+s")
    state(page, "已保存")
    expect(total).to_have_attribute("aria-invalid", "false")
    expect(page.locator(".note.error")).to_be_hidden()


def test_a_refusal_goes_when_what_was_refused_is_taken_back(page: Any) -> None:
    page.get_by_label("预算数").fill("一百元")
    page.keyboard.press("Control+s")
    page.locator(".note.error", has_text="没有保存").wait_for()
    page.keyboard.press("Control+z")
    state(page, "没有未保存的改动")
    expect(page.locator(".note.error")).to_be_hidden()
    expect(page.get_by_label("预算数")).to_have_attribute("aria-invalid", "false")


def test_the_way_back_saves_first(page: Any, table: GoalTable) -> None:
    write(page, "走之前")
    page.get_by_role("link", name="返回").click()
    page.wait_for_url(f"**/tables/{table.pk}/")
    assert stored(table)[0]["description"] == "走之前"


def test_the_way_back_waits_for_a_save_that_is_on_its_way(page: Any, table: GoalTable) -> None:
    page.evaluate(
        """() => {
        const post = editor.post;
        editor.post = async (...what) => {
            await new Promise(go => setTimeout(go, 500));
            return post(...what);
        };
    }"""
    )
    write(page, "先写的")
    page.evaluate("() => { editor.page.work.saving.save(true); }")
    write(page, "后写的")
    page.get_by_role("link", name="返回").click()
    page.wait_for_url(f"**/tables/{table.pk}/")
    assert stored(table)[0]["description"] == "后写的"


def test_a_warning_is_kept_with_a_reason_from_here(page: Any, table: GoalTable, people: People) -> None:
    panel = page.locator("#editor-findings")
    write(page, "先保存再说明")
    item = panel.locator("li.find", has=page.get_by_role("heading", name="成本与预算对不上"))
    item.get_by_role("button", name="说明理由并保留").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("理由").fill("余下的用于年底抽查")
    dialog.get_by_role("button", name="保留").click()
    panel.get_by_text("1 已说明").wait_for()
    assert stored(table)[0]["description"] == "先保存再说明"
    kept = table.kept_warnings.get()
    assert (kept.reason, kept.by) == ("余下的用于年底抽查", people.officer)
    panel.get_by_text("已说明 1 条").click()
    expect(panel).to_contain_text("理由：余下的用于年底抽查", use_inner_text=True)


def test_who_types_without_a_pause_is_saved_too(page: Any, table: GoalTable) -> None:
    """The longest wait is nearly over: the next key does not put the save off by the usual pause."""
    cell(page, 1, "description").click()
    page.keyboard.type("一")
    page.evaluate("() => { editor.page.work.saving.began -= 14900; }")
    waits = page.evaluate(
        """() => { const {saving} = editor.page.work; const waits = [];
        const later = saving.later; saving.later = wait => { waits.push(wait); later.call(saving, wait); };
        document.execCommand('insertText', false, '二'); return waits; }"""
    )
    assert [wait <= 100 for wait in waits] == [True]
    state(page, "已自动保存")
    assert "一二" in stored(table)[0]["description"]
