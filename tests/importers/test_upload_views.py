"""A new import: the form, batches made by the script file by file, and by the browser in one request."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse

from accounts.models import User
from budget.models import Agency
from importers import upload_handler, uploading
from importers.models import ImportBatch, ImportFile, SourceFile
from importers.years import suggested_beforehand
from tests.conftest import People
from tests.importers.stepping import document, imported, named

pytestmark = pytest.mark.once

JSON = {"Accept": "application/json"}
GOOD = ("年度文件.docx", document(named("甲")))
State = ImportFile.State


@pytest.fixture
def admin(people: People, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.administrator)


def files(*documents: tuple[str, bytes]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, data) for name, data in documents]


def send(client: Client, documents: Iterable[Any] = (), **values: Any) -> Any:
    """The form as a browser without scripts sends it."""
    return client.post("/imports/new/", {"year": "2025", "documents": list(documents), **values})


def make(client: Client, **values: str) -> dict[str, Any]:
    """A batch as the script makes it."""
    response = client.post("/imports/new/", {"year": "2025", **values}, headers=JSON)
    assert response.status_code == 201
    return dict(response.json())


def upload(client: Client, made: dict[str, Any], name: str, data: bytes) -> Any:
    return client.post(made["upload"], {"file": SimpleUploadedFile(name, data)})


def test_the_form_suggests_a_year_and_says_why(admin: Client) -> None:
    page = admin.get("/imports/new/").content.decode()
    year, why = suggested_beforehand([], date.today())
    assert f'value="{year}"' in page
    assert why in page
    assert "不会马上写入" in page


def test_the_region_of_most_agencies_is_offered_first(people: People, admin: Client) -> None:
    assert admin.get("/imports/new/").context["form"]["region"].value() == ""
    for number in range(len(people.agencies) + 1):
        Agency.objects.create(code=f"9{number}", name="某单位", region="滨海新区")
    response = admin.get("/imports/new/")
    assert response.context["form"]["region"].value() == "滨海新区"
    assert '<option value="滨海新区">' in response.content.decode()


def test_the_script_makes_a_batch_and_sends_its_files_one_by_one(people: People, admin: Client) -> None:
    made = make(admin, name="附件", region=" 滨海新区 ")
    batch = ImportBatch.objects.get(pk=made["pk"])
    assert (batch.year, batch.name, batch.region, batch.created_by) == (2025, "附件", "滨海新区", people.administrator)
    answer = upload(admin, made, *GOOD)
    assert (answer.status_code, answer.json()) == (201, {"name": GOOD[0], "repeated": False})
    assert [(file.name, file.state) for file in batch.files.all()] == [(GOOD[0], State.RECEIVED)]
    assert admin.post(made["uploaded"]).json() == {"batch": reverse("import_batch", args=[batch.pk])}
    assert batch.files.get().state == State.QUEUED


def test_what_was_imported_before_is_asked_about_not_started(people: People, admin: Client) -> None:
    imported(GOOD, user=people.administrator)
    made = make(admin)
    upload(admin, made, "又一次.docx", GOOD[1])
    upload(admin, made, "新的.docx", document(named("乙")))
    admin.post(made["uploaded"])
    batch = ImportBatch.objects.get(pk=made["pk"])
    assert set(batch.files.values_list("state", flat=True)) == {State.RECEIVED}


def test_the_same_content_twice_in_a_batch_is_told(admin: Client) -> None:
    made = make(admin)
    upload(admin, made, *GOOD)
    assert upload(admin, made, "同样.docx", GOOD[1]).json()["repeated"] is True


def test_an_empty_file_is_taken_and_judged_by_its_reader(admin: Client) -> None:
    made = make(admin)
    assert upload(admin, made, "空.txt", b"").status_code == 201
    assert ImportFile.objects.get().source.size == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/甲.docx", "甲.docx"),
        ("C:\\报送\\甲.docx", "甲.docx"),
        ("甲\u202excod.exe", "甲xcod.exe"),
        ("甲\x07乙.docx", "甲乙.docx"),
        ("很" * 300 + ".docx", "很" * 250 + ".docx"),
    ],
)
def test_names_are_cleaned(admin: Client, sent: str, kept: str) -> None:
    upload(admin, make(admin), sent, b"x")
    assert ImportFile.objects.get().name == kept


def test_of_a_very_long_name_the_end_is_kept() -> None:
    assert uploading.clean_name("../甲/" + "很" * 20 + ".docx") == "很" * 20 + ".docx"
    assert uploading.clean_name("很" * 500 + ".docx") == "很" * 395 + ".docx"


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (upload_handler, uploading):
        monkeypatch.setattr(module, "MAX_FILE", 2 * upload_handler.MEGABYTE)


LARGE = ("大.docx", b"x" * (3 * upload_handler.MEGABYTE))


@pytest.mark.usefixtures("small_limit")
def test_a_file_over_the_limit_is_refused_with_its_size(admin: Client) -> None:
    answer = upload(admin, make(admin), *LARGE)
    assert answer.status_code == 413
    for words in ("大.docx", "3 MB", "2 MB"):
        assert words in answer.json()["error"]
    assert not SourceFile.objects.exists()


@pytest.mark.usefixtures("small_limit")
def test_no_more_of_a_file_is_kept_than_may_be() -> None:
    handler = upload_handler.BoundedUploadHandler()
    handler.new_file("documents", "大.docx", "", None)
    for start in range(0, 5 * upload_handler.MEGABYTE, 60_000):
        handler.receive_data_chunk(b"x" * 60_000, start)
    received = handler.file_complete(5 * upload_handler.MEGABYTE)
    assert received.size == 5 * upload_handler.MEGABYTE
    assert len(received.read()) == 2 * upload_handler.MEGABYTE


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every upload that goes to the disk goes to one that has no room."""
    begin = TemporaryFileUploadHandler.new_file

    def new_file(handler: Any, *args: Any, **kwargs: Any) -> None:
        begin(handler, *args, **kwargs)
        handler.file.file.file = Path("/dev/full").open("r+b")  # noqa: SIM115 - the handler closes it

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", new_file)


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("chunk", [10, 60_000])
def test_what_a_full_disk_has_no_room_for_is_counted(chunk: int) -> None:
    handler = upload_handler.BoundedUploadHandler()
    handler.new_file("documents", "大.docx", "", None)
    where = Path(handler.file.temporary_file_path())
    for start in range(0, 2 * chunk, chunk):
        handler.receive_data_chunk(b"x" * chunk, start)
    received = handler.file_complete(2 * chunk)
    assert isinstance(received, upload_handler.NoRoom)
    assert received.size == 2 * chunk
    assert not where.exists()


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_is_told_and_hinders_no_later_file(admin: Client) -> None:
    answer = upload(admin, made := make(admin), *LARGE)
    assert answer.status_code == 507
    assert "“大.docx”没有收下：服务器的磁盘已满（文件有 3 MB）" in answer.json()["error"]
    assert upload(admin, made, *GOOD).status_code == 201
    page = send(admin, files(LARGE))
    assert page.status_code == 400
    assert "磁盘已满" in page.content.decode()


