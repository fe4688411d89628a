"""Tables in the interface: the content that is stored, ETags that tell every change, revisions, events, few queries."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api import shapes
from budget.models import Budget
from indicators.content import TableContent
from indicators.models import GoalTable, Indicator
from indicators.storing import content_of
from reviews.states import Action
from tests.api.conftest import ApiOf
from tests.api.held import held, problem
from tests.api.world import MARK, World, world  # noqa: F401
from tests.conftest import People
from tests.reviews.stage import Stage, stage  # noqa: F401
from tests.tables import make_table


@pytest.fixture
def officer(people: People, api_of: ApiOf) -> Client:
    return api_of(people.officer)


def test_the_content_is_the_stored_one(people: People, officer: Client) -> None:
    table = make_table(people.agencies["667201"], currency_unit="万元", number=3)
    table.indicators.filter(position=2).update(weight=Decimal("12.50"))
    Budget.objects.update(other_funds=Decimal("0.125"), fiscal_funds=None)
    found = held(officer.get(f"/api/tables/{table.pk}/"), shapes.TableShape)
    assert TableContent.from_json(found["content"]) == content_of(table)
    assert found["content"]["budget_total"] == "200000.00"
    assert found["content"]["other_funds"] == "0.125"
    assert found["content"]["fiscal_funds"] is None
    assert [row["weight"] for row in found["content"]["indicators"]] == [None, "12.5000", None, None]
    assert (found["year"], found["status"], found["version"], found["in_force"]) == (2025, "draft", 1, None)
    assert found["agency"]["code"] == "667201"
    assert found["project"] == {"key": table.project_id, "name": "网站平台监管"}
    assert held(officer.get("/api/tables/"), shapes.Tables)["items"] == [found]


def test_a_table_without_budget_and_rows(people: People, officer: Client) -> None:
    make_table(people.agencies["667201"], total=None, rows=[], goal="", purpose="")
    content = held(officer.get("/api/tables/"), shapes.Tables)["items"][0]["content"]
    assert (content["budget_total"], content["goal"], content["indicators"]) == (None, None, [])


def test_its_indicators(people: People, officer: Client) -> None:
    table = make_table(people.agencies["667201"])
    rows = held(officer.get(f"/api/tables/{table.pk}/indicators/"), shapes.Indicators)["items"]
    assert [(row["position"], row["kind"], row["number"], row["unit"]) for row in rows] == [
        (1, "number", "10000", "个"),
        (2, "number", "95", "%"),
        (3, "text", None, None),
        (4, "text", None, None),
    ]
    assert {row["table"] for row in rows} == {table.pk}


def test_its_findings(world: World, api_of: ApiOf) -> None:  # noqa: F811
    client = api_of(world.people["officer"])
    rows = held(client.get(f"/api/tables/{world.table.pk}/findings/"), shapes.Findings)["items"]
    assert [(row["code"], row["severity"], bool(row["kept"])) for row in rows] == [
        ("vague-target", "warn", True),
        ("generic-name", "info", False),
        ("unplaced-text", "block", False),
    ]
    assert rows[0]["kept"]["reason"] == f"{MARK}理由"
    assert rows[0]["name"]
    assert rows[2]["name"] is None  # no check found it
    found = held(client.get(f"/api/tables/{world.table.pk}/"), shapes.TableShape)
    assert found["findings"] == {"block": 1, "warn": 0, "info": 1, "kept": 1}


def test_its_revisions_and_what_is_in_force(world: World, api_of: ApiOf) -> None:  # noqa: F811
    client = api_of(world.people["officer"])
    own = f"/api/tables/{world.table.pk}/"
    assert held(client.get(own), shapes.TableShape)["in_force"] == 1
    rows = held(client.get(f"{own}revisions/"), shapes.Revisions)["items"]
    assert [(row["number"], row["version"], row["in_force"], row["by"]) for row in rows] == [(1, 1, True, "编制员")]
    frozen = held(client.get(rows[0]["address"]), shapes.RevisionContent)
    assert TableContent.from_json(frozen["content"]) == world.table.in_force.content
    assert frozen["digest"] == world.table.in_force.digest
    problem(client.get(f"{own}revisions/2/"), 404)


def test_while_it_is_adjusted_the_approved_content_stays_readable(stage: Stage, api_of: ApiOf) -> None:  # noqa: F811
    table = stage.reach("approved")
    stage.perform("officer", Action.ADJUST)
    GoalTable.objects.filter(pk=table.pk).update(goal="调整后的目标")
    client = api_of(stage.people["officer"])
    found = held(client.get(f"/api/tables/{table.pk}/"), shapes.TableShape)
    assert (found["status"], found["version"], found["in_force"]) == ("draft", 2, 1)
    assert found["content"]["goal"] == "调整后的目标"
    frozen = held(client.get(f"/api/tables/{table.pk}/revisions/1/"), shapes.RevisionContent)
    assert frozen["content"]["goal"] == "完成2025年网站监管"


def test_its_events(world: World, api_of: ApiOf) -> None:  # noqa: F811
    rows = held(api_of(world.people["officer"]).get(f"/api/tables/{world.table.pk}/events/"), shapes.Events)["items"]
    assert [(row["position"], row["action"], row["before"], row["after"]) for row in rows] == [
        (1, "submit", "draft", "submitted"),
        (2, "forward", "submitted", "forwarded"),
        (3, "approve", "forwarded", "approved"),
    ]
    assert rows[2]["words"] == "财政审核通过"
    assert "address" not in rows[0]  # addresses are for who reads the log


@pytest.mark.parametrize("key", ["0", "999999", "99999999999999999999999", "-1", "abc", "1.5"])
def test_what_is_no_table(key: str, officer: Client) -> None:
    problem(officer.get(f"/api/tables/{key}/"), 404)
    problem(officer.get(f"/api/tables/{key}/indicators/"), 404)


def test_the_etag_changes_with_everything_that_is_shown(people: People, officer: Client) -> None:
    table = make_table(people.agencies["667201"])
    seen = []

    def look() -> None:
        response = officer.get(f"/api/tables/{table.pk}/")
        seen.append(response["ETag"])
        again = officer.get(f"/api/tables/{table.pk}/", headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])

    look()
    Indicator.objects.filter(table=table, position=1).update(target="≥20000个")
    look()
    Budget.objects.update(total=Decimal(5))
    look()
    people.agencies["667201"].name = "改名后的单位"
    people.agencies["667201"].save()
    look()
    table.findings.create(code="generic-name", severity="info", message="疑点")
    look()
    assert len(set(seen)) == len(seen) == 5
    assert all(etag.startswith('"') for etag in seen)  # strong


def test_an_old_etag_brings_the_content(people: People, officer: Client) -> None:
    make_table(people.agencies["667201"])
    response = officer.get("/api/tables/", headers={"If-None-Match": '"0", W/"1"'})
    assert held(response, shapes.Tables)["items"]
    assert response["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= {each.strip() for each in response["Vary"].split(",")}


def test_a_weak_etag_of_a_proxy_is_taken(people: People, officer: Client) -> None:
    """A proxy that compresses makes a strong one weak."""
    make_table(people.agencies["667201"])
    etag = officer.get("/api/tables/")["ETag"]
    assert officer.get("/api/tables/", headers={"If-None-Match": f"W/{etag}"}).status_code == 304


def test_a_wrong_if_match_is_a_problem(officer: Client) -> None:
    problem(officer.get("/api/tables/", headers={"If-Match": '"0"'}), 412)


def test_head_is_get_without_a_body(people: People, officer: Client) -> None:
    make_table(people.agencies["667201"])
    found, short = officer.get("/api/tables/"), officer.head("/api/tables/")
    assert (short.status_code, short.content) == (200, b"")
    assert (short["ETag"], short["Content-Length"]) == (found["ETag"], str(len(found.content)))
    missing = officer.head("/api/tables/999/")
    assert (missing.status_code, missing.content) == (404, b"")


ADDRESSES = ("tables/", "tables/?size=200&year=2025&status=draft", "indicators/", "findings/", "projects/", "agencies/")


@pytest.mark.parametrize("path", ADDRESSES)
def test_queries_do_not_grow_with_the_tables(path: str, people: People, api_of: ApiOf) -> None:
    client = api_of(people.finance)
    counted: list[int] = []

    def count(number: int) -> Any:
        with CaptureQueriesContext(connection) as queries:
            found = client.get(f"/api/{path}").json()
        counted.append(len(queries))
        return found["items"]

    count(0)  # the first request of a token notes its use and takes its portions
    make_table(people.agencies["667201"], name="甲").findings.create(
        code="generic-name", severity="info", message="疑点"
    )
    few = count(1)
    for number in range(30):
        table = make_table(people.agencies["319101"], name=f"项目{number}")
        table.findings.create(code="generic-name", severity="info", message="疑点")
    many = count(30)
    assert len(many) >= len(few)
    assert counted[2] == counted[1] <= 9, counted
