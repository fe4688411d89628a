"""One browser window for all tests of a process.

A new context starts a renderer and an empty cache, and all scripts are fetched and compiled once more: that took longer
than the tests themselves. Here one page always stays open, so that those of the tests share its process; each test has
a page of its own, and what a page leaves behind outside itself (cookies, storage, permissions) is removed after it.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

OPTIONS: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN"}  # as our users have it


class Window:
    """The context, and the page that stays in it; both are made anew after a crash."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.context: BrowserContext | None = None
        self.staying: Page | None = None

    def new_page(self) -> Page:
        """An empty page."""
        if self.context is None:
            self.context = self.browser.new_context(**OPTIONS)
            self.staying = self.context.new_page()
            self.staying.goto(self.address)
        return self.context.new_page()

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
