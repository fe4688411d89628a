"""The home page and the history of a table in a real Chromium: barriers, narrow windows, the way to the work."""

import re
from collections.abc import Callable
from dataclasses import replace as changed
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from importers.models import ImportBatch, ImportFile, SourceFile
from indicators.models import Cause, GoalTable, Status, TableChange
from indicators.storing import content_of, replace
from tests.browser.barriers import at_widths
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]
LONG = "关于进一步加强全市政务服务便民热线与网格化管理平台一体化建设的综合保障项目（第二期）" * 3
ROLES = ("officer", "finance", "administrator", "reader")


@pytest.fixture
def table(live_server: Any, people: People) -> GoalTable:
    """A table with three changes, and something to do for everybody."""
    made = make_table(people.agencies["667201"], name=LONG, total="123456789012.345", status=Status.RETURNED)
    make_table(people.agencies["319202"], name="热线", status=Status.FORWARDED, year=2024)
    make_table(people.agencies["319202"], name="热线运行", status=Status.FORWARDED)
    for severity in ("block", "warn", "info"):
        made.findings.create(code="x", severity=severity, message="m")
    TableChange.of(made, Cause(TableChange.Kind.IMPORTED, None, f"{LONG}.docx 第 1 张表", "/imports/1/")).save()
    content = content_of(made)
    rows = content.indicators
    edited = changed(content, goal=LONG * 3, indicators=(changed(rows[0], target="≥9000个"), *rows[2:], rows[1]))
    replace(made, edited, Cause(TableChange.Kind.EDITED, people.officer, reason=LONG))
    replace(made, changed(edited, goal=f"{LONG * 3}。"), Cause(TableChange.Kind.EDITED, people.officer))
    source = SourceFile.objects.create(sha256="0" * 64, name="a", size=1, content=b"a")
    batch = ImportBatch.objects.create(year=2025, name=LONG)
    for state in (ImportFile.State.READY, ImportFile.State.FAILED):
        ImportFile.objects.create(batch=batch, source=source, name="a", state=state)
    return made


def addresses(table: GoalTable, user: User, people: People) -> list[str]:
    return ["/"] if user == people.reader else ["/", f"/tables/{table.pk}/history/"]


@pytest.mark.parametrize("role", ROLES)
def test_they_fit_and_raise_no_barriers(table: GoalTable, people: People, page_at: PageAt, role: str) -> None:
    user = getattr(people, role)
    for address in addresses(table, user, people):
        at_widths(page_at(address, user), 1366, 683, 390)


def test_pages_keep_to_their_own_policy(table: GoalTable, people: People, page_at: PageAt) -> None:
    page = page_at("/accounts/login/")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    for address in addresses(table, people.administrator, people):
        page_at(address, people.administrator)
        page.wait_for_load_state("networkidle")
    assert not refused


def test_from_the_work_to_the_history_of_a_table(table: GoalTable, people: People, page_at: PageAt) -> None:
    page = page_at("/", people.officer)
    expect(page.locator(".stat b").first).to_have_text("1")
    page.get_by_role("link", name=LONG).click()
    page.get_by_role("link", name="修改历史").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("修改历史")
    changes = page.locator("ol.history > li")
    change = changes.filter(has_text="≥9000个")
    expect(change.locator("del", has_text="≥10000个")).to_be_visible()
    whole = changes.first.locator("details p")
    expect(whole).to_be_hidden()
    changes.first.get_by_text("全文").click()
    expect(whole).to_contain_text(LONG, use_inner_text=True)


def test_the_bar_is_as_long_as_the_share(table: GoalTable, people: People, page_at: PageAt) -> None:
    """A <progress> with the page's own colours: the browser would draw its own where the style sheet fails."""
    page = page_at("/", people.finance)
    bar = page.get_by_role("progressbar").first
    expect(bar).to_have_attribute("max", "2")
    expect(bar).to_have_attribute("value", "0")
    assert page.evaluate("getComputedStyle(document.querySelector('progress')).appearance") == "none"
    assert bar.bounding_box()["height"] == 6


def test_another_year_is_one_click_away(table: GoalTable, people: People, page_at: PageAt) -> None:
    page = page_at("/", people.finance)
    page.get_by_role("navigation", name="年度").get_by_role("link", name="2024 年度").click()
    expect(page.get_by_role("link", name="热线", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?year=2024$"))
