"""What axe-core finds on a page: the list that must be empty, with the piece of the page that each is about."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

# All rules are run, but only what was broken is described: that takes a fraction of the time.
RUN = """() => axe.run({resultTypes: ['violations']}).then(found => found.violations
    .filter(each => ['serious', 'critical'].includes(each.impact))
    .flatMap(each => each.nodes.map(node => `${each.id}: ${node.html}`)))"""
SCRIPT = Axe().axe_script


def serious(page: Any) -> list[str]:
    """Serious and critical barriers of the page as it is now. The script goes into each document once."""
    page.wait_for_load_state()  # also where a key led here
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    found: list[str] = page.evaluate(RUN)
    return found


def fits(page: Any, *widths: int) -> None:
    """Nothing is wider than the window, however wide the window is; the page stays at the last width."""
    page.wait_for_load_state()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)


def at_widths(page: Any, *widths: int) -> None:
    """Nothing is wider than the window, and nothing keeps people out, however wide the window is.

    The barriers are looked for at the widest and at the narrowest: the styles between are one of these two.
    """
    for width in widths:
        fits(page, width)
        found = serious(page) if width in (min(widths), max(widths)) else []
        assert not found, (page.url, width, found)
