"""The sign-in page in a real browser: the first thing that everybody sees."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect


@pytest.mark.browser
def test_a_stranger_is_led_to_the_sign_in_page(page_at: Callable[..., Any]) -> None:
    page = page_at("/")
    assert "/accounts/login/" in page.url
    expect(page.locator("input[type=password]")).to_be_visible()
    assert page.evaluate("document.documentElement.lang").startswith("zh")
