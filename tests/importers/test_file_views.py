"""The files of a batch: states, issues with their number, trying again, and the document itself."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from importers.batches import create_batch
from importers.models import ImportBatch, ImportFile
from tests.conftest import People
from tests.importers.stepping import batch_of, document, imported, named, work_all
from tests.making.packing import Package

pytestmark = pytest.mark.once

GOOD = ("年度文件.docx", document(named("甲"), named("乙")))
BAD = ("坏的.docx", b"PK\x03\x04broken")
State = ImportFile.State


@pytest.fixture
def admin(people: People, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.administrator)


def page_of(client: Client, batch: ImportBatch, **asked: str) -> str:
    response = client.get(f"/imports/{batch.pk}/files/", asked)
    assert response.status_code == 200
    return response.content.decode()


def shown(client: Client, batch: ImportBatch, **asked: str) -> list[str]:
    return [row["file"].name for row in client.get(f"/imports/{batch.pk}/files/", asked).context["rows"]]


def archive() -> tuple[str, bytes]:
    stream = io.BytesIO()
    with Package(stream, "w") as package:
        package.writestr("319/甲.docx", GOOD[1])
        package.writestr("说明.pdf", b"%PDF")
    return "报送.zip", stream.getvalue()


def test_each_file_tells_its_state_counts_and_issues(people: People, admin: Client) -> None:
    batch = batch_of(GOOD, BAD, user=people.administrator)
    page = page_of(admin, batch)
    for words in (*[name for name, _ in (GOOD, BAD)], "待确认", "失败", "新增 2", "已损坏或不完整"):
        assert words in page
    counts = {row["file"].name: {words: n for _, words, n in row["counts"]} for row in page_rows(admin, batch)}
    assert counts == {GOOD[0]: {"新增": 2}, BAD[0]: {}}


def page_rows(client: Client, batch: ImportBatch) -> list[dict[str, Any]]:
    return list(client.get(f"/imports/{batch.pk}/files/").context["rows"])


def test_an_archive_is_shown_with_what_it_left_out_and_its_files_name_it(admin: Client) -> None:
    batch = batch_of(archive())
    page = page_of(admin, batch)
    for words in ("已解开", "“说明.pdf”扩展名是 .pdf", "319/甲.docx", "来自压缩包 报送.zip"):
        assert words in page


def test_tabs_count_the_states_and_filter(admin: Client) -> None:
    batch = batch_of(GOOD, BAD)
    context = admin.get(f"/imports/{batch.pk}/files/").context
    assert [(tab["value"], tab["number"]) for tab in context["tabs"]] == [("", 2), ("ready", 1), ("failed", 1)]
    assert shown(admin, batch, state="failed") == [BAD[0]]
    assert admin.get(f"/imports/{batch.pk}/files/", {"state": "failed"}).context["page"].paginator.count == 1
    assert shown(admin, batch, state="nonsense") == shown(admin, batch) == sorted([GOOD[0], BAD[0]])
    assert "没有符合条件的文件" in page_of(admin, batch, state="done")


def test_files_are_found_by_name_and_the_tabs_count_what_was_found(admin: Client) -> None:
    batch = batch_of(GOOD, BAD)
    assert shown(admin, batch, q="坏的") == shown(admin, batch, q="坏\0的") == [BAD[0]]
    context = admin.get(f"/imports/{batch.pk}/files/", {"q": "坏的"}).context
    assert [(tab["value"], tab["number"]) for tab in context["tabs"]] == [("", 1), ("failed", 1)]


def test_fifty_files_a_page(admin: Client) -> None:
    batch = create_batch(2025, "", "", [(f"{number:03d}.txt", b"%d" % number) for number in range(51)])
    assert len(shown(admin, batch)) == 50
    assert shown(admin, batch, page="2") == ["050.txt"]


def test_the_worst_five_issues_are_shown_and_the_rest_counted(admin: Client) -> None:
    batch = batch_of(GOOD)
    file = batch.files.get()
    for number in range(7):
        file.issues.create(code="x", severity="info", message=f"提示{number}。")
    file.issues.create(code="x", severity="block", message="最要紧的。")
    page = page_of(admin, batch)
    assert "最要紧的。" in page
    assert "提示3。" in page
    assert "提示4。" not in page
    assert "另有 3 条" in page
    assert f"/imports/{batch.pk}/problems/?q=" in page


def test_a_batch_without_files_says_what_to_do(admin: Client) -> None:
    assert 'href="/imports/new/"' in page_of(admin, ImportBatch.objects.create(year=2025))


def test_the_list_asks_for_itself_only_while_something_works(admin: Client) -> None:
    batch = create_batch(2025, "", "", [GOOD])
    assert 'hx-trigger="every 3s"' in page_of(admin, batch)
    work_all(batch)
    answer = admin.get(f"/imports/{batch.pk}/files/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in answer
    assert "hx-trigger" not in answer
    assert "hx-trigger" not in page_of(admin, batch)


def test_a_failed_file_can_be_tried_again(admin: Client) -> None:
    batch = batch_of(GOOD, BAD)
    bad = batch.files.get(name=BAD[0])
    assert page_of(admin, batch).count("/retry/") == 1
    response = admin.post(f"/imports/{batch.pk}/files/{bad.pk}/retry/?state=failed&q=%E5%9D%8F")
    assert response["Location"] == f"/imports/{batch.pk}/files/?state=failed&q=%E5%9D%8F"
    bad.refresh_from_db()
    assert bad.state == State.QUEUED
    assert "正在重新读取“坏的.docx”" in admin.get(response["Location"]).content.decode()
    assert batch.files.get(name=GOOD[0]).state == State.READY


def test_a_file_that_was_skipped_can_be_read_after_all(admin: Client) -> None:
    batch = batch_of(GOOD)
    batch.files.update(state=State.SKIPPED)
    admin.post(f"/imports/{batch.pk}/files/{batch.files.get().pk}/retry/")
    assert batch.files.get().state == State.QUEUED


def test_trying_again_what_needs_none_changes_nothing_and_says_so(people: People, admin: Client) -> None:
    batch = imported(GOOD, user=people.administrator)
    file = batch.files.get()
    page = admin.post(f"/imports/{batch.pk}/files/{file.pk}/retry/", follow=True).content.decode()
    assert "现在是“已导入”，不需要重试" in page
    assert batch.files.get().state == State.DONE


def test_the_document_is_given_as_it_came(admin: Client) -> None:
    batch = batch_of(GOOD, ("说明.txt", "原文".encode("gb18030")))
    word, text = (batch.files.get(name=name).pk for name in (GOOD[0], "说明.txt"))
    given = admin.get(f"/imports/{batch.pk}/files/{word}/document/")
    assert given.content == GOOD[1]
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert admin.get(f"/imports/{batch.pk}/files/{text}/document/").content.decode() == "原文"
    raw = admin.get(f"/imports/{batch.pk}/files/{text}/document/?download=1")
    assert raw.content == "原文".encode("gb18030")


@pytest.mark.parametrize("page", ["document", "retry"])
def test_a_file_is_found_in_its_own_batch_only(admin: Client, page: str) -> None:
    batch, other = batch_of(GOOD), ImportBatch.objects.create(year=2025)
    file = batch.files.get()
    address = f"/imports/{other.pk}/files/{file.pk}/{page}/"
    assert (admin.post if page == "retry" else admin.get)(address).status_code == 404


@pytest.mark.parametrize("role", ["officer", "department", "finance", "reader", "stranger"])
def test_others_may_not(people: People, client_of: Callable[[User], Client], role: str) -> None:
    batch = batch_of(BAD)
    client, file = client_of(getattr(people, role)), batch.files.get()
    assert client.get(f"/imports/{batch.pk}/files/").status_code == 403
    assert client.get(f"/imports/{batch.pk}/files/{file.pk}/document/").status_code == 403
    assert client.post(f"/imports/{batch.pk}/files/{file.pk}/retry/").status_code == 403
    assert batch.files.get().state == State.FAILED


def test_names_and_issues_are_text(admin: Client) -> None:
    batch = batch_of(("<script>x.docx", b"PK\x03\x04broken"))
    assert "<script>x" not in page_of(admin, batch)


@pytest.mark.once
def test_a_long_list_costs_no_more_queries(admin: Client, django_assert_max_num_queries: Callable[[int], Any]) -> None:
    batch = create_batch(2025, "", "", [(f"{number}.txt", b"%d" % number) for number in range(50)])
    for file in batch.files.all():
        file.issues.create(code="x", severity="warn", message="一条问题。")
    with django_assert_max_num_queries(9):
        page_of(admin, batch)
