"""Typing in the editor with a Chinese input method, on 200 rows, and with the keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest

from indicators.models import GoalTable
from tests.browser.barriers import at_widths
from tests.browser.editor import a_table, cell, focused, names, on_screen, opened, rows_of, saved, stored, undo
from tests.conftest import People

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]
LONG = "数据处理服务时长，包括工作日与节假日值守、应急处置和按月汇总上报的全部时间，"
MANY = [
    ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")[number // 40], f"第{number}项", f"≥{number}个", LONG)
    for number in range(160)
] + [("效益指标", "社会效益指标", f"效果{number}", "有效", LONG * 2) for number in range(40)]


@pytest.fixture
def table(live_server: Any, people: People) -> GoalTable:
    return a_table(people)


@pytest.fixture
def page(table: GoalTable, people: People, page_at: PageAt) -> Any:
    return opened(page_at(f"/tables/{table.pk}/edit/", people.officer))


@pytest.fixture
def method(page: Any) -> Callable[[str, str], None]:
    """An input method, by the browser's own door: the letters are composed one by one, then the words come."""
    session = page.context.new_cdp_session(page)

    def write(letters: str, words: str) -> None:
        for end in range(1, len(letters) + 1):
            session.send("Input.imeSetComposition", {"text": letters[:end], "selectionStart": end, "selectionEnd": end})
        session.send("Input.insertText", {"text": words})

    return write


# Notes what the editor does to the textarea that has the focus.
WATCH = """() => {
    const area = document.activeElement;
    window.touched = [];
    const own = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
    Object.defineProperty(area, 'value', {get() { return own.get.call(this); },
        set(text) { window.touched.push('value'); own.set.call(this, text); }});
    area.blur = () => window.touched.push('blur');
    new MutationObserver(all => all.forEach(each => each.removedNodes.forEach(node => {
        if (node.contains(area)) window.touched.push('moved'); }))).observe(document, {childList: true, subtree: true});
    area.addEventListener('blur', () => window.touched.push('lost the focus'));
}"""


def test_composed_words_arrive_whole(page: Any, method: Callable[[str, str], None], table: GoalTable) -> None:
    before = rows_of(page)
    cell(page, 1, "level3").click()
    page.keyboard.press("End")
    page.evaluate(WATCH)
    method("shuliang", "数量")
    method("heji", "合计")
    assert rows_of(page)[0]["level3"] == "监管属地网站数量合计"
    assert page.evaluate("window.touched") == []
    saved(page)
    assert stored(table)[0]["level3"] == "监管属地网站数量合计"
    undo(page, 2)
    assert rows_of(page) == before


