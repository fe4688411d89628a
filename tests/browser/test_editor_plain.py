"""The editor without scripts, in a real Chromium that runs none: a whole table is made, filled in, moved and saved."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from indicators.models import GoalTable
from indicators.rechecking import rejudge
from indicators.storing import content_of
from tests.browser.barriers import at_widths, serious
from tests.conftest import People
from tests.tables import ROWS, make_table

pytestmark = pytest.mark.browser
ODD = (
    *ROWS,
    ("满意度指标", "满意度指标", "网民满意度", "≥90百分比", "随机抽取网民，按季度发放问卷，统计满意的比例" * 4),
)
Open = Callable[..., Any]


@pytest.fixture
def table(live_server: Any, people: People) -> GoalTable:
    made = make_table(people.agencies["667201"], rows=ODD)
    rejudge(made)
    return made


@pytest.fixture
def plain_page(browser: Any, live_server: Any, people: People, client_of: Callable[[User], Client]) -> Iterator[Open]:
    """`plain_page("/tables/")`: a page of a browser without scripts, signed in as the officer.

    With `measured` only our scripts are missing: axe-core is one itself, and would wait for ever.
    """
    contexts = []

    def open_page(address: str, measured: bool = False) -> Any:
        size = {"width": 1366, "height": 768}
        contexts.append(browser.new_context(viewport=size, locale="zh-CN", java_script_enabled=measured))
        contexts[-1].route("**/*.js", lambda route: route.abort())
        session = client_of(people.officer).cookies["sessionid"].value
        contexts[-1].add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = contexts[-1].new_page()
        page.goto(live_server.url + address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def save(page: Any) -> None:
    page.get_by_role("button", name="保存", exact=True).first.click()


def test_a_table_is_made_filled_in_and_saved(live_server: Any, people: People, plain_page: Open) -> None:
    page = plain_page("/tables/new/")
    page.get_by_label("项目名称").fill("无脚本的项目")
    page.get_by_role("button", name="建立空白表").click()
    page.get_by_text("已建立“无脚本的项目”").wait_for()
    page.get_by_label("预算数", exact=True).fill("20")
    page.get_by_label("其中：财政资金").fill("20")
    page.get_by_label("金额单位").select_option("万元")
    page.get_by_label("绩效目标", exact=True).fill("保障平台\n全年运行")
    page.get_by_label("第 1 行 三级指标").fill("巡查次数")
    page.get_by_label("第 1 行 指标值").fill("≥10次")
    page.get_by_label("第 5 行 三级指标").fill("居民满意度")
    page.get_by_label("第 5 行 指标值").fill("≥90百分比")
    page.get_by_role("button", name="第 5 行上移").click()
    page.get_by_role("button", name="删除第 2 行").click()
    page.get_by_role("button", name="添加三行").click()
    page.get_by_label("第 7 行 三级指标").wait_for()
    expect(page.locator("#grid tbody tr")).to_have_count(7)
    save(page)
    page.get_by_text("已保存。").wait_for()
    now = content_of(GoalTable.objects.get())
    assert (now.budget_total, now.fiscal_funds, now.currency_unit) == (200_000, 200_000, "万元")
    assert now.goal == "保障平台\n全年运行"
    assert [(row.level2, row.level3, row.target) for row in now.indicators] == [
        ("数量指标", "巡查次数", "≥10次"),
        ("时效指标", "", ""),
        ("服务对象满意度指标", "居民满意度", "≥90百分比"),
        ("经济效益指标", "", ""),
    ]
    expect(page.get_by_label("预算数", exact=True)).to_have_value("20.00")
    expect(page.get_by_text("写作 ≥90%")).to_be_visible()
    expect(page.get_by_role("heading", name="必填内容空缺")).to_be_visible()


def test_what_is_wrong_is_said_and_mended(table: GoalTable, plain_page: Open) -> None:
    page = plain_page(f"/tables/{table.pk}/edit/", measured=True)
    page.get_by_label("预算数", exact=True).fill("二十万")
    save(page)
    page.get_by_role("link", name="预算数“二十万”不是数字").click()
    assert serious(page) == []
    page.get_by_label("预算数", exact=True).fill("210,000")
    save(page)
    page.get_by_text("已保存。").wait_for()
    assert content_of(table).budget_total == 210_000


def test_the_second_to_save_looks_at_both_sides(
    table: GoalTable, people: People, client_of: Callable[[User], Client], plain_page: Open
) -> None:
    page, other = plain_page(f"/tables/{table.pk}/edit/", measured=True), plain_page(f"/tables/{table.pk}/edit/")
    other.get_by_label("绩效目标", exact=True).fill("甲的目标")
    other.get_by_label("第 2 行 指标值").fill("≥98%")
    save(other)
    other.get_by_text("已保存。").wait_for()
    page.get_by_label("绩效目标", exact=True).fill("乙的目标")
    save(page)
    page.get_by_text("还没有保存：请核对后再点“保存”").wait_for()
    expect(page.get_by_role("heading", name="两边都改过的 1 处")).to_be_visible()
    expect(page.get_by_label("第 2 行 指标值")).to_have_value("≥98%")
    assert serious(page) == []
    save(page)
    page.get_by_text("已保存。").wait_for()
    now = content_of(table)
    assert (now.goal, now.indicators[1].target) == ("乙的目标", "≥98%")


@pytest.mark.parametrize("address", ["/tables/{table}/edit/", "/tables/new/?q=网站", "/tables/new/?from={table}"])
def test_the_pages_fit_and_raise_no_barriers(table: GoalTable, plain_page: Open, address: str) -> None:
    at_widths(plain_page(address.format(table=table.pk), measured=True), 1366, 390)


def test_long_texts_are_not_cut(table: GoalTable, plain_page: Open) -> None:
    page = plain_page(f"/tables/{table.pk}/edit/", measured=True)
    cut = page.evaluate(
        "[...document.querySelectorAll('#editor textarea')].filter(e => e.scrollHeight > e.clientHeight + 2"
        " && getComputedStyle(e).overflowY === 'hidden').map(e => e.name + ' ' + e.value.length)"
    )
    assert cut == []
