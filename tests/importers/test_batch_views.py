"""The page of a batch in each phase, its ticks and its buttons."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from importers.asking import confirm
from importers.batches import add_document, create_batch
from importers.models import ImportBatch, ImportFile, ImportTable
from indicators.models import Cause, GoalTable
from indicators.storing import replace as write
from tests.conftest import People
from tests.importers.stepping import CONTENT, batch_of, document, imported, named, work_all

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Says = Callable[..., str]


@pytest.fixture
def client(people: People, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.administrator)


@pytest.fixture
def shows(client: Client) -> Says:
    """The text of a batch's page."""

    def get(batch: ImportBatch, query: str = "") -> str:
        response = client.get(reverse("import_batch", args=[batch.pk]) + query)
        assert response.status_code == 200
        return response.content.decode()

    return get


@pytest.fixture
def press(client: Client) -> Callable[..., str]:
    """Press a button of a batch; the page afterwards."""

    def post(batch: ImportBatch, action: str, **values: str) -> str:
        response = client.post(reverse("import_action", args=[batch.pk, action]), values, follow=True)
        assert response.redirect_chain == [(reverse("import_batch", args=[batch.pk]), 302)]
        return response.content.decode()

    return post


def received(*documents: tuple[str, bytes]) -> ImportBatch:
    batch = create_batch(2025, "", "批次", [])
    for each in documents:
        add_document(batch, *each)
    return batch


def test_received_files_wait_for_a_start(shows: Says, press: Says) -> None:
    batch = received(("一.docx", document(CONTENT)))
    assert "已收到 1 个文件" in shows(batch)
    assert "开始读取 1 个文件" in press(batch, "start")
    assert batch.files.get().state == "queued"


def test_a_file_of_another_batch_is_told_before_it_is_read_again(shows: Says, press: Says) -> None:
    imported(("旧名.docx", document(CONTENT)))
    batch = received(("新名.docx", document(CONTENT)), ("另一个.docx", document(named("乙"))))
    text = shows(batch)
    assert "1 个文件以前导入过" in text
    assert "“旧名.docx”相同" in text
    press(batch, "start")
    assert dict(batch.files.values_list("name", "state")) == {"新名.docx": "skipped", "另一个.docx": "queued"}
    again = received(("新名.docx", document(CONTENT)))
    press(again, "start-all")
    assert again.files.get().state == "queued"


def test_while_it_is_read_the_tiles_are_asked_for_anew(shows: Says, client: Client) -> None:
    batch = create_batch(2025, "", "", [("一.docx", document(CONTENT))])
    assert f'hx-get="/imports/{batch.pk}/progress/?phase=reading"' in shows(batch)
    assert "HX-Refresh" not in client.get(f"/imports/{batch.pk}/progress/?phase=reading").headers
    work_all(batch)
    assert client.get(f"/imports/{batch.pk}/progress/?phase=reading").headers["HX-Refresh"] == "true"
    assert "hx-get" not in shows(batch)


def test_waiting_without_any_worker_is_told(shows: Says) -> None:
    batch = create_batch(2025, "", "", [("一.docx", document(CONTENT))])
    ImportFile.objects.update(heartbeat=timezone.now())
    assert "后台任务" not in shows(batch)
    ImportFile.objects.update(heartbeat=timezone.now() - timedelta(minutes=3))
    assert "没有后台任务来处理" in shows(batch)


def test_the_preview_says_what_would_happen_and_nothing_is_written(shows: Says) -> None:
    imported(("一.docx", document(CONTENT, named("乙"))))
    batch = batch_of(
        ("二.docx", document(replace(CONTENT, goal="改了的目标"), named("乙"), named("丙"))), ("坏.docx", b"")
    )
    text = shows(batch)
    for words in ("导入选中的 2 张表", "1 个文件未能读取", "改了的目标", "新增", "有变化", "无变化"):
        assert words in text
    assert GoalTable.objects.count() == 2


def test_confirming_imports_what_was_ticked_and_tells_it(press: Says, shows: Says, people: People) -> None:
    batch = batch_of(("一.docx", document(CONTENT, named("乙"))))
    ImportTable.objects.filter(project_name="乙").update(chosen=False)
    assert "开始写入" in press(batch, "confirm")
    assert "没有等待确认的文件" in press(batch, "confirm")  # a double click
    work_all(batch)
    text = shows(batch)
    assert "处理未导入的 1 张表" in text
    assert GoalTable.objects.get().changes.get().by == people.administrator
    press(batch, "look-again")
    work_all(batch)
    assert "导入选中的 0 张表" in shows(batch)


def test_ticks(client: Client, shows: Says) -> None:
    batch = batch_of(("一.docx", document(CONTENT, named("乙"))))
    address = reverse("import_choose", args=[batch.pk])
    first, second = batch.files.get().tables.order_by("ordinal")
    answer = client.post(address, {"shown": [first.pk, second.pk], "row": [first.pk]}, headers={"HX-Request": "true"})
    assert "导入选中的 1 张表" in answer.content.decode()
    for bulk, query, number in [
        ("all", "", 2),
        ("none", "", 0),
        ("new", "", 2),
        ("changed", "", 0),
        ("all", "?q=乙", 1),
        ("none", "?state=new", 0),
    ]:
        answer = client.post(address + query, {"bulk": bulk}, follow=True)
        assert answer.redirect_chain[0][0].endswith("#tables")
        assert f"导入选中的 {number} 张表" in shows(batch), (bulk, query)


