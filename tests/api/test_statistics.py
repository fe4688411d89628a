"""Statistics in the interface are those of the pages, limited to the same tables."""

from typing import Any

import pytest

from api import shapes
from figures.registry import entries
from figures.selection import Selection
from tests.api.conftest import ApiOf
from tests.api.held import held, problem
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.once


@pytest.fixture
def tables(people: People) -> None:
    for code, year in (("667201", 2024), ("667201", 2025), ("319101", 2025), ("319202", 2025)):
        make_table(people.agencies[code], name=f"{code}-{year}", year=year)


def test_all_of_them_are_listed_and_there(tables: None, people: People, api_of: ApiOf) -> None:
    client = api_of(people.finance)
    items = held(client.get("/api/statistics/"), shapes.Statistics)["items"]
    assert [item["key"] for item in items] == list(entries())
    for item in items:
        found = held(client.get(item["address"], {"year": 2025}), shapes.FigureShape)
        assert found["key"] == item["key"]


@pytest.mark.parametrize("query", [{}, {"year": 2024}, {"department": "319"}])
def test_the_numbers_are_those_of_the_page(query: dict[str, Any], tables: None, people: People, api_of: ApiOf) -> None:
    asked = {"year": "", **{name: str(value) for name, value in query.items()}}
    figure = entries()["money-agencies"].make(people.finance, Selection(people.finance, asked))
    found = held(api_of(people.finance).get("/api/statistics/money-agencies/", query), shapes.FigureShape)
    assert found == figure.to_json()


def test_only_of_tables_that_one_may_see(tables: None, people: People, api_of: ApiOf) -> None:
    text = api_of(people.officer).get("/api/statistics/money-agencies/").content.decode()
    assert "667201" in text
    assert "319101" not in text


def test_a_value_that_means_nothing_is_told(tables: None, people: People, api_of: ApiOf) -> None:
    client = api_of(people.officer)
    for query in ("year=2031", f"agency={people.agencies['319101'].pk}", "department=319", "region=x", "page=0"):
        problem(client.get(f"/api/statistics/money-years/?{query}"), 400, "unknown-value")
    problem(client.get("/api/statistics/money-years/?status=draft"), 400, "unknown-parameter")


def test_what_is_no_statistic(people: People, api_of: ApiOf) -> None:
    problem(api_of(people.officer).get("/api/statistics/x/"), 404)


def test_behind_the_last_page_there_is_nothing(tables: None, people: People, api_of: ApiOf) -> None:
    client = api_of(people.finance)
    first = client.get("/api/statistics/money-agencies/").json()
    behind = held(client.get("/api/statistics/money-agencies/?page=2"), shapes.FigureShape)
    assert (behind["rows"], behind["in_all"]) == ([], first["in_all"])
