"""The year's documents of an administrator, from the empty list to the undoing, in a real browser.

The steps that a worker does in the background are done by the test between two looks at the page.
"""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from importers.models import ImportBatch
from indicators.models import Cause, GoalTable, TableChange
from indicators.storing import content_of
from indicators.storing import replace as write
from tests.browser.barriers import at_widths
from tests.browsing import wait_until
from tests.conftest import People, sample
from tests.importers.stepping import CONTENT, batch_of, document, imported, named, work_all
from tests.making.packing import Package

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]
SAMPLES = ("docx/000-word.docx", "docx/001-single.docx", "docx/003-messy.docx")


class PackedOnWindows(zipfile.ZipInfo):
    """An entry with its name in GBK, and no word about that."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    held = io.BytesIO()
    with Package(held, "w") as package:
        package.writestr(PackedOnWindows("各单位/养护（定稿）.docx"), document(CONTENT, named("桥梁检测")))
    (tmp_path / "年度附件.zip").write_bytes(held.getvalue())
    return tmp_path / "年度附件.zip"


def upload(page: Any, *paths: Path) -> ImportBatch:
    """From the list of batches: new, choose, send. Three clicks with the one that opens the files' dialogue."""
    page.get_by_role("link", name="新建导入").first.click()
    page.locator("input[type=file]").first.set_input_files(paths)
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    return ImportBatch.objects.latest("pk")


def confirm(page: Any, batch: ImportBatch) -> None:
    """Read, the fourth click, written; the page comes along by itself."""
    work_all(batch)
    page.get_by_role("button", name="导入选中的").click()
    work_all(batch)
    page.locator("h1", has_text="已导入").wait_for()


def edit_a_target(table: GoalTable, people: People) -> None:
    """As an officer would, by hand."""
    rows = (replace(CONTENT.indicators[0], target="≥30份"), *CONTENT.indicators[1:])
    write(table, replace(content_of(table), indicators=rows), Cause("edited", people.officer))


def import_again(page: Any, batch: ImportBatch) -> None:
    """The same archive: known, read all the same, a conflict beside the table that was left the first time."""
    page.get_by_text("1 个文件以前导入过").wait_for()
    page.get_by_role("button", name="全部读取").click()
    work_all(batch)
    page.locator("h1", has_text="待确认").wait_for()
    row = page.locator("tr", has_text=CONTENT.project_name)
    expect(row.get_by_text("冲突")).to_be_visible()
    expect(row).to_contain_text("≥30份")
    page.get_by_role("button", name="导入选中的 1 张表").click()
    work_all(batch)
    page.locator("h1", has_text="已导入").wait_for()


def test_the_whole_walk(live_server: Any, people: People, page_at: PageAt, archive: Path) -> None:
    page = page_at("/imports/", people.administrator)
    first = upload(page, *map(sample, SAMPLES), archive)
    page.locator("h1", has_text="正在读取").wait_for()
    page.reload()  # another browser would see the same
    work_all(first)
    page.locator("h1", has_text="待确认").wait_for()  # the page noticed by itself
    assert not GoalTable.objects.exists()
    page.get_by_label("导入 桥梁检测").uncheck()
    page.get_by_role("button", name="导入选中的 28 张表").click()
    work_all(first)
    page.locator("h1", has_text="已导入").wait_for()
    assert GoalTable.objects.count() == 28
    expect(page.locator("tr", has_text="桥梁检测").get_by_text("未选中")).to_be_visible()

    edited = GoalTable.objects.get(project__name=CONTENT.project_name)
    edit_a_target(edited, people)
    page.goto(f"{live_server.url}/imports/")
    second = upload(page, archive)
    import_again(page, second)
    assert content_of(edited).indicators[0].target == "≥30份"

    page.goto(f"{live_server.url}/imports/{first.pk}/")
    page.get_by_text("撤销导入").click()
    page.get_by_role("button", name="撤销 28 张表").click()
    work_all(first)
    page.get_by_text("1 张表没有撤销").wait_for()
    assert set(GoalTable.objects.values_list("project__name", flat=True)) == {CONTENT.project_name, "桥梁检测"}


def test_four_clicks_from_the_list_to_a_finished_import(live_server: Any, people: People, page_at: PageAt) -> None:
    """新建导入, the files' dialogue, 上传并读取, 导入选中的: nothing else is asked where nothing is wrong."""
    page = page_at("/imports/", people.administrator)
    batch = upload(page, sample(SAMPLES[0]))
    confirm(page, batch)
    assert GoalTable.objects.filter(project__year=2025).count() == 9


