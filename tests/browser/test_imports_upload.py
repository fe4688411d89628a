"""A new import as people make it: choosing, dropping, sending with progress, trying again, and without scripts."""

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from importers.models import ImportBatch, ImportFile
from importers.years import suggested_beforehand
from tests.browser.barriers import at_widths
from tests.conftest import People, sample
from tests.importers.stepping import batch_of, document, imported, named, work_all
from tests.making.packing import Package

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]
SAMPLES = ("docx/000-single.docx", "docx/001-single.docx", "txt/000_1dad36595ccdad87.txt")
BATCH = re.compile(r"/imports/\d+/$")
State = ImportFile.State
DROP = """
([names, target]) => {
  const carried = new DataTransfer();
  names.forEach(name => carried.items.add(new File(['内容 ' + name], name)));
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    document.querySelector(target).dispatchEvent(
      new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}
"""


def gbk_zip(folder: Path) -> Path:
    """An archive as Windows packs it: names in GBK without saying so."""
    name = "甲单位绩效目标表.docx".encode("gbk")
    stream = io.BytesIO()
    with Package(stream, "w") as package:
        package.writestr("x" * len(name), document(named("压缩包里的项目")))
    path = folder / "报送材料.zip"
    path.write_bytes(stream.getvalue().replace(b"x" * len(name), name))
    return path


