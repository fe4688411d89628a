"""A key in the editor until it is painted, beside a key in an empty page's textarea; what a paste and an undo take.

The page is the real one, rendered by Django and given to Chromium without a server; what its script asks is answered at
once with nothing. Times are taken in the page: from the key event to the frame after it.
"""

from __future__ import annotations

import json
import mimetypes
import os
import statistics
import sys
from pathlib import Path
from typing import Any

from bench.databases import in_child, sqlite_url
from bench.report import progress, table

SIZES = (36, 200)  # rows
KEYS = 60
HOST = "http://editor.bench"
LONG = "数据处理服务时长，包括工作日与节假日值守、应急处置和按月汇总上报的全部时间，"
NOTHING = {"serial": 1, "saved_at": "10:32", "findings": [], "others": [], "cost": {"words": ""}, "readings": []}
# After the frame that shows the key there is a task: only then it is on the screen.
WATCH = """() => { window.times = [];
    document.addEventListener('keydown', () => { const start = performance.now();
        requestAnimationFrame(() => { const channel = new MessageChannel();
            channel.port1.onmessage = () => window.times.push(performance.now() - start);
            channel.port2.postMessage(0); }); }, true); }"""
ACT = """act => new Promise(done => { const start = performance.now();
    const page = editor.page; const content = page.doc.content;
    if (act === 'undo') page.doc.undo();
    else page.doc.change(editor.model.insert(content, 5, editor.model.copies(content.rows.slice(0, 100))), {place: {}});
    requestAnimationFrame(() => { const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now() - start);
        channel.port2.postMessage(0); }); })"""


def run() -> str:
    """The report; a sentence where there is no Chromium."""
    progress("keys in the editor")
    with sqlite_url() as url:
        rows: list[list[str]] = json.loads(in_child("bench.editor", url))
    if not rows:
        return "Editor: left out, there is no Chromium."
    title = "Editor. key: from the key event to the frame after it (at most 50 ms); +100: 100 rows pasted, and undone"
    return table(title, ("rows", "where", "key, median", "key, worst of 60", "+100", "undo"), rows)


def _rows(count: int) -> list[tuple[str, ...]]:
    names = ("数量指标", "质量指标", "时效指标", "成本指标")
    return [
        ("产出指标", names[number * 4 // count], f"第{number}项工作", f"≥{number}个", LONG * (1 + number % 3))
        for number in range(count)
    ]


def _pages() -> dict[int, str]:
    """The pages of the editor, by number of rows."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from accounts.models import User
    from budget.models import Agency, Membership, Role
    from tests.tables import make_table

    call_command("migrate", verbosity=0)
    agency = Agency.objects.create(code="667201", name="网格化管理中心")
    user = User.objects.create_user("bench", password="bench")
    Membership.objects.create(user=user, role=Role.OFFICER, agency=agency)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    tables = {count: make_table(agency, name=f"{count}行", rows=_rows(count)) for count in SIZES}
    return {count: client.get(f"/tables/{made.pk}/edit/").content.decode() for count, made in tables.items()}


def _answer(route: Any, pages: dict[int, str]) -> None:
    path = route.request.url.removeprefix(HOST)
    if path.startswith("/static/"):
        from django.contrib.staticfiles.finders import find

        found = find(path.removeprefix("/static/").split("?")[0])
        body = Path(str(found)).read_bytes() if found else b""
        route.fulfill(body=body, content_type=mimetypes.guess_type(path)[0] or "text/plain")
    elif route.request.method == "POST":
        route.fulfill(json=NOTHING)
    else:
        html = pages.get(int(path.strip("/") or 0), "<!doctype html><textarea></textarea>")
        route.fulfill(body=html, content_type="text/html; charset=utf-8")


def _keys(page: Any, where: str) -> tuple[str, str]:
    page.locator(where).first.click()
    page.evaluate(WATCH)
    for number in range(KEYS):
        page.keyboard.press("1234567890"[number % 10])
        page.wait_for_timeout(20)
    times = page.evaluate("window.times")
    return f"{statistics.median(times):.1f} ms", f"{max(times):.1f} ms"


def _measured(page: Any) -> list[list[str]]:
    page.goto(f"{HOST}/0/")
    rows = [["-", "an empty page's textarea", *_keys(page, "textarea"), "", ""]]
    for count in SIZES:
        for words, field in (("描述", "description"), ("一级，合并的", "level1")):
            page.goto(f"{HOST}/{count}/")
            page.locator("html.editor-ready").wait_for(state="attached")
            middle = (
                f"#grid tr:nth-child({count // 2 if field == 'description' else 1}) td[data-field={field}] textarea"
            )
            times = _keys(page, middle)
            acts = [f"{page.evaluate(ACT, act):.0f} ms" for act in ("paste", "undo")]
            rows.append([str(count), words, *times, *acts])
    return rows


def main() -> None:
    """In a process with a database of its own: print the rows of the report as JSON."""
    from playwright.sync_api import sync_playwright

    from tests.tools import find_chromium

    chromium = find_chromium()
    if not chromium:
        sys.stdout.write("[]")
        return
    pages = _pages()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.route("**/*", lambda route: _answer(route, pages))
        rows = _measured(page)
        browser.close()
    sys.stdout.write(json.dumps(rows))


if __name__ == "__main__":
    main()