def test_a_conflict_is_taken_over_with_a_reason(live_server: Any, people: People, page_at: PageAt) -> None:
    imported(("一.docx", document(CONTENT)))
    table = GoalTable.objects.get()
    write(table, replace(CONTENT, goal="手改的目标"), Cause("edited", people.officer))
    batch = batch_of(("二.docx", document(replace(CONTENT, goal="更正后的目标"))))
    page = page_at(f"/imports/{batch.pk}/", people.administrator)
    page.get_by_role("link", name=CONTENT.project_name).click()
    page.get_by_label("理由").fill("单位来函更正")
    page.get_by_role("button", name="覆盖这张表").click()
    page.get_by_role("link", name="批次", exact=True).click()
    page.get_by_role("button", name="导入选中的 1 张表").click()
    work_all(batch)
    page.locator("h1", has_text="已导入").wait_for()
    assert content_of(table).goal == "更正后的目标"
    page.goto(f"{live_server.url}/tables/{table.pk}/history/")
    expect(page.get_by_text("单位来函更正")).to_be_visible()
    assert table.changes.latest("pk").kind == TableChange.Kind.TAKEN_OVER


def test_a_tick_changes_the_number_on_the_button(people: People, page_at: PageAt, live_server: Any) -> None:
    batch = batch_of(("一.docx", document(CONTENT, named("乙"), named("丙"))))
    page = page_at(f"/imports/{batch.pk}/", people.administrator)
    page.get_by_label("导入 乙").uncheck()
    page.get_by_role("button", name="导入选中的 2 张表").wait_for()
    page.get_by_role("button", name="全不选").click()
    expect(page.get_by_role("button", name="导入选中的 0 张表")).to_be_disabled()
    page.get_by_label("导入 丙").check()
    page.get_by_role("button", name="导入选中的 1 张表").wait_for()


def test_pages_of_a_batch_fit_and_have_no_serious_barriers(people: People, page_at: PageAt, live_server: Any) -> None:
    imported(("旧.docx", document(CONTENT, named("乙"))))
    write(GoalTable.objects.get(project__name="乙"), named("乙", goal="手改"), Cause("edited"))
    name = "关于报送二〇二五年度部门预算项目支出绩效目标申报表的正式文件附件（定稿）.docx"
    batch = batch_of((name, document(replace(CONTENT, goal="新"), named("乙"), named("丙" * 60))), ("坏.docx", b""))
    rows = batch.files.get(name=name).tables.values_list("pk", flat=True)
    page = page_at(f"/imports/{batch.pk}/", people.administrator)
    for address in (page.url, *(f"{page.url}tables/{pk}/" for pk in rows)):
        page.goto(address)
        at_widths(page, 1366, 683, 390)


def test_an_impatient_click_waits_for_the_tick(live_server: Any, people: People, page_at: PageAt) -> None:
    batch = batch_of(("一.docx", document(CONTENT, named("乙"))))
    page = page_at(f"/imports/{batch.pk}/", people.administrator)
    held: list[Any] = []
    page.route("**/choose/", lambda route: held.append(route))
    page.get_by_label("导入 乙").uncheck()
    page.wait_for_function("document.querySelector('#confirm button').disabled")
    wait_until(page, lambda: bool(held))
    held[0].continue_()
    page.get_by_role("button", name="导入选中的 1 张表").wait_for()
    expect(page.get_by_role("button", name="导入选中的 1 张表")).to_be_enabled()


def test_a_tick_that_did_not_arrive_is_not_shown(live_server: Any, people: People, page_at: PageAt) -> None:
    batch = batch_of(("一.docx", document(CONTENT, named("乙"))))
    page = page_at(f"/imports/{batch.pk}/", people.administrator)
    page.route("**/choose/", lambda route: route.abort())
    with page.expect_navigation():
        # Not uncheck(): where the page is loaded again before that has looked, it clicks a second time.
        page.get_by_label("导入 乙").click()
    expect(page.get_by_label("导入 乙")).to_be_checked()
    page.get_by_role("button", name="导入选中的 2 张表").wait_for()


def test_enter_in_a_tick_ticks_nothing_else(live_server: Any, people: People, page_at: PageAt) -> None:
    batch = batch_of(("一.docx", document(CONTENT, named("乙"))))
    page = page_at(f"/imports/{batch.pk}/", people.administrator)
    page.get_by_role("button", name="全不选").click()
    page.get_by_role("button", name="导入选中的 0 张表").wait_for()
    page.get_by_label("导入 乙").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("button", name="导入选中的 0 张表").wait_for()
