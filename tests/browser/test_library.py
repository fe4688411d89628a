"""The indicator library in Chromium: suggestions while one types, the picker, the pages; no axe violations."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from indicators.library.building import count_now
from indicators.models import GoalTable, LibraryEntry, Status
from tests.browser.barriers import at_widths, serious
from tests.browser.editor import a_table, cell, focused, opened, rows_of, saved, stored, undo
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]
COMMON = (
    ("产出指标", "质量指标", "验收合格率", "≥95%", "合格的占全部的比例"),
    ("产出指标", "质量指标", "检查合格率", "100%", ""),
    ("产出指标", "数量指标", "检查合格数量", "≥3次", "检查的次数"),
)
OWN = (("产出指标", "质量指标", "自己的", "≥1%", "写好的描述"), ("产出指标", "质量指标", "", "", ""))


@pytest.fixture
def table(live_server: Any, people: People) -> GoalTable:
    make_table(people.agencies["511101"], "别处", rows=(*COMMON, COMMON[0]), status=Status.PUBLISHED)
    made = a_table(people, rows=OWN)
    count_now()
    return made


@pytest.fixture
def page(table: GoalTable, people: People, page_at: PageAt) -> Any:
    return opened(page_at(f"/tables/{table.pk}/edit/", people.officer))


def options(page: Any) -> list[str]:
    page.locator("#library-list:not([hidden])").wait_for()
    names: list[str] = page.locator("#library-list li > span:first-child").all_inner_texts()
    return names


def closed(page: Any) -> bool:
    page.wait_for_timeout(500)
    hidden: bool = page.locator("#library-list").is_hidden()
    return hidden


def test_taken_while_typing_and_undone_as_one_step(page: Any, table: GoalTable) -> None:
    cell(page, 2, "level3").click()
    page.keyboard.type("合格")
    assert options(page) == ["验收合格率", "检查合格率"]  # of this 二级, the most used first
    assert focused(page) == "第 2 行 三级指标"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-activedescendant')") == "library-0"
    assert serious(page) == []
    page.keyboard.press("Enter")
    taken = {"level1": "产出指标", "level2": "质量指标", "level3": "验收合格率", "description": "合格的占全部的比例"}
    assert rows_of(page)[1] == taken | {"target": "", "weight": ""}
    assert focused(page) == "第 2 行 三级指标"
    hint = page.locator("tr:nth-child(2) .usual-line")
    expect(hint).to_have_text("常用：≥95%")
    expect(cell(page, 2, "target")).to_have_attribute("aria-describedby", hint.get_attribute("id"))
    undo(page)
    assert (rows_of(page)[1]["level3"], rows_of(page)[1]["description"]) == ("合格", "")
    expect(hint).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(hint).to_have_count(1)
    cell(page, 2, "target").fill("≥9")
    expect(hint).to_have_count(0)
    cell(page, 2, "target").fill("")
    expect(hint).to_have_count(1)
    saved(page)
    assert stored(table)[1]["target"] == ""


def test_what_is_written_stays(page: Any) -> None:
    cell(page, 1, "level3").fill("检查合")
    assert options(page) == ["检查合格率"]
    page.locator("#library-list li").first.click()
    row = rows_of(page)[0]
    assert (row["level3"], row["description"], row["target"]) == ("检查合格率", "写好的描述", "≥1%")
    expect(page.locator(".usual-line")).to_have_count(0)
    assert focused(page) == "第 1 行 三级指标"


def test_levels_that_are_blank_are_filled(page: Any) -> None:
    for field in ("level1", "level2"):
        cell(page, 1, field).fill("")
    cell(page, 2, "level3").fill("合格")
    assert options(page) == ["验收合格率", "检查合格数量", "检查合格率"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    row = rows_of(page)[1]
    assert (row["level1"], row["level2"], row["description"]) == ("产出指标", "数量指标", "检查的次数")
    assert focused(page).endswith("三级指标")  # the Tab has taken, it does not go on too


def test_the_list_stays_out_of_the_way(page: Any) -> None:
    cell(page, 2, "level3").click()
    page.keyboard.type("合")
    assert closed(page)  # one letter says too little
    page.keyboard.type("格")
    options(page)
    page.keyboard.press("Escape")
    assert closed(page)
    assert rows_of(page)[1]["level3"] == "合格"  # Esc has closed the list, not taken the text back
    page.keyboard.type("率")
    options(page)
    page.keyboard.press("Tab")  # nothing is chosen, so the key is the grid's
    assert focused(page) == "第 2 行 绩效指标描述"
    assert closed(page)
    assert rows_of(page)[1]["level3"] == "合格率"
    page.keyboard.type("合格")
    assert closed(page)  # only below a 三级


def test_an_input_method_is_never_disturbed(page: Any) -> None:
    cell(page, 2, "level3").click()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "hege", "selectionStart": 4, "selectionEnd": 4})
    assert closed(page)
    client.send("Input.imeSetComposition", {"text": "合格", "selectionStart": 2, "selectionEnd": 2})
    assert closed(page)
    client.send("Input.insertText", {"text": "合格"})
    assert options(page) == ["验收合格率", "检查合格率"]
    client.send("Input.imeSetComposition", {"text": "lv", "selectionStart": 2, "selectionEnd": 2})
    assert closed(page)
    client.send("Input.insertText", {"text": "率"})
    assert rows_of(page)[1]["level3"] == "合格率"
    assert options(page) == ["验收合格率", "检查合格率"]


def test_the_picker_adds_rows_in_one_step(page: Any, table: GoalTable) -> None:
    cell(page, 1, "level3").click()
    page.get_by_role("button", name="从指标库选").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("二级指标")).to_have_value("质量指标")
    dialog.get_by_label("验收合格率").check()
    dialog.get_by_label("二级指标").select_option("")
    dialog.get_by_label("搜索").fill("检查")
    dialog.get_by_label("检查合格数量").check()
    expect(dialog.get_by_label("验收合格率")).to_be_checked()  # what was chosen stays
    assert serious(page) == []
    dialog.get_by_role("button", name="添加 2 行").click()
    assert [(row["level2"], row["level3"], row["target"]) for row in rows_of(page)] == [
        ("质量指标", "自己的", "≥1%"),
        ("质量指标", "", ""),
        ("质量指标", "验收合格率", ""),
        ("数量指标", "检查合格数量", ""),
    ]
    assert focused(page) == "第 3 行 指标值"
    expect(page.locator(".usual-line")).to_have_text(["常用：≥95%", "常用：≥3次"])
    undo(page)
    assert len(rows_of(page)) == 2


def test_the_picker_is_left_by_escape_and_says_what_is_not_there(page: Any) -> None:
    cell(page, 1, "description").click()
    page.get_by_role("button", name="从指标库选").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("搜索").fill("没有这样的")
    dialog.get_by_text("指标库里没有这样的指标").wait_for()
    expect(dialog.get_by_role("button", name="添加")).to_be_disabled()
    page.keyboard.press("Escape")
    # The browser first gives the focus back to the button, then the dialog's end is told.
    page.wait_for_function("() => document.activeElement.getAttribute('aria-label') === '第 1 行 绩效指标描述'")
    assert len(rows_of(page)) == 2


def test_who_is_signed_out_goes_on_typing(page: Any) -> None:
    page.context.clear_cookies()
    cell(page, 2, "level3").fill("合格")
    assert closed(page)
    page.get_by_role("button", name="从指标库选").click()
    page.get_by_role("dialog").get_by_text("登录已过期").wait_for()


def test_the_pages_fit_and_are_read_by_everybody(table: GoalTable, people: People, page_at: PageAt) -> None:
    LibraryEntry.objects.create(
        key="质量|验收合格率", level1="产出指标", level2="质量指标", name="验收合格率", note="按批次"
    )
    count_now()
    page = page_at("/", people.administrator)
    page.get_by_role("link", name="指标库").click()
    for step in ("验收合格率", "修改", ""):
        page.wait_for_load_state()
        at_widths(page, 390, 1366)
        if step:
            page.get_by_role("link", name=step, exact=True).click()
    page.get_by_label("常用指标值").fill("≥98%")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存“验收合格率”").wait_for()
    page.get_by_role("button", name="取消标准").click()
    page.get_by_text("已取消标准指标").wait_for()
    assert [entry.target for entry in LibraryEntry.objects.filter(standard=False)] == ["≥98%"]


def test_the_picker_fits(page: Any) -> None:
    page.get_by_role("button", name="从指标库选").click()
    page.get_by_role("dialog").get_by_label("搜索").fill("合格")
    page.get_by_role("dialog").get_by_text("检查的次数").wait_for()
    at_widths(page, 390, 1366)