def text_files(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_text(f"内容 {name}", encoding="utf-8")
    return [folder / name for name in names]


def rows(page: Any) -> list[str]:
    """The names in the list of chosen files."""
    return [words.strip() for words in page.locator("#chosen-files th").all_inner_texts()]


def test_documents_and_an_archive_become_a_batch(people: People, page_at: PageAt, tmp_path: Path) -> None:
    page = page_at("/imports/new/", people.administrator)
    page.set_input_files("#id_documents", [*map(sample, SAMPLES), gbk_zip(tmp_path)])
    assert rows(page) == [*(Path(name).name for name in SAMPLES), "报送材料.zip"]
    page.get_by_label("名称").fill("公开附件")
    page.get_by_label("预算年度").fill("2025")
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(BATCH)
    batch = ImportBatch.objects.get()
    assert (batch.name, batch.year, batch.created_by) == ("公开附件", 2025, people.administrator)
    assert set(batch.files.values_list("state", flat=True)) == {State.QUEUED}
    work_all(batch)
    page.goto(page.url + "files/")
    page.get_by_role("rowheader", name="甲单位绩效目标表.docx").wait_for()
    expect(page.get_by_text("来自压缩包 报送材料.zip")).to_be_visible()
    assert batch.files.count() == 5


def test_files_that_were_chosen_before_the_script_came_are_taken(
    people: People, page_at: PageAt, tmp_path: Path
) -> None:
    page = page_at("/imports/", people.administrator)
    held: list[Any] = []
    page.route("**/upload.js", lambda route: held.append(route))
    with page.expect_request("**/upload.js"):
        page.goto(f"{page.url}new/", wait_until="commit")
    page.locator("#id_documents").set_input_files(text_files(tmp_path, "早.txt"))
    held[0].continue_()
    page.locator("#chosen-files th", has_text="早.txt").wait_for()
    assert page.locator("#id_documents").evaluate("chooser => chooser.files.length") == 0


def test_files_can_be_dropped_looked_at_and_taken_out(people: People, page_at: PageAt) -> None:
    page = page_at("/imports/new/", people.administrator)
    page.evaluate(DROP, [["一.docx", "二.docx", "~$一.docx", ".DS_Store", "照片.jpg"], "#drop"])
    page.get_by_text("1 个文件没有加入").wait_for()
    assert rows(page) == ["一.docx", "二.docx"]
    expect(page.get_by_text("照片.jpg：不能导入 .jpg 文件")).to_be_visible()
    page.get_by_role("button", name="移除 一.docx").click()
    assert rows(page) == ["二.docx"]
    expect(page.locator("#chosen-total")).to_contain_text("共 1 个")
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(BATCH)
    assert [str(file) for file in ImportFile.objects.all()] == ["二.docx"]


def test_files_of_one_name_and_size_are_named(people: People, page_at: PageAt, tmp_path: Path) -> None:
    page = page_at("/imports/new/", people.administrator)
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        page.set_input_files("#id_documents", text_files(tmp_path / folder, "表.txt"))
        page.wait_for_timeout(20)  # files of one moment are taken for one
    again = tmp_path / "乙" / "表.txt"
    page.set_input_files("#id_documents", [again])
    expect(page.get_by_text("同名、同大小")).to_have_count(len(rows(page)) - 1)
    expect(page.get_by_text("已经在列表里")).to_be_visible()


NAMES = (
    ("甲.docx",),
    ("2025年甲.docx",),
    ("2024-2025年度.txt", "预算2024.txt"),
    ("表2023.txt", "2024表.txt"),
    ("12025.txt", "20251.txt"),
    ("20242025.txt",),
    ("2099年.txt", "甲2023.txt"),
    ("2025.txt", "2024.txt", "2024年2023.txt"),
)


def test_the_year_follows_the_names_as_the_server_would_have_it(
    people: People, page_at: PageAt, tmp_path: Path
) -> None:
    """Also back to where it was, when the files are taken out again."""
    page = page_at("/imports/new/", people.administrator)

    def assert_suggested(names: tuple[str, ...]) -> None:
        year, why = suggested_beforehand(names, date.today())
        expect(page.locator("#id_year"), str(names)).to_have_value(str(year))
        expect(page.locator("#year-why"), str(names)).to_have_text(f"建议 {year}：{why}")

    for names in NAMES:
        page.set_input_files("#id_documents", text_files(tmp_path, *names))
        assert_suggested(names)
        for name in names:
            page.get_by_role("button", name=f"移除 {name}").click()
        assert_suggested(())


def test_a_year_that_somebody_typed_stays(people: People, page_at: PageAt, tmp_path: Path) -> None:
    page = page_at("/imports/new/", people.administrator)
    page.get_by_label("预算年度").fill("2023")
    page.set_input_files("#id_documents", text_files(tmp_path, "2025年.txt"))
    expect(page.locator("#id_year")).to_have_value("2023")
    expect(page.locator("#year-why")).to_contain_text("2025")


def test_errors_stand_at_their_fields_and_the_files_stay(people: People, page_at: PageAt, tmp_path: Path) -> None:
    page = page_at("/imports/new/", people.administrator)
    page.get_by_role("button", name="上传并读取").click()
    page.get_by_text("请选择要导入的文件。").wait_for()
    page.set_input_files("#id_documents", text_files(tmp_path, "一.txt"))
    expect(page.get_by_text("请选择要导入的文件。")).to_be_hidden()
    page.get_by_label("预算年度").fill("1200")
    page.get_by_role("button", name="上传并读取").click()
    page.locator("#error-year li").wait_for()
    expect(page.locator("#id_year")).to_be_focused()
    assert rows(page) == ["一.txt"]
    page.get_by_label("预算年度").fill("2025")
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(BATCH)
    assert ImportBatch.objects.get().year == 2025


Answer = dict[str, Any] | None  # None: the connection breaks
FAILURES: tuple[tuple[Answer, str], ...] = (
    (None, "网络中断"),
    ({"status": 500, "body": "<h1>"}, "服务器没有收下（500）"),
    ({"status": 413, "body": "nginx"}, "413"),
    ({"status": 403, "body": "CSRF"}, "另一个标签页登录"),
    ({"status": 409, "json": {"error": "已经开始处理。"}}, "已经开始处理。"),
)


def break_uploads(page: Any, *answers: Answer) -> Callable[[], None]:
    """Uploads of 二.txt go wrong, in one way after the other. Returns what mends the way it is now."""
    left = list(answers)

    def handle(route: Any) -> None:
        if not (left and "二.txt" in (route.request.post_data_buffer or b"").decode(errors="replace")):
            route.continue_()
        elif left[0] is None:
            route.abort()
        else:
            route.fulfill(**left[0])

    page.route("**/upload/", handle)
    return lambda: left.__delitem__(0)


def test_a_failed_upload_says_why_and_can_be_tried_again(people: People, page_at: PageAt, tmp_path: Path) -> None:
    """Tried again it fails in another way, and says so, until the last way is mended."""
    page = page_at("/imports/new/", people.administrator)
    mend = break_uploads(page, *(answer for answer, _ in FAILURES))
    page.set_input_files("#id_documents", text_files(tmp_path, "一.txt", "二.txt", "三.txt"))
    page.get_by_role("button", name="上传并读取").click()
    for _, words in FAILURES:
        page.locator(".upload-failed", has_text="二.txt").get_by_text(words).wait_for()
        page.get_by_text("已上传 2 / 3 个文件").first.wait_for()
        expect(page.locator("#overall-words")).to_contain_text("1 个失败")
        assert rows(page)[0] == "二.txt"  # what failed comes first
        assert ImportBatch.objects.get().files.count() == 2
        assert not ImportBatch.objects.get().files.exclude(state=State.RECEIVED).exists()
        mend()
        page.get_by_role("button", name="重试 二.txt").click()
    page.wait_for_url(BATCH)
    assert set(ImportBatch.objects.get().files.values_list("name", "state")) == {
        (name, State.QUEUED) for name in ("一.txt", "二.txt", "三.txt")
    }


@pytest.mark.parametrize("way", ["全部重试", "不要失败的，开始读取", "移除 二.txt"])
def test_what_failed_can_be_left_out_or_all_tried_again(
    people: People, page_at: PageAt, tmp_path: Path, way: str
) -> None:
    page = page_at("/imports/new/", people.administrator)
    mend = break_uploads(page, None)
    page.set_input_files("#id_documents", text_files(tmp_path, "一.txt", "二.txt"))
    page.get_by_role("button", name="上传并读取").click()
    page.get_by_role("button", name="全部重试").wait_for()
    mend()
    page.get_by_role("button", name=way).click()
    page.wait_for_url(BATCH)
    assert ImportFile.objects.count() == (2 if way == "全部重试" else 1)
    assert not ImportFile.objects.exclude(state=State.QUEUED).exists()


def test_known_files_wait_for_an_answer(people: People, page_at: PageAt, tmp_path: Path) -> None:
    path = tmp_path / "年度文件.docx"
    path.write_bytes(document(named("甲")))
    imported((path.name, path.read_bytes()), user=people.administrator)
    page = page_at("/imports/new/", people.administrator)
    page.set_input_files("#id_documents", [path])
    page.get_by_label("预算年度").fill("2025")
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(BATCH)
    assert ImportFile.objects.latest("pk").state == State.RECEIVED


def test_leaving_while_files_are_sent_is_asked_about(people: People, page_at: PageAt, tmp_path: Path) -> None:
    page = page_at("/imports/new/", people.administrator)
    page.route("**/upload/", lambda route: None)  # never answered
    page.set_input_files("#id_documents", text_files(tmp_path, "一.txt"))
    page.get_by_role("button", name="上传并读取").click()
    page.locator(".upload-sending").wait_for()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="取消").click()
    page.wait_for_url("**/imports/")
    assert asked == ["beforeunload"]


