"""The page of tokens and the page of the interface's description in a real Chromium, from our own host alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from api.models import ApiToken
from tests.browser.barriers import at_widths
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]


def test_a_token_is_made_seen_once_and_ended(people: People, page_at: PageAt) -> None:
    page = page_at("/accounts/password/", people.officer)
    page.get_by_role("link", name="接口令牌").click()
    page.get_by_label("用途").fill("预算一体化系统" * 8)
    page.get_by_role("button", name="建立令牌").press("Enter")
    expect(page.get_by_label("只显示这一次")).to_have_value(re.compile("^pg_"))
    at_widths(page, 1366, 390)
    page.get_by_text("停用…").click()
    page.get_by_role("button", name="停用", exact=True).click()
    page.get_by_text("读不到任何内容").first.wait_for()
    assert ApiToken.objects.get().revoked_at


def test_the_description_reads_with_the_session_and_loads_nothing_from_elsewhere(
    people: People, page_at: PageAt, live_server: Any
) -> None:
    make_table(people.agencies["667201"])
    page = page_at("/accounts/tokens/", people.officer)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="接口说明").click()
    page.locator(".opblock").filter(has_text="/api/tables/totals/").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table .response-col_status").filter(has_text="200").wait_for()
    assert [each for each in asked if not each.startswith((live_server.url, "data:"))] == []
    assert [each for each in said if "Content Security Policy" in each] == []
    page.set_viewport_size({"width": 390, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
