"""The grid of the editor in Chromium: merged cells, rows, blocks, keys; everything can be undone to what was there."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from indicators.models import GoalTable
from tests.browser.editor import a_table, cell, focused, names, on_screen, opened, rows_of, saved, stored, undo
from tests.conftest import People

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]


@pytest.fixture
def table(live_server: Any, people: People) -> GoalTable:
    return a_table(people)


@pytest.fixture
def page(table: GoalTable, people: People, page_at: PageAt) -> Any:
    return opened(page_at(f"/tables/{table.pk}/edit/", people.officer))


def test_equal_levels_are_merged_and_split_again(page: Any) -> None:
    spans = "Array.from(document.querySelectorAll('#grid tbody td.{}')).map(td => td.hidden ? 0 : td.rowSpan)"
    assert page.evaluate(spans.format("l1")) == [3, 0, 0, 1]
    assert page.evaluate(spans.format("l2")) == [1, 2, 0, 1]
    cell(page, 2, "level2").fill("时效指标")
    assert names(page, "level2") == ["数量指标", "时效指标", "时效指标", "社会效益指标"]
    cell(page, 3, "level3").click()
    page.keyboard.press("Alt+m")
    page.get_by_role("menuitem", name="另写这一行的二级指标").click()
    page.keyboard.type("成本指标")
    page.keyboard.press("Tab")
    assert names(page, "level2") == ["数量指标", "时效指标", "成本指标", "社会效益指标"]
    page.wait_for_function("() => document.querySelectorAll('#grid td.l2')[1].rowSpan === 1")
    assert page.evaluate(spans.format("l2")) == [1, 1, 1, 1]
    assert on_screen(page) == rows_of(page)


# What is done, and what the names are then. Each is one step: undone, everything is as it was.
ACTS: dict[str, tuple[Callable[[Any], None], list[str]]] = {}


def act(name: str, result: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    def note(do: Callable[[Any], None]) -> Callable[[Any], None]:
        ACTS[name] = (do, result.split())
        return do

    return note


def by_menu(page: Any, row: int, words: str) -> None:
    page.get_by_role("button", name=f"第 {row} 行的操作").click()
    page.get_by_role("menuitem", name=words).click()


def drag(page: Any, row: int, below: int) -> None:
    start = page.locator("#grid button.handle").nth(row - 1).bounding_box()
    end = page.locator("#grid tbody tr").nth(below - 1).bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + end["height"] - 4, steps=6)
    page.mouse.up()


act("above", "监管属地网站 · 验收合格率 故障响应 网络空间")(lambda page: by_menu(page, 2, "在上方插入一行"))
act("below", "监管属地网站 验收合格率 · 故障响应 网络空间")(lambda page: by_menu(page, 2, "在下方插入一行"))
act("duplicate", "监管属地网站 验收合格率 验收合格率 故障响应 网络空间")(lambda page: by_menu(page, 2, "复制这一行"))
act("up", "验收合格率 监管属地网站 故障响应 网络空间")(lambda page: by_menu(page, 2, "上移"))
act("down", "监管属地网站 故障响应 验收合格率 网络空间")(lambda page: by_menu(page, 2, "下移"))
act("remove", "监管属地网站 故障响应 网络空间")(lambda page: by_menu(page, 2, "删除这一行"))
act("drag", "验收合格率 故障响应 监管属地网站 网络空间")(lambda page: drag(page, 1, 3))


@act("several", "监管属地网站 网络空间")
def remove_several(page: Any) -> None:
    page.locator("#grid button.handle").nth(1).click()
    page.locator("#grid button.handle").nth(2).click(modifiers=["Shift"])
    by_menu(page, 3, "删除所选 2 行")


@act("several up", "验收合格率 故障响应 监管属地网站 网络空间")
def several_up(page: Any) -> None:
    page.locator("#grid button.handle").nth(1).click()
    page.locator("#grid button.handle").nth(2).click(modifiers=["Shift"])
    page.keyboard.press("Alt+ArrowUp")


@act("group down", "网络空间 监管属地网站 验收合格率 故障响应")
def group_down(page: Any) -> None:
    """The rows of a merged cell go together, past the whole group below."""
    cell(page, 1, "level1").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+ArrowDown")


@act("add", "监管属地网站 验收合格率 故障响应 网络空间 ·")
def add(page: Any) -> None:
    page.get_by_role("button", name="添加指标").click()


@act("tab", "监管属地网站 验收合格率 故障响应 网络空间 ·")
def tab_at_the_end(page: Any) -> None:
    cell(page, 4, "target").click()
    page.keyboard.press("Tab")


@pytest.mark.parametrize("some", [list(ACTS)[:6], list(ACTS)[6:]], ids=["menu", "other ways"])
def test_what_is_done_with_rows_is_one_step(page: Any, table: GoalTable, some: list[str]) -> None:
    """One act after the other on the same rows: each is taken back in the end, which opening the page anew would be."""
    before = rows_of(page)
    for name in some:
        do, result = ACTS[name]
        do(page)
        assert [each or "·" for each in names(page)] == result, name
        assert on_screen(page) == rows_of(page), name
        after = rows_of(page)
        assert page.evaluate("document.activeElement.closest('#grid') !== null"), name
        undo(page)
        assert rows_of(page) == before, name
        assert on_screen(page) == before, name
        page.keyboard.press("Control+y")
        assert rows_of(page) == after, name
        assert on_screen(page) == after, name
        saved(page)
        assert stored(table) == after, name
        undo(page)
        page.keyboard.press("Escape")  # rows that were chosen are not for the next
        assert rows_of(page) == before, name


def test_a_new_row_belongs_to_the_group_that_it_stands_in(page: Any) -> None:
    by_menu(page, 2, "在下方插入一行")
    assert names(page, "level2")[1:4] == ["质量指标"] * 3
    assert focused(page) == "第 3 行 三级指标"
    page.wait_for_function("() => document.getElementById('editor-announce').textContent === '插入 1 行，在第 3 行'")


def test_the_arrows_leave_a_cell_at_the_edge_of_its_text(page: Any) -> None:
    area = cell(page, 2, "level3")
    area.click()
    area.evaluate("area => area.setSelectionRange(2, 2)")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "第 2 行 三级指标"
    area.evaluate("area => area.setSelectionRange(area.value.length, area.value.length)")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "第 2 行 绩效指标描述"
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "第 2 行 三级指标"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "第 3 行 三级指标"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("() => document.activeElement.getAttribute('aria-label') === '第 1 行 三级指标'")


def test_in_a_text_of_some_lines_the_arrows_go_through_it_first(page: Any) -> None:
    area = cell(page, 2, "description")
    area.fill("第一行\n第二行\n第三行")
    area.evaluate("area => area.setSelectionRange(1, 1)")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(30)
        assert focused(page) == "第 2 行 绩效指标描述"
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => document.activeElement.getAttribute('aria-label') === '第 3 行 绩效指标描述'")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("() => document.activeElement.getAttribute('aria-label') === '第 2 行 绩效指标描述'")


def test_from_a_merged_cell_one_comes_back_to_ones_row(page: Any) -> None:
    cell(page, 3, "level3").click()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "第 2 至 3 行 二级指标"
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "第 3 行 三级指标"


def test_the_keys_of_a_cell(page: Any) -> None:
    before = rows_of(page)
    cell(page, 1, "target").click()
    page.keyboard.press("Enter")
    assert focused(page) == "第 2 行 指标值"
    page.keyboard.type("≥96%")  # come to by a key, a cell is written anew
    assert names(page, "target")[1] == "≥96%"
    page.keyboard.press("Escape")
    assert rows_of(page) == before
    page.keyboard.press("F2")
    page.keyboard.type("！")
    assert names(page, "target")[1] == "≥95%！"
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("二")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("三")
    assert names(page, "target")[1] == "≥95%！\n二\n三"
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "第 2 行 绩效指标描述"
    page.keyboard.press("Control+Enter")
    assert focused(page) == "第 3 行 三级指标"
    page.keyboard.press("Control+Shift+Enter")
    assert focused(page) == "第 3 行 三级指标"
    assert names(page)[2:4] == ["", ""]


def test_blank_last_rows_let_one_out(page: Any) -> None:
    cell(page, 4, "target").click()
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert len(rows_of(page)) == 5
    assert not page.evaluate("document.activeElement.closest('#grid')")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('#grid') !== null")


def test_blocks_by_the_keyboard(page: Any) -> None:
    cell(page, 1, "target").click()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("#grid td.picked")).to_have_count(4)
    page.keyboard.press("Escape")
    expect(page.locator("#grid td.picked")).to_have_count(0)
    page.keyboard.press("Control+a")
    expect(page.locator("#grid td.picked:visible")).to_have_count(4 * 3 + 2 + 3)


def test_levels_are_chosen_from_the_framework(page: Any) -> None:
    cell(page, 4, "level2").click()
    options = page.locator("#level-list li")
    assert options.all_inner_texts() == page.evaluate(
        "editor.page.tree.find(each => each.name === '效益指标').children"
    )
    page.get_by_role("option", name="生态效益指标").click()
    assert names(page, "level2")[3] == "生态效益指标"
    undo(page)
    assert names(page, "level2")[3] == "社会效益指标"
    page.keyboard.press("F4")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert names(page, "level2")[3] == options.all_inner_texts()[1]
    page.keyboard.press("Control+a")
    page.keyboard.type("自己写的指标")  # any name may be written
    page.keyboard.press("Tab")
    assert names(page, "level2")[3] == "自己写的指标"


def test_find_in_the_table(page: Any) -> None:
    cell(page, 1, "level3").click()
    page.keyboard.press("Control+f")
    page.keyboard.type("网")
    bar = page.get_by_role("search", name="在指标表中查找")
    expect(bar.get_by_text("1 / 3")).to_be_visible()
    page.keyboard.press("Enter")
    expect(bar.get_by_text("2 / 3")).to_be_visible()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(bar.get_by_text("3 / 3")).to_be_visible()
    expect(page.locator("#grid td.found")).to_have_count(3)
    assert (
        page.evaluate("""() => document.querySelector('.find-bar input').dispatchEvent(
        new KeyboardEvent('keydown', {key: 'f', ctrlKey: true, bubbles: true, cancelable: true}))""")
    )  # the browser's own
    page.keyboard.press("Escape")
    assert focused(page) == "第 4 行 三级指标"
    assert page.evaluate("window.getSelection().toString()") == "网"
    expect(page.locator("#grid td.found")).to_have_count(0)


def test_typing_is_one_step_for_each_visit_of_a_cell(page: Any) -> None:
    before = rows_of(page)
    cell(page, 1, "level3").click()
    page.keyboard.press("End")
    page.keyboard.type("甲乙")
    page.keyboard.press("Tab")
    page.keyboard.press("F2")
    page.keyboard.type("丙")
    undo(page)
    assert rows_of(page)[0] == before[0] | {"level3": "监管属地网站甲乙"}
    undo(page)
    assert rows_of(page) == before
    assert focused(page) == "第 1 行 三级指标"
    undo(page)  # nothing is left, and nothing happens
    assert rows_of(page) == before
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+y")
    assert rows_of(page)[0]["description"].endswith("丙")


def test_the_head_is_undone_too_and_amounts_are_shown_in_their_unit(page: Any, table: GoalTable) -> None:
    total = page.get_by_label("预算数")
    expect(total).to_have_value("200,000.00")
    total.click()
    total.fill("１，２３４.５")
    page.get_by_label("资金用途").fill("新的用途")
    expect(total).to_have_value("1,234.50")
    page.get_by_label("金额单位").select_option("万元")
    expect(total).to_have_value("0.12345")
    saved(page)
    budget = GoalTable.objects.get(pk=table.pk).project.budget
    assert (str(budget.total.normalize()), budget.currency_unit) == ("1234.5", "万元")
    undo(page, 3)
    expect(total).to_have_value("200000.00")  # one is in it, and it is written plainly
    page.get_by_label("项目名称").focus()
    expect(total).to_have_value("200,000.00")
    expect(page.get_by_label("资金用途")).to_have_value("助力完成专项行动")


def test_spaces_at_the_ends_go_when_one_leaves(page: Any) -> None:
    cell(page, 1, "level3").fill("网站 \n\n 数量\t")
    cell(page, 1, "level1").fill("产 出 指标")
    cell(page, 1, "target").click()
    expect(cell(page, 1, "level3")).to_have_value("网站\n 数量")
    assert names(page, "level1") == ["产出指标"] * 3 + ["效益指标"]
    assert on_screen(page) == rows_of(page)
