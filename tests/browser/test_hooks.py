"""Registering an address in Chromium: the secret, a test message, and its result on the page without a reload."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from hooks.models import Hook
from hooks.sending import send_round
from tests.browser.barriers import at_widths
from tests.conftest import People
from tests.hooks.receiving import receiving

pytestmark = pytest.mark.browser


def test_registering_and_trying_it(
    live_server: Any, people: People, page_at: Callable[..., Any], settings: Any
) -> None:
    with receiving() as receiver:
        settings.HOOK_TARGETS = receiver.allowed
        page = page_at("/hooks/", people.administrator)
        at_widths(page, 390, 1366)
        page.get_by_role("link", name="登记接收地址").first.click()
        page.get_by_label("名称").fill("一体化系统")
        page.get_by_label("接收地址").fill("https://127.1/")
        page.get_by_label("批复", exact=True).check()
        page.get_by_role("button", name="登记").click()
        page.get_by_text("不是主机名").wait_for()
        at_widths(page, 390, 1366)
        page.get_by_label("接收地址").fill(receiver.address)
        page.get_by_role("button", name="登记").click()
        expect(page.get_by_label("密钥")).to_have_value(Hook.objects.get().secret)
        page.get_by_role("link", name="已经记下").click()
        page.get_by_role("button", name="发送测试消息").click()
        page.get_by_text("测试消息已排队").wait_for()
        send_round()
        page.locator(".chip.delivery-sent").wait_for()
        assert len(receiver.got) == 1
        at_widths(page, 390, 1366)
