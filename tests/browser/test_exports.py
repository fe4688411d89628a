"""Exports in a real browser: a few tables at once from the list, and a package that a real worker makes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from exporters.models import Export
from tests.browser.barriers import serious
from tests.conftest import People
from tests.exporters.going_out import index_of, projects, unzipped
from tests.importers.workers import workers
from tests.tables import make_table

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]


def downloaded(page: Any, press: Any) -> tuple[str, bytes]:
    """The name and the bytes of what a press of a button or link brings."""
    with page.expect_download() as coming:
        press.click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def test_ticked_in_the_list_and_from_the_menu_of_a_table(people: People, page_at: PageAt) -> None:
    for number in range(1, 4):
        make_table(people.agencies["667201"], name=f"项目{number}", number=number)
    page = page_at("/tables/", people.officer)
    page.get_by_label("选中本页全部").check()
    expect(page.get_by_text("已选 3 张")).to_be_visible()
    page.get_by_label("选择项目2").uncheck()
    expect(page.get_by_text("已选 2 张")).to_be_visible()
    page.get_by_label("格式").select_option("json")
    name, data = downloaded(page, page.get_by_role("button", name="导出"))
    assert name.startswith("绩效目标表（2张）")
    assert projects(data) == ["项目1", "项目3"]
    assert not serious(page)
    page.get_by_role("link", name="项目2").click()
    menu = page.locator("details.menu")
    menu.get_by_text("导出").press("Enter")
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="JSON 数据")).to_be_hidden()
    menu.get_by_text("导出").press("Enter")
    name, data = downloaded(page, menu.get_by_role("link", name="JSON 数据"))
    assert name == "667201 2025年项目2绩效目标表.json"
    assert projects(data) == ["项目2"]
    expect(menu.get_by_role("link", name="JSON 数据")).to_be_hidden()


@pytest.mark.django_db(transaction=True)
def test_a_package_of_a_real_worker(
    people: People, page_at: PageAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exporters.orders.AT_ONCE", 2)
    for number in range(1, 6):
        make_table(people.agencies["667201"], name=f"项目{number}", number=number)
    page = page_at("/exports/", people.officer)
    page.get_by_label("文件").select_option("table")
    page.get_by_role("button", name="导出").click()
    page.get_by_text("开始制作“").wait_for()
    expect(page.get_by_text("等待制作")).to_be_visible()
    page.evaluate("document.title = 'not loaded again'")
    with workers(tmp_path, number=1):
        page.get_by_role("link", name="下载").wait_for(timeout=60_000)
    assert page.title() == "not loaded again"
    assert "hx-get" not in page.locator(f"#export-{Export.objects.get().pk}").evaluate("part => part.outerHTML")
    name, data = downloaded(page, page.get_by_role("link", name="下载"))
    assert name == "667201 天津市滨海新区网格化管理中心2025年度绩效目标表.zip"
    assert [row[4] for row in index_of(unzipped(data)["目录.xlsx"])] == [f"项目{number}" for number in range(1, 6)]
    assert not serious(page)
    page.get_by_role("button", name="删除").click()
    page.get_by_text("已删除“").wait_for()
