"""Blocks from Excel, WPS and Word pasted into the editor, blocks copied out of it, and all of it undone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from indicators.models import GoalTable
from indicators.text import normal_text
from tests.browser import editor_clipboards as boards
from tests.browser.editor import (
    FIELDS,
    a_table,
    cell,
    copied,
    names,
    on_screen,
    opened,
    paste,
    rows_of,
    saved,
    stored,
    undo,
)
from tests.conftest import People

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]


@pytest.fixture
def table(live_server: Any, people: People) -> GoalTable:
    return a_table(people)


@pytest.fixture
def page(table: GoalTable, people: People, page_at: PageAt) -> Any:
    return opened(page_at(f"/tables/{table.pk}/edit/", people.officer))


def lines(page: Any, first: int, last: int) -> list[list[str]]:
    return [[row[field] for field in FIELDS[:5]] for row in rows_of(page)[first - 1 : last]]


@pytest.mark.parametrize("kind", ["html", "text", "both"])
def test_a_block_from_excel(page: Any, kind: str) -> None:
    before = rows_of(page)
    cell(page, 4, "level1").click()
    assert paste(page, boards.EXCEL_TEXT if kind != "html" else "", boards.EXCEL if kind != "text" else "")
    assert lines(page, 4, 6) == boards.EXCEL_ROWS
    assert rows_of(page)[:3] == before[:3]
    assert on_screen(page) == rows_of(page)
    undo(page)
    assert rows_of(page) == before
    assert on_screen(page) == before
    page.keyboard.press("Control+y")
    assert lines(page, 4, 6) == boards.EXCEL_ROWS


def test_a_block_from_wps_is_saved_as_it_is_shown(page: Any, table: GoalTable) -> None:
    cell(page, 4, "level1").click()
    assert paste(page, html=boards.WPS)
    assert lines(page, 4, 5) == boards.WPS_ROWS
    saved(page)
    assert stored(table) == on_screen(page)


def test_a_table_from_word_goes_where_the_caret_is(page: Any) -> None:
    cell(page, 1, "level3").click()
    assert paste(page, html=boards.WORD)
    assert lines(page, 1, 1) == [["产出指标", "数量指标", *boards.WORD_ROWS[0]]]


def test_a_header_row_says_which_column_is_which(page: Any) -> None:
    before = rows_of(page)
    expect(page.locator("#grid td.wt").first).to_be_hidden()
    cell(page, 1, "level3").click()
    assert paste(page, boards.WITH_HEADER)
    for row, wanted in zip(rows_of(page), boards.HEADER_ROWS, strict=False):
        assert {name: row[name] for name in wanted} == wanted
    assert [row["description"] for row in rows_of(page)] == [
        row["description"] for row in before
    ]  # says nothing of them
    expect(page.locator("#grid td.wt").first).to_be_visible()
    page.wait_for_function("() => document.getElementById('editor-announce').textContent.includes('按表头对应')")
    undo(page)
    assert rows_of(page) == before


def test_more_rows_than_there_are_become_rows(page: Any) -> None:
    before = rows_of(page)
    cell(page, 4, "level3").click()
    assert paste(page, "\r\n".join(f"指标{number}\t说明{number}\t≥{number}个" for number in range(5)) + "\r\n")
    assert names(page) == [*[row["level3"] for row in before[:3]], *[f"指标{number}" for number in range(5)]]
    assert names(page, "level2")[3:] == ["社会效益指标"] * 5  # in the group of the row above
    undo(page)
    assert rows_of(page) == before


def test_one_cell_and_mere_text_go_where_the_caret_is(page: Any) -> None:
    area = cell(page, 2, "description")
    area.click()
    page.keyboard.press("End")
    page.keyboard.press("Control+End")
    assert paste(page, '"一格\n文字"\r\n', boards.ONE_CELL)
    expect(area).to_have_value("合格的占全部的比例一格\n文字")
    assert rows_of(page)[1]["description"] == "合格的占全部的比例一格\n文字"
    assert not paste(page, "两行\n文字")  # left to the browser
    assert not paste(page, "网页", "<p>文字 <b>网页</b></p>")
    assert not paste(page, "前\n甲\n后", "<p>前</p><table><tr><td>甲</td></tr></table><p>后</p>")


def test_a_real_copy_and_paste_of_the_browser(page: Any) -> None:
    """Not an event of ours: the keys, and the clipboard of the system."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    before = rows_of(page)
    page.locator("#grid button.handle").nth(1).click()
    page.locator("#grid button.handle").nth(2).click(modifiers=["Shift"])
    page.keyboard.press("Control+c")
    cell(page, 4, "level1").click()
    page.keyboard.press("Control+v")
    page.wait_for_function("() => editor.page.doc.content.rows.length === 5")
    assert rows_of(page)[3:] == before[1:3]
    assert rows_of(page)[:3] == before[:3]


