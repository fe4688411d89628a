"""Every error below /api/ is a problem document, wherever it was made; elsewhere people get their pages."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tests.api.conftest import ApiOf
from tests.api.held import problem
from tests.conftest import People

pytestmark = pytest.mark.once


@pytest.fixture
def officer(people: People, api_of: ApiOf) -> Client:
    return api_of(people.officer, "write")


@pytest.mark.parametrize("path", ["x/", "tables", "tables/1/x/", "..", "docs/", "openapi.json/"])
def test_an_address_that_is_none(path: str, officer: Client) -> None:
    told = problem(officer.get(f"/api/{path}"), 404)
    assert told["title"] == "没有找到"
    assert told["request"] == officer.get(f"/api/{path}", headers={"X-Request-ID": told["request"]})["X-Request-ID"]


def test_without_a_token_no_address_is_told_from_another(people: People) -> None:
    assert {Client().get(f"/api/{path}").status_code for path in ("x/", "tables/", "tables/1/", "imports/")} == {401}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "XYZ"])
def test_a_method_that_is_not_there(method: str, officer: Client) -> None:
    response = officer.generic(method, "/api/tables/")
    problem(response, 405)
    assert response["Allow"] == "GET"
    assert {each.strip() for each in officer.generic("PUT", "/api/exports/")["Allow"].split(",")} == {"GET", "POST"}


def test_an_error_of_ours(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*values: Any, **more: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("api.table_operations.selected", broken)
    response = officer.get("/api/tables/")
    told = problem(response, 500, "server-error")
    assert "secret" not in response.content.decode()
    assert told["request"]
    assert response["Content-Length"] == str(len(response.content))


def test_a_database_that_is_away(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*values: Any, **more: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("api.table_operations.selected", away)
    response = officer.get("/api/tables/")
    problem(response, 503, "unavailable")
    assert response["Retry-After"] == "10"


def test_too_much_at_once(officer: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    problem(officer.post("/api/exports/", {"format": "json"}, content_type="application/json"), 413, "too-large")


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_body_of_another_kind(kind: str, officer: Client) -> None:
    response = officer.generic("POST", "/api/exports/", b'{"format": "json"}', content_type=kind)
    assert "application/json" in problem(response, 415, "wrong-media-type")["detail"]
    assert response["Accept"] == "application/json"


def test_documents_come_as_a_form(people: People, api_of: ApiOf) -> None:
    client = api_of(people.administrator, "write")
    response = client.post("/api/imports/", {"year": 2025}, content_type="application/json")
    problem(response, 415, "wrong-media-type")
    assert response["Accept"] == "multipart/form-data"
    json = client.generic(
        "POST", "/api/exports/", b'{"format": "json"}', content_type="application/JSON; charset=utf-8"
    )
    problem(json, 422, "nothing-to-export")


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b'{"format": "json", "year": 2024, "year": 2025}', "doubled-name", "year"),
        (b'{"format": "json", "tables": [{"a": 1, "a": 1}]}', "doubled-name", "a "),
        (rb'{"format": "json", "\ud800": 1, "\ud800": 2}', "doubled-name", "?"),
        (b'{"format": "json", "year": NaN}', "bad-request", ""),
        (b'{"format": "json"', "bad-request", ""),
        (b"\xff\xfe", "bad-request", ""),
        (b"[" * 100_000, "bad-request", ""),
    ],
)
def test_json_that_can_be_read_in_two_ways_or_none(body: bytes, code: str, words: str, officer: Client) -> None:
    told = problem(officer.post("/api/exports/", body, content_type="application/json"), 400, code)
    assert words in told["detail"]
    assert [each["name"] for each in told["errors"]] == ([words.strip()] if words else [])


@pytest.mark.parametrize("body", [rb'{"format": "\ud800"}', rb'{"format": "json", "\ud800": 1}'])
def test_half_a_character_is_none(body: bytes, officer: Client) -> None:
    problem(officer.post("/api/exports/", body, content_type="application/json"), 422, "invalid-content")


def test_thousands_of_errors_are_not_all_told(officer: Client) -> None:
    wrong = dict.fromkeys((f"x{number}" for number in range(3000)), 1)
    told = problem(officer.post("/api/exports/", {"format": "json"} | wrong, content_type="application/json"), 422)
    assert len(told["errors"]) == 100


def test_a_host_that_is_not_ours(officer: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["example.org"]
    problem(officer.get("/api/tables/"), 400)


def test_pages_keep_their_errors(client: Client, db: None) -> None:
    response = client.get("/no/such/page/")
    assert response["Content-Type"].startswith("text/html")


def test_problems_are_not_kept(officer: Client) -> None:
    found = (
        officer.get("/api/tables/999/"),
        officer.put("/api/tables/"),
        officer.get("/api/", headers={"If-Match": '"x"'}),
    )
    assert [(each.status_code, each["Cache-Control"]) for each in found] == [
        (404, "no-store"),
        (405, "no-store"),
        (412, "no-store"),
    ]
