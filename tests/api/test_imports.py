"""Imports by another system: the same guards as the page's, progress, and nothing written before people confirm."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api import shapes
from importers.models import ImportBatch, ImportFile
from indicators.models import GoalTable
from tests.api.conftest import ApiOf
from tests.api.held import held, problem
from tests.conftest import People
from tests.importers.stepping import confirm, document, imported, named, work_all

pytestmark = pytest.mark.once

GOOD = ("年度文件.docx", document(named("甲")))


@pytest.fixture
def admin(people: People, api_of: ApiOf) -> Client:
    return api_of(people.administrator, "write")


def send(client: Client, documents: Iterable[tuple[str, bytes]] = (), **values: Any) -> Any:
    files = [SimpleUploadedFile(name, data) for name, data in documents]
    return client.post("/api/imports/", {"year": "2025", "documents": files, **values})


def test_from_the_upload_to_the_tables(people: People, admin: Client) -> None:
    response = send(admin, [GOOD], name="一体化系统", region="")
    started = held(response, shapes.StartedBatch, 201)
    assert response["Location"] == f"/api/imports/{started['key']}/"
    assert (started["phase"], started["refused"], started["created_by"]) == ("reading", [], "管理员员")
    assert (started["name"], started["year"], started["files"]) == ("一体化系统", 2025, {"queued": 1})
    batch = ImportBatch.objects.get(pk=started["key"])
    assert not batch.year_guessed
    work_all(batch)
    read = held(admin.get(response["Location"]), shapes.OneBatch)
    assert (read["phase"], read["tables"]["new"], read["tables"]["written"], read["percent"]) == ("ready", 1, 0, 100)
    assert not GoalTable.objects.exists()
    assert admin.get("/api/imports/").json()["items"][0]["key"] == batch.pk
    confirm(batch, people.administrator)
    work_all(batch)
    done = held(admin.get(response["Location"]), shapes.OneBatch)
    assert (done["phase"], done["tables"]["written"]) == ("done", 1)
    assert GoalTable.objects.get().project.name == "甲"


def test_what_was_imported_before_waits_for_people(people: People, admin: Client) -> None:
    imported(GOOD, user=people.administrator)
    started = held(send(admin, [GOOD]), shapes.StartedBatch, 201)
    assert (started["phase"], started["known"]) == ("received", 1)


def test_a_file_that_is_too_large_is_told_and_hinders_no_other(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.uploading.MAX_FILE", len(GOOD[1]) + 10)
    large = ("大.docx", b"x" * (len(GOOD[1]) + 11))
    started = held(send(admin, [GOOD, large]), shapes.StartedBatch, 201)
    assert [each["name"] for each in started["refused"]] == ["大.docx"]
    assert started["files"] == {"queued": 1}
    told = problem(send(admin, [large]), 413)
    assert [each["name"] for each in told["errors"]] == ["大.docx"]
    assert ImportBatch.objects.count() == 1


def test_names_are_cleaned_and_repeats_passed_over(admin: Client) -> None:
    again = ("../../也是它.docx", GOOD[1])
    started = held(send(admin, [GOOD, again]), shapes.StartedBatch, 201)
    assert started["files"] == {"queued": 1, "skipped": 1}
    names = ImportFile.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["年度文件.docx", "也是它.docx"]


@pytest.mark.parametrize(
    "values",
    [{"year": "1900"}, {"year": "x"}, {"year": ""}, {"region": "x" * 31}, {"name": "x" * 201}, {"name": "\x00"}],
)
def test_a_wrong_field_makes_no_batch(values: dict[str, str], admin: Client) -> None:
    told = problem(send(admin, [GOOD], **values), 422)
    assert told["errors"][0]["name"] in values
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("values", "name"),
    [({"regoin": "和平区"}, "regoin"), ({"year": ["2025", "2024"]}, "year"), ({"x" * 300: ""}, "x" * 100)],
)
def test_a_field_that_is_unknown_or_doubled_makes_no_batch(values: dict[str, Any], name: str, admin: Client) -> None:
    told = problem(send(admin, [GOOD], **values), 422, "unknown-field")
    assert [each["name"] for each in told["errors"]] == [name]
    files = {"documents": SimpleUploadedFile(*GOOD), "document": SimpleUploadedFile(*GOOD)}
    assert problem(admin.post("/api/imports/", {"year": "2025", **files}), 422)["errors"][0]["name"] == "document"
    assert not ImportBatch.objects.exists()


def test_no_document_makes_no_batch(admin: Client) -> None:
    told = problem(send(admin), 422)
    assert told["errors"][0]["name"] == "documents"
    problem(admin.post("/api/imports/", b"{}", content_type="application/json"), 415)
    problem(admin.post("/api/imports/", b"--x\r\nbroken", content_type="multipart/form-data"), 400)
    assert not ImportBatch.objects.exists()


def test_nothing_that_a_stranger_sends_is_read(people: People, api_of: ApiOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.http.multipartparser.MultiPartParser.parse", None)
    problem(send(api_of(people.officer, "write"), [GOOD]), 403)
    problem(send(api_of(people.administrator), [GOOD]), 403, "token-reads-only")
    problem(send(Client(), [GOOD]), 401)


def test_what_is_no_batch(admin: Client) -> None:
    problem(admin.get("/api/imports/999/"), 404)


def test_the_list_in_pages_takes_few_queries(people: People, admin: Client) -> None:
    admin.get("/api/imports/")
    for number in range(12):
        batch = ImportBatch.objects.create(year=2025, name=f"批次{number}", created_by=people.administrator)
        assert batch.pk
    with CaptureQueriesContext(connection) as queries:
        first = held(admin.get("/api/imports/?size=8"), shapes.Batches)
    assert len(queries) <= 6
    second = held(admin.get(first["next"]), shapes.Batches)
    names = [item["name"] for item in first["items"] + second["items"]]
    assert names == [f"批次{number}" for number in reversed(range(12))]
    assert second["next"] is None
