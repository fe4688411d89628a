"""The search in Chromium: from any page with one key, to the very row; read by everybody at every width."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import at_widths
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]
FOCUSED = "document.activeElement.name"


def test_with_one_key_to_the_row(live_server: Any, people: People, page_at: PageAt) -> None:
    table = make_table(people.agencies["667201"], "网站平台监管" * 8, goal="让群众满意" + "的" * 300)
    page = page_at("/", people.finance)
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "q"
    page.keyboard.type("满意/")
    expect(page.locator(".search input")).to_have_value("满意/")  # who writes, writes
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    page.get_by_text("共 1 张表").wait_for()
    expect(page.locator("mark")).to_have_text(["满意"])
    at_widths(page, 390, 1366)
    page.keyboard.press("/")
    page.keyboard.type("响应 急件")  # what was there is chosen
    page.keyboard.press("Enter")
    page.get_by_role("link", name="三级指标、指标值 第 3 行").click()
    page.wait_for_url(f"**/tables/{table.pk}/#row-3")
    expect(page.locator(":target").get_by_text("1-2天，急件优先")).to_be_visible()
