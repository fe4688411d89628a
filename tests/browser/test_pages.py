"""The pages as people use them, in a real Chromium at 1366×768: signing in, finding a table, units, source, paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from importers.models import ImportBatch, ImportFile, SourceFile, TableSource
from indicators.models import GoalTable
from tests.browser.barriers import at_widths
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]
LONG = [("产出指标", "数量指标", f"第{number}项工作", "≥1个", "说明" * 40) for number in range(36)]


@pytest.fixture
def table(live_server: Any, people: People) -> GoalTable:
    made = make_table(people.agencies["667201"], name="网格化服务管理平台", total="3600000")
    make_table(people.agencies["667201"], name="图层更新")
    document = SourceFile.objects.create(sha256="0" * 64, name="年度文件.txt", size=6, content="原文".encode())
    file = ImportFile.objects.create(batch=ImportBatch.objects.create(year=2025), source=document, name="年度文件.txt")
    TableSource.objects.create(table=made, file=file, ordinal=1, place="年度文件.txt 第2个表格", digest="")
    made.findings.create(code="x", severity="warn", message="率不会超过100%", level3="验收合格率", field="target")
    made.findings.create(code="y", severity="block", message="用途没有内容", field="purpose")
    made.findings.create(code="z", severity="info", message="一个提示")
    return made


def test_from_signing_in_to_the_source_of_a_table(table: GoalTable, page_at: PageAt) -> None:
    page = page_at("/")
    page.get_by_label("用户名").fill("officer")
    page.get_by_label("密码").fill("officer")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="绩效目标表", exact=True).click()
    page.locator("main").get_by_role("searchbox", name="搜索").fill("合格率 网格化服务")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="网格化服务管理平台").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("网格化服务管理平台")
    expect(page.get_by_text("3,600,000.00")).to_have_count(2)  # total and fiscal funds
    page.get_by_role("link", name="万元").click()
    page.get_by_text("360.00").first.wait_for()
    page.get_by_text("第 1 张绩效目标表").wait_for()  # fetched by the page
    with page.expect_popup() as popup:
        page.get_by_role("link", name="打开原文").click()
    expect(popup.value.locator("body")).to_have_text("原文")
    page.get_by_role("button", name="退出").click()
    page.get_by_text("您已退出登录").wait_for()


def test_a_finding_leads_to_its_row(table: GoalTable, people: People, page_at: PageAt) -> None:
    page = page_at(f"/tables/{table.pk}/", people.officer)
    page.get_by_role("listitem").filter(has_text="率不会超过").get_by_role("link", name="定位").click()
    expect(page).to_have_url(re.compile("#row-2$"))
    expect(page.locator("#row-2")).to_be_visible()


def test_the_keyboard_alone_is_enough(table: GoalTable, people: People, page_at: PageAt) -> None:
    page = page_at("/tables/", people.officer)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "q"
    assert page.evaluate("getComputedStyle(document.activeElement).boxShadow") != "none"
    page.keyboard.type("图层")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    page.get_by_role("link", name="图层更新").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tables/{table.pk + 1}/")


def test_paper_shows_the_form_alone(table: GoalTable, people: People, page_at: PageAt) -> None:
    page = page_at(f"/tables/{table.pk}/", people.officer)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="网格化服务管理平台绩效目标表")).to_be_visible()
    for hidden in ("header.top", ".bar", "aside", "text=万元"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.grid thead')).display") == "table-header-group"


def test_the_print_button_prints(table: GoalTable, people: People, page_at: PageAt) -> None:
    page = page_at(f"/tables/{table.pk}/", people.officer)
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.get_by_role("button", name="打印").click()
    expect(page).to_have_title("printed")


@pytest.mark.parametrize("address", ["/tables/{}/", "/tables/", "/accounts/password/"])
def test_nothing_is_wider_than_the_window(people: People, page_at: PageAt, address: str, live_server: Any) -> None:
    """683×384 is 1366×768 at 200 % zoom."""
    name = "关于进一步加强全市政务服务便民热线与网格化管理平台一体化建设的综合保障项目（第二期）" * 3
    long = make_table(people.agencies["667201"], name=name, rows=LONG, total="123456789012.345")
    page = page_at(address.format(long.pk), people.officer)
    for width, height in ((1366, 768), (683, 384), (390, 844), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/tables/", "/tables/{}/", "/tables/{}/source/", "/tables/?q=x"]
)
def test_no_serious_barriers(table: GoalTable, people: People, page_at: PageAt, address: str) -> None:
    page = page_at(address.format(table.pk), None if "login" in address else people.officer)
    page.wait_for_load_state("networkidle")
    at_widths(page, 1366, 390)


def test_pages_keep_to_their_own_policy(
    table: GoalTable, people: People, page_at: PageAt, client_of: Callable[[User], Client]
) -> None:
    """Nothing inline, nothing from elsewhere: the browser would say so."""
    page = page_at("/accounts/login/")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    for address in ("/tables/", f"/tables/{table.pk}/", f"/tables/{table.pk}/source/", "/accounts/password/"):
        page_at(address, people.officer)
        page.wait_for_load_state("networkidle")
    assert not refused