def test_without_scripts_the_form_does_it_all(
    people: People, browser: Any, live_server: Any, client_of: Callable[[User], Client], tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    session = client_of(people.administrator).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/imports/new/")
    page.set_input_files("#id_documents", [*map(sample, SAMPLES), *text_files(tmp_path, "一.txt")])
    page.get_by_label("预算年度").fill("2025")
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(BATCH)
    assert ImportBatch.objects.get().files.filter(state=State.QUEUED).count() == 4
    context.close()


def test_the_keyboard_alone_is_enough(people: People, page_at: PageAt, tmp_path: Path) -> None:
    page = page_at("/imports/new/", people.administrator)
    # From the start: asked for at the key press itself, the browser may open its own window first.
    page.on("filechooser", lambda chooser: chooser.set_files(text_files(tmp_path, "一.txt")))
    page.locator("#id_region").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#choose-files")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#chosen-files tr").wait_for()
    assert rows(page) == ["一.txt"]
    expect(page.locator("#announced")).to_contain_text("已选 1 个文件")


def test_a_list_that_works_fills_itself_and_then_rests(people: People, page_at: PageAt) -> None:
    batch = batch_of(("一.docx", document(named("甲"))), user=people.administrator)
    batch.files.update(state=State.QUEUED)
    page = page_at("/imports/", people.administrator)
    expect(page.get_by_text("正在读取")).to_be_visible()
    batch.files.update(state=State.READY)
    page.locator("#batch-rows").get_by_text("待确认").wait_for()
    expect(page.locator("#batch-rows:not([hx-trigger])")).to_be_attached()


def test_who_is_signed_out_meanwhile_comes_to_the_sign_in_page(people: People, page_at: PageAt) -> None:
    batch = batch_of(("一.docx", document(named("甲"))), user=people.administrator)
    batch.files.update(state=State.QUEUED)
    page = page_at("/imports/", people.administrator)
    page.context.clear_cookies()
    page.wait_for_url("**/accounts/login/?next=/imports/")


ADDRESSES = ("/imports/", "/imports/new/", "/imports/{}/files/", "/imports/{}/problems/")
LONG = "关于进一步加强全市政务服务便民热线与网格化管理平台一体化建设的综合保障项目" * 4


@pytest.fixture
def long_batch(live_server: Any, people: People) -> ImportBatch:
    """Long names, a broken file, findings."""
    batch = batch_of((f"{LONG}.docx", document(named(LONG))), ("坏的.docx", b"PK\x03\x04"), user=people.administrator)
    ImportBatch.objects.filter(pk=batch.pk).update(name=LONG)
    return batch


@pytest.mark.parametrize("address", ADDRESSES)
def test_they_fit_and_raise_no_barriers(
    people: People, page_at: PageAt, long_batch: ImportBatch, tmp_path: Path, address: str
) -> None:
    """683 is 1366 at 200 % zoom."""
    page = page_at(address.format(long_batch.pk), people.administrator)
    if address.endswith("new/"):
        page.set_input_files("#id_documents", text_files(tmp_path, f"{LONG[:60]}.txt", "照片.jpg"))
    at_widths(page, 1366, 683, 390)


def test_pages_keep_to_their_own_policy(
    people: People, page_at: PageAt, long_batch: ImportBatch, tmp_path: Path
) -> None:
    """Nothing inline, nothing from elsewhere: the browser would say so."""
    page = page_at("/imports/", people.administrator)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    for address in ADDRESSES:
        page_at(address.format(long_batch.pk))
        page.wait_for_load_state("networkidle")
    page_at("/imports/new/")
    page.set_input_files("#id_documents", text_files(tmp_path, "一.txt"))
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(BATCH)
    assert not refused