@pytest.mark.parametrize("state", [State.QUEUED, State.READY, State.DONE, State.FAILED, State.SKIPPED])
def test_a_batch_that_was_started_or_given_up_takes_no_more(admin: Client, state: str) -> None:
    made = make(admin)
    upload(admin, made, *GOOD)
    ImportFile.objects.update(state=state)
    answer = upload(admin, made, "晚到.docx", b"late")
    assert answer.status_code == 409
    assert "不能再添加文件" in answer.json()["error"]
    assert ImportFile.objects.count() == 1


def test_a_request_without_a_file_says_so(admin: Client) -> None:
    answer = admin.post(make(admin)["upload"])
    assert answer.status_code == 400
    assert "没有收到文件内容" in answer.json()["error"]


@pytest.mark.parametrize("year", ["", "abc", "1989", "2101", "20 25", "2025.5", "-2025", "9" * 50])
def test_a_wrong_year_is_an_error_at_its_field(admin: Client, year: str) -> None:
    answer = admin.post("/imports/new/", {"year": year}, headers=JSON)
    assert answer.status_code == 400
    (why,) = answer.json()["errors"]["year"]
    assert "1990 到 2100" in why
    response = send(admin, files(GOOD), year=year)
    assert response.status_code == 400
    assert response.context["form"].errors["year"] == [why]
    assert why in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_all_errors_are_told_at_once(admin: Client) -> None:
    answer = admin.post("/imports/new/", {"year": "x", "region": "区" * 31, "name": "名" * 201}, headers=JSON)
    assert set(json.loads(answer.content)["errors"]) == {"year", "region", "name"}


