"""One browser window for all tests of a process, with more patience than Playwright's own.

A new context starts a renderer and an empty cache, and all scripts are fetched and compiled once more: that took longer
than the tests themselves. Here one page always stays open, so that those of the tests share its process; each test has
a page of its own, and what a page leaves behind outside itself (cookies, storage, permissions) is removed after it.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect

OPTIONS: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN"}  # as our users have it
PATIENCE = 30  # seconds; only what never comes takes that long
TOLD = 2000  # characters of a page in the report of a failure
expect.set_options(timeout=PATIENCE * 1000)


def wait_for_loading(patch: pytest.MonkeyPatch) -> None:
    """After an act, the page that it led to is there with its scripts.

    Playwright itself waits only until the answer begins: what follows at once would be done to half a page, or to a
    control whose script does not listen yet, and be lost.
    """
    for name in ("click", "press", "check", "uncheck", "wait_for"):
        patch.setattr(Locator, name, _with_its_page(getattr(Locator, name)))


def _with_its_page(act: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(act)
    def acting(locator: Locator, *arguments: Any, **options: Any) -> None:
        act(locator, *arguments, **options)
        if not locator.page.is_closed():
            locator.page.wait_for_load_state()

    return acting


def wait_until(page: Page, true: Callable[[], bool]) -> None:
    """What the page cannot tell, such as a row in the database."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come about"
        page.wait_for_timeout(20)


class Window:
    """The context, and the page that stays in it; both are made anew after a crash."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.context: BrowserContext | None = None
        self.staying: Page | None = None
        self.said: list[str] = []  # what went wrong since the last new page: of scripts, and of what they asked for

    def new_page(self) -> Page:
        """An empty page."""
        if self.context is None:
            self.context = self.browser.new_context(**OPTIONS)
            self.staying = self.context.new_page()
            self.staying.goto(self.address)
            self._listen(self.context)
        self.said.clear()
        return self.context.new_page()

    def _listen(self, context: BrowserContext) -> None:
        context.on("console", lambda message: message.type == "error" and self.said.append(message.text))
        context.on("weberror", lambda error: self.said.append(str(error.error)))
        context.on("requestfailed", lambda request: self.said.append(f"{request.failure} {request.url}"))
        context.on("response", self._note)

    def _note(self, response: Any) -> None:
        if response.status >= 400:
            self.said.append(f"{response.status} {response.request.method} {response.url}")

    def clear(self) -> None:
        """As if nobody had been here."""
        try:
            self._clear()
        except Error:
            self.close()

    def _clear(self) -> None:
        assert self.context
        assert self.staying
        for page in self.context.pages:
            if page != self.staying:
                page.close()
        self.context.unroute_all()
        self.context.clear_cookies()
        self.context.clear_permissions()
        self.context.set_offline(False)
        self.staying.evaluate("localStorage.clear()")

    def close(self) -> None:
        """The context and all its pages."""
        if self.context:
            self.context.close()
        self.context = self.staying = None


def told(browser: Browser, window: Window | None) -> str:
    """For the report of a failure: every page as it is now, and what went wrong in the window."""
    shown = [_shown(page) for context in browser.contexts for page in context.pages]
    return "\n\n".join(filter(None, [*shown, *(window.said if window else ())]))


def _shown(page: Page) -> str:
    try:
        words = [body.inner_text(timeout=2000) for body in page.locator("body").all()]
    except Error as error:
        words = [str(error)]
    return f"{page.url}\n{words[0][:TOLD]}" if words and words[0] else ""