def test_another_year_in_the_documents_is_told_and_taken_by_one_click(press: Says, shows: Says) -> None:
    batch = batch_of(
        ("一.docx", document(replace(CONTENT, title="2026年道路养护项目绩效目标表", goal="完成2026年养护")))
    )
    assert "改为 2026 年度" in shows(batch)
    press(batch, "year", year="2026")
    work_all(batch)
    batch.refresh_from_db()
    assert batch.year == 2026
    assert "改为" not in shows(batch)


@pytest.mark.parametrize("year", ["", "1989", "2101", "二〇二五", "2025.5"])
def test_a_wrong_year_is_refused_with_a_sentence(press: Says, year: str) -> None:
    batch = batch_of(("一.docx", document(CONTENT)))
    assert "年度应在 1990 到 2100 之间" in press(batch, "year", year=year)
    batch.refresh_from_db()
    assert batch.year == 2025


def test_the_year_stays_once_something_is_written(press: Says) -> None:
    batch = imported(("一.docx", document(CONTENT)))
    assert "不能再改" in press(batch, "year", year="2026")


def test_undoing_tells_what_was_kept(press: Says, shows: Says) -> None:
    batch = imported(("一.docx", document(CONTENT, named("乙"))))
    edited = GoalTable.objects.get(project__name="乙")
    write(edited, named("乙", goal="手改"), Cause("edited"))
    assert "正在撤销" in press(batch, "undo")
    assert "没有可以撤销的表" in press(batch, "undo")  # a double click
    work_all(batch)
    text = shows(batch)
    assert "1 张表没有撤销" in text
    assert "修改过这张表，没有撤销" in text
    assert list(GoalTable.objects.all()) == [edited]


def test_stop_give_up_and_retry(press: Says) -> None:
    batch = create_batch(2025, "", "", [("一.docx", document(CONTENT))])
    assert "已停止，1 个文件" in press(batch, "stop")
    assert "没有可以停止的工作" in press(batch, "stop")
    assert "重新读取 1 个文件" in press(batch, "retry")
    work_all(batch)
    assert "已放弃 1 个文件" in press(batch, "give-up")
    assert not GoalTable.objects.exists()


def test_failed_files_can_be_let_go_and_still_be_tried_again(press: Says, shows: Says) -> None:
    batch = imported(("一.docx", document(CONTENT)), ("坏.docx", b""))
    assert "不再处理失败的文件" in shows(batch)
    assert "1 个文件不再处理" in press(batch, "dismiss")
    assert "不再处理失败的文件" not in shows(batch)
    assert "重新读取 1 个文件" in press(batch, "retry")


def test_what_was_undone_can_be_read_again_and_is_shown_first(press: Says, shows: Says) -> None:
    batch = imported(("一.docx", document(CONTENT)))
    ImportBatch.objects.update(unattended=True)
    press(batch, "undo")
    work_all(batch)
    assert "重新读取 1 个文件" in press(batch, "retry")
    work_all(batch)
    assert "导入选中的 1 张表" in shows(batch)
    assert not GoalTable.objects.exists()


def test_a_batch_that_is_written_in_part_can_be_undone_from_its_preview(press: Says, shows: Says) -> None:
    batch = batch_of(("一.docx", document(CONTENT, named("乙"))))
    ImportTable.objects.filter(project_name="乙").update(chosen=False)
    confirm(batch, None)
    work_all(batch)
    press(batch, "look-again")
    work_all(batch)
    assert "待确认" in shows(batch)
    assert "将撤销 1 张表" in shows(batch)


def test_unknown_actions_and_batches_are_not_found(client: Client) -> None:
    batch = batch_of(("一.docx", document(CONTENT)))
    assert client.post(f"/imports/{batch.pk}/explode/").status_code == 404
    assert client.post("/imports/999/confirm/").status_code == 404
    assert client.get("/imports/999/").status_code == 404
    assert client.get(f"/imports/{batch.pk}/confirm/").status_code == 405


@pytest.mark.parametrize("role", ["officer", "department", "finance", "reader", "stranger"])
def test_others_can_neither_look_nor_act(people: People, client_of: Callable[[User], Client], role: str) -> None:
    batch = batch_of(("一.docx", document(CONTENT)))
    other = client_of(getattr(people, role))
    row = ImportTable.objects.get()
    for address in (f"/imports/{batch.pk}/", f"/imports/{batch.pk}/tables/{row.pk}/"):
        assert other.get(address).status_code == 403
    for address in (f"/imports/{batch.pk}/confirm/", f"/imports/{batch.pk}/choose/", f"/imports/{batch.pk}/undo/"):
        assert other.post(address).status_code == 403
    assert batch.files.get().state == "ready"


@pytest.mark.once
def test_a_batch_of_300_files_takes_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    small = batch_of(("一.docx", document(CONTENT)))
    large = create_batch(2025, "", "大批", [])
    files = [ImportFile(batch=large, source_id=small.files.get().source_id, name=f"{n}.docx") for n in range(300)]
    ImportFile.objects.bulk_create(files)
    large.files.update(state="ready", new=1, tables_read=1)
    text = ImportTable.objects.get().content
    ImportTable.objects.bulk_create(
        ImportTable(file=file, ordinal=1, state="new", chosen=True, content=text, project_name=f"项目{file.pk}")
        for file in large.files.all()
    )
    with django_assert_max_num_queries(25):
        response = client.get(f"/imports/{large.pk}/")
    assert "导入选中的 300 张表" in response.content.decode()
    with django_assert_max_num_queries(15):
        client.get(f"/imports/{large.pk}/progress/?phase=ready")
    confirm(large, None)
    with django_assert_max_num_queries(25):
        client.get(f"/imports/{large.pk}/")