def test_composing_is_never_disturbed(page: Any, method: Callable[[str, str], None]) -> None:
    """A render, an answer of the checks and the time to save all come while the letters are being composed."""
    cell(page, 4, "level2").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.evaluate(WATCH)
    session = page.context.new_cdp_session(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    session.send("Input.imeSetComposition", {"text": "shengtai", "selectionStart": 8, "selectionEnd": 8})
    page.evaluate("editor.page.work.saving.later(0); editor.page.checking.later(); editor.page.grid.settle()")
    page.wait_for_timeout(700)
    assert not [url for url in asked if "save" in url or "check" in url]
    assert page.evaluate("window.touched") == []
    assert names(page, "level2")[3] == "社会效益指标"  # letters are no words yet
    session.send("Input.insertText", {"text": "生态效益指标"})
    assert names(page, "level2")[3] == "生态效益指标"
    page.wait_for_function("() => !editor.page.work.saving.isUnsaved()")


def test_keys_of_the_input_method_are_its_own(page: Any) -> None:
    cell(page, 1, "level3").click()
    page.evaluate("""() => ['Enter', 'Tab', 'ArrowDown', 'Escape', 'z', 'F4'].forEach(key => {
        for (const more of [{isComposing: true}, {keyCode: 229}]) {
            const event = new KeyboardEvent('keydown', Object.assign({key, bubbles: true, cancelable: true}, more));
            if (!document.activeElement.dispatchEvent(event)) throw new Error(key);
        } })""")
    assert focused(page) == "第 1 行 三级指标"


def test_two_hundred_rows(page_at: PageAt, people: People, live_server: Any) -> None:
    """No key costs a walk over all rows: what a key writes to the page is counted (bench/editor.py times it)."""
    table = a_table(people, rows=MANY)
    page = opened(page_at(f"/tables/{table.pk}/edit/", people.officer))
    cell(page, 150, "description").click()
    page.evaluate("""() => { window.written = 0;
        new MutationObserver(all => { window.written += all.length; }).observe(document.getElementById('grid'),
            {childList: true, subtree: true, attributes: true, characterData: true}); }""")
    page.keyboard.press("Control+End")
    page.keyboard.type("一二三四五六七八九十")
    assert names(page, "description")[149] == LONG + "一二三四五六七八九十"
    assert page.evaluate("window.written") <= 10 * 2
    saved(page)
    assert stored(table) == on_screen(page)


def test_the_whole_walk_without_a_mouse(page: Any, table: GoalTable) -> None:
    page.get_by_label("绩效目标", exact=True).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("新的目标")
    page.keyboard.press("Tab")
    assert focused(page) == "第 1 至 3 行 一级指标"
    for _ in range(4):
        page.keyboard.press("Tab")
    assert focused(page) == "第 1 行 指标值"
    page.keyboard.type("≥12000个")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+ArrowDown")
    assert focused(page) == "第 3 行 指标值"
    page.keyboard.press("Alt+m")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")  # 复制这一行
    assert focused(page) == "第 4 行 三级指标"
    page.keyboard.type("复查合格率")
    page.keyboard.press("Alt+r")
    page.locator(".reading", has_text="读作 ≥ · 95 · %").wait_for()
    page.wait_for_function("() => document.getElementById('editor-announce').textContent.includes('≥ · 95 · %')")
    page.keyboard.press("Control+s")
    page.locator("#save-state", has_text="已保存").wait_for()
    assert stored(table) == on_screen(page)
    assert names(page) == ["监管属地网站", "故障响应", "验收合格率", "复查合格率", "网络空间"]
    assert GoalTable.objects.get(pk=table.pk).goal == "新的目标"


def test_no_serious_barriers_and_nothing_wider_than_the_window(page: Any) -> None:
    """683 is 1366 at 200 % zoom."""
    for width in (1366, 683):
        page.set_viewport_size({"width": width, "height": 768})
        cell(page, 4, "level2").click()
        page.keyboard.press("F4")
        at_widths(page, width)  # with the list of levels
        page.keyboard.press("Escape")
        page.keyboard.press("Alt+m")
        at_widths(page, width)
        page.keyboard.press("Escape")
        page.keyboard.press("Control+f")
        at_widths(page, width)
        page.keyboard.press("Escape")
        at_widths(page, width)


def test_the_page_keeps_to_its_policy(page: Any) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.reload()
    opened(page)
    cell(page, 1, "level3").fill("新")
    saved(page)
    assert refused == []


def test_where_the_script_fails_the_plain_form_stays(
    people: People, page_at: PageAt, table: GoalTable, browser_page: Any
) -> None:
    browser_page.route("**/editor/merge*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    browser_page.add_init_script("window.addEventListener('error', event => event.preventDefault())")
    page_at(f"/tables/{table.pk}/edit/", people.officer)
    browser_page.locator("[data-row]").first.wait_for()
    browser_page.locator("[data-row] [name=level3]").first.fill("没有脚本")
    browser_page.get_by_role("button", name="保存").first.click()
    browser_page.get_by_text("已保存").first.wait_for()
    assert stored(table)[0]["level3"] == "没有脚本"