def test_what_is_copied_is_what_excel_would_copy(page: Any) -> None:
    cell(page, 2, "description").fill('第一行\n第二"行"')
    page.locator("#grid button.handle").nth(0).click()
    page.locator("#grid button.handle").nth(2).click(modifiers=["Shift"])
    found = copied(page)
    assert found["text"] == (
        "产出指标\t数量指标\t监管属地网站\t监管属地网站的数量\t≥10000个\r\n"
        '\t质量指标\t验收合格率\t"第一行\n第二""行"""\t≥95%\r\n'
        "\t\t故障响应\t从报修到上门\t1-2天，急件优先"
    )
    assert 'rowspan="3"' in found["html"]
    assert "mso-data-placement:same-cell" in found["html"]
    both = page.evaluate(
        """({text, html}) => [editor.clipboard.fromTsv(text), editor.clipboard.fromHtml(html)]
        .map(block => block.map(row => row.map(cell => cell.text)))""",
        found,
    )
    assert both[0] == both[1]


def test_a_block_goes_round_through_both_formats(page: Any) -> None:
    """What is copied and pasted elsewhere in the grid is the same, level by level."""
    before = rows_of(page)
    for kind in ("text", "html"):
        page.keyboard.press("Escape")
        cell(page, 1, "level3").click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+a")
        found = copied(page)
        cell(page, 4, "level1").click()
        assert paste(page, **{kind: found[kind]})
        assert rows_of(page)[3:] == before
        undo(page)
        assert rows_of(page) == before


def test_cut_and_delete_clear_a_block(page: Any) -> None:
    before = rows_of(page)
    for key in ("Delete", "Backspace", "cut"):
        cell(page, 2, "description").click()
        cell(page, 3, "target").click(modifiers=["Shift"])
        if key == "cut":
            assert copied(page, "cut")["text"] == "合格的占全部的比例\t≥95%\r\n从报修到上门\t1-2天，急件优先"
        else:
            page.keyboard.press(key)
        cleared = [
            before[0],
            before[1] | {"description": "", "target": ""},
            before[2] | {"description": "", "target": ""},
            before[3],
        ]
        assert rows_of(page) == cleared
        undo(page)
        assert rows_of(page) == before


def test_clearing_a_part_of_a_merged_cell_clears_that_part(page: Any) -> None:
    cell(page, 3, "level3").click()
    page.locator("#grid button.handle").nth(2).click()
    page.keyboard.press("Delete")
    assert names(page, "level1") == ["产出指标", "产出指标", "", "效益指标"]


def test_the_mouse_pulled_over_cells_chooses_a_block(page: Any) -> None:
    start, end = cell(page, 1, "level3").bounding_box(), cell(page, 2, "target").bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 10, steps=8)
    page.mouse.up()
    expect(page.locator("#grid td.picked")).to_have_count(6)
    assert copied(page)["text"].split("\r\n") == [
        "监管属地网站\t监管属地网站的数量\t≥10000个",
        "验收合格率\t合格的占全部的比例\t≥95%",
    ]
    page.keyboard.type("新")  # typing goes into the cell that it began in
    expect(page.locator("#grid td.picked")).to_have_count(0)
    assert names(page)[0].endswith("新")


TEXTS = (
    "  a \r\n\r\n b\t c ",
    "a\u2028b\x0bc",
    "\ufeffx\x00y",
    "一　\n　二　",
    "\U0001f600 ok\x85z",
    "a\u00a0\n",
    "\x1cx\x1f",
    "tab\t",
)
# What is typed in a unit, and how many yuan that is; None is no number.
AMOUNTS = (
        ("1,234.5", "元", "1234.50"), ("１２，３４５．６", "元", "12345.60"), ("360", "万元", "3600000.00"),
        ("0.00015", "万元", "1.50"), ("12.345678", "万元", "123456.78"), ("-5", "元", "-5.00"),
        ("360万", "元", "3600000.00"), ("12元", "万元", "12.00"), ("", "元", ""), ("一百", "元", None),
        ("1.2.3", "元", None), ("999999999999999.99", "元", "999999999999999.99"),
        ("0.123456789", "万元", "1234.56789"),
)  # fmt: skip


def test_texts_have_the_normal_form_of_the_server(page: Any) -> None:
    found = page.evaluate("texts => texts.map(text => editor.text.normal(text))", list(TEXTS))
    assert dict(zip(TEXTS, found, strict=True)) == {text: normal_text(text) for text in TEXTS}


def test_amounts_are_read_without_floats(page: Any) -> None:
    """And shown in their unit and read again they are the same."""
    found = page.evaluate(
        """amounts => amounts.map(([typed, unit]) => {
        const yuan = editor.money.toYuan(typed, unit);
        return [yuan, yuan ? editor.money.toYuan(editor.money.shown(yuan, unit), unit) : yuan];
    })""",
        [amount[:2] for amount in AMOUNTS],
    )
    assert dict(zip(AMOUNTS, found, strict=True)) == {amount: [amount[2], amount[2]] for amount in AMOUNTS}