def test_without_scripts_one_form_does_it_all(people: People, admin: Client) -> None:
    response = send(admin, files(GOOD, ("空.txt", b"")), name="附件")
    batch = ImportBatch.objects.get()
    assert response["Location"] == f"/imports/{batch.pk}/"
    assert (batch.name, batch.created_by) == ("附件", people.administrator)
    assert dict(batch.files.values_list("name", "state")) == {GOOD[0]: State.QUEUED, "空.txt": State.QUEUED}


def test_without_scripts_known_files_are_asked_about_too(people: People, admin: Client) -> None:
    imported(GOOD, user=people.administrator)
    send(admin, files(GOOD))
    assert ImportBatch.objects.first().files.get().state == State.RECEIVED  # type: ignore[union-attr]


def test_without_scripts_hundreds_of_files_are_taken(admin: Client) -> None:
    many = [(f"{number}.txt", b"%d" % number) for number in range(300)]
    assert send(admin, files(*many)).status_code == 302
    assert ImportFile.objects.count() == 300


def test_no_files_is_an_error_at_the_files(admin: Client) -> None:
    response = send(admin)
    assert response.status_code == 400
    assert "请选择要导入的文件" in response.content.decode()
    assert not ImportBatch.objects.exists()


@pytest.mark.usefixtures("small_limit")
def test_one_file_that_is_too_large_hinders_no_other(admin: Client) -> None:
    response = send(admin, files(LARGE, GOOD))
    assert response.status_code == 302
    assert [str(each) for each in ImportFile.objects.all()] == [GOOD[0]]
    shown = [str(message) for message in response.wsgi_request._messages]
    assert any("大.docx" in words and "3 MB" in words for words in shown)


@pytest.mark.usefixtures("small_limit")
def test_only_files_that_are_too_large_make_no_batch(admin: Client) -> None:
    page = send(admin, files(LARGE, ("更大.docx", LARGE[1] * 2))).content.decode()
    assert "“大.docx”有 3 MB" in page
    assert "“更大.docx”有 6 MB" in page
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("action", ["upload", "uploaded"])
@pytest.mark.parametrize("role", ["officer", "department", "finance", "reader", "stranger"])
def test_others_may_not(people: People, client_of: Callable[[User], Client], role: str, action: str) -> None:
    batch = ImportBatch.objects.create(year=2025)
    client = client_of(getattr(people, role))
    assert client.post(f"/imports/{batch.pk}/{action}/", {"file": BytesIO(b"x")}).status_code == 403
    assert client.post("/imports/new/", {"year": "2025"}).status_code == 403
    assert not ImportFile.objects.exists()
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize("action", ["upload", "uploaded"])
def test_a_batch_that_is_not_there_is_a_404(admin: Client, action: str) -> None:
    assert admin.post(f"/imports/99/{action}/", {"file": BytesIO(b"x")}).status_code == 404
