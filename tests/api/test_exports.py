"""Exports by another system: ordered, waited for, fetched; only what one may see, only as long as one may."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from api import shapes
from budget.models import Membership
from exporters.models import Export
from exporters.orders import MOST_OPEN
from indicators.models import GoalTable, Status
from tests.api.conftest import ApiOf
from tests.api.held import held, problem
from tests.conftest import People
from tests.exporters.going_out import approved, body, made, projects
from tests.tables import make_table

pytestmark = pytest.mark.once


@pytest.fixture
def tables(people: People) -> list[GoalTable]:
    return [make_table(people.agencies["667201"], name=f"项目{number}", number=number) for number in range(1, 4)]


@pytest.fixture
def officer(people: People, api_of: ApiOf) -> Client:
    return api_of(people.officer, "write")


def order(client: Client, **values: Any) -> Any:
    return client.post("/api/exports/", json.dumps({"format": "json", **values}), content_type="application/json")


def fetched(client: Client, response: Any) -> list[str]:
    """The projects in the package that was ordered."""
    export = held(response, shapes.ExportShape, 201)
    made(Export.objects.get(pk=export["key"]))
    return projects(body(client.get(held(client.get(response["Location"]), shapes.ExportShape)["file"])))


def test_from_the_order_to_the_file(tables: list[GoalTable], officer: Client) -> None:
    response = order(officer, year=2025)
    waiting = held(response, shapes.ExportShape, 201)
    assert (waiting["state"], waiting["total"], waiting["file"], waiting["scope"]) == ("waiting", 3, None, "2025 年")
    problem(officer.get(f"{response['Location']}file/"), 409, "not-ready")
    made(Export.objects.get())
    done = held(officer.get(response["Location"]), shapes.ExportShape)
    assert (done["state"], done["done"], done["content"]) == ("done", 3, "now")
    answer = officer.get(done["file"])
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Length"] == str(done["size"])
    assert projects(body(answer)) == ["项目1", "项目2", "项目3"]
    assert held(officer.get("/api/exports/"), shapes.Exports)["items"] == [done]


def test_some_tables_by_their_keys(tables: list[GoalTable], officer: Client) -> None:
    assert fetched(officer, order(officer, tables=[tables[2].pk, tables[0].pk, tables[0].pk])) == ["项目1", "项目3"]


def test_filters_are_those_of_the_list(tables: list[GoalTable], officer: Client) -> None:
    GoalTable.objects.filter(pk=tables[1].pk).update(status=Status.SUBMITTED)
    assert fetched(officer, order(officer, status="submitted")) == ["项目2"]
    assert fetched(officer, order(officer, q="项目3")) == ["项目3"]


def test_what_may_be_made_public(people: People, tables: list[GoalTable], officer: Client) -> None:
    table = approved(tables[0], people.officer)
    table.goal, table.status = "调整后的目标", Status.DRAFT
    table.save()
    response = order(officer, content="in-force")
    assert held(response, shapes.ExportShape, 201)["content"] == "in-force"
    assert Export.objects.get().without == 2
    made(Export.objects.get())
    text = body(officer.get(f"{response['Location']}file/")).decode()
    assert "调整后的目标" not in text
    assert "项目1" in text
    assert "项目2" not in text


def test_a_table_that_one_may_not_see_is_told_and_nothing_is_made(
    people: People, tables: list[GoalTable], officer: Client
) -> None:
    foreign = make_table(people.agencies["319101"], name="别人的")
    told = problem(order(officer, tables=[tables[0].pk, foreign.pk]), 422, "unknown-value")
    assert "1 张" in told["detail"]
    problem(order(officer, tables=[999_999]), 422)
    problem(order(officer, agency=people.agencies["319101"].pk), 422, "unknown-value")
    assert not Export.objects.exists()


WRONG: list[dict[str, Any]] = [
    {"format": "exe"}, {"format": None}, {"shape": "x"}, {"content": "draft"}, {"tables": "1"}, {"tables": [0]},
    {"tables": [10**30]}, {"agency": True}, {"tables": [True]},
    {"year": 1900}, {"status": "x"}, {"unknown": 1}, {"cursor": "x"}, {"changed_since": "x"},
]  # fmt: skip


@pytest.mark.parametrize("values", WRONG)
def test_an_order_that_is_wrong(values: dict[str, Any], tables: list[GoalTable], officer: Client) -> None:
    told = problem(order(officer, **values), 422, "invalid-content")
    assert told["errors"][0]["name"].partition(".")[0] in values
    assert not Export.objects.exists()


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b"\xff", b'"x"'])
def test_a_body_that_is_no_order(text: bytes, officer: Client) -> None:
    response = officer.post("/api/exports/", text, content_type="application/json")
    assert response.status_code in (400, 415, 422)
    problem(response, response.status_code)


def test_nothing_to_export(officer: Client) -> None:
    problem(order(officer), 422, "nothing-to-export")


def test_too_many_at_once(tables: list[GoalTable], officer: Client) -> None:
    for _ in range(MOST_OPEN):
        assert order(officer).status_code == 201
    assert str(MOST_OPEN) in problem(order(officer), 409, "too-many-exports")["detail"]


def test_of_others_nothing_is_known(people: People, tables: list[GoalTable], officer: Client, api_of: ApiOf) -> None:
    address = order(officer)["Location"]
    made(Export.objects.get())
    other = api_of(people.finance, "write")
    problem(other.get(address), 404)
    problem(other.get(f"{address}file/"), 404)
    assert other.get("/api/exports/").json()["items"] == []


def test_closed_as_soon_as_a_table_in_it_is_closed(people: People, tables: list[GoalTable], officer: Client) -> None:
    address = order(officer)["Location"]
    made(Export.objects.get())
    Membership.objects.filter(user=people.officer).update(agency=people.agencies["319101"])
    assert held(officer.get(address), shapes.ExportShape)["file"] is None
    problem(officer.get(f"{address}file/"), 403)


def test_a_day_later_it_is_gone(tables: list[GoalTable], officer: Client) -> None:
    address = order(officer)["Location"]
    made(Export.objects.get())
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert held(officer.get(address), shapes.ExportShape)["state"] == "expired"
    problem(officer.get(f"{address}file/"), 409, "not-ready")


def test_the_list_in_pages(tables: list[GoalTable], officer: Client) -> None:
    for _ in range(3):
        order(officer)
    first = held(officer.get("/api/exports/?size=2"), shapes.Exports)
    second = held(officer.get(first["next"]), shapes.Exports)
    assert [len(first["items"]), len(second["items"]), second["next"]] == [2, 1, None]
