"""Every operation × who asks: strangers see nothing, wrong roles are refused, read tokens write nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from api.interface import interface
from tests.api.conftest import ApiOf
from tests.api.held import problem
from tests.api.world import MARK, World, address, operations, world  # noqa: F401

pytestmark = pytest.mark.once

ROLES = ("officer", "department", "finance", "administrator", "reader", "stranger", "nobody", "signed out")
# What each role gets with a token that may write, for a body that is right: the status.
POSTS: dict[str, tuple[dict[str, Any], tuple[int, ...]]] = {
    # An export of everything that one may see; who sees nothing has nothing to export.
    "/api/exports/": ({"format": "json"}, (201, 201, 201, 201, 201, 422, 422, 401)),
    # No document in it, so that nothing is made: who may import is told what is missing.
    "/api/imports/": ({"year": 2025}, (403, 403, 403, 422, 403, 403, 403, 401)),
}
# Whom nothing about agencies is shown: these answer with 403 to roles that the pages refuse too.
CLOSED = {"/api/events/", "/api/imports/", "/api/imports/{batch}/"}


def send(client: Client, path: str, body: dict[str, Any]) -> Any:
    if path == "/api/imports/":
        return client.post(path, body)
    return client.post(path, body, content_type="application/json")


def test_every_address_that_writes_is_here() -> None:
    assert {path for path, _ in operations("post")} == set(POSTS)
    described = interface.get_openapi_schema()["paths"].values()
    assert {method for methods in described for method in methods} == {"get", "post"}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_write(role: str, world: World, api_of: ApiOf) -> None:  # noqa: F811
    if role == "signed out":
        client = Client()
    else:
        user = User.objects.create_user("nobody") if role == "nobody" else world.people[role]
        client = api_of(user, "write")
    answers = {path: send(client, path, body).status_code for path, (body, _) in POSTS.items()}
    assert answers == {path: expected[ROLES.index(role)] for path, (_, expected) in POSTS.items()}


def test_a_stranger_finds_nothing_of_the_table_anywhere(world: World, api_of: ApiOf) -> None:  # noqa: F811
    """Every address that reads, with the keys of another agency's things, and with filters that name it."""
    stranger, officer = api_of(world.people["stranger"]), api_of(world.people["officer"])
    agency = world.table.project.agency
    seen = 0
    for path, operation in operations("get"):
        at = address(path, world.keys)
        response = stranger.get(at)
        text = b"".join(response) if response.streaming else response.content
        assert MARK not in text.decode(), path
        assert agency.name not in text.decode(), path
        keyed = "{" in path and path != "/api/statistics/{statistic}/"
        expected = 403 if path in CLOSED else 404 if keyed else 200
        assert response.status_code == expected, path
        seen += MARK in b"".join(officer.get(at)).decode()
        if "agency" in {each["name"] for each in operation["parameters"]} and expected == 200:
            problem(stranger.get(at, {"agency": agency.pk}), 400, "unknown-value")
            problem(stranger.get(at, {"department": "319"}), 400, "unknown-value")
    assert seen >= 10  # the marks are where they should be found


def test_a_stranger_is_told_the_same_as_about_what_is_not_there(world: World, api_of: ApiOf) -> None:  # noqa: F811
    client = api_of(world.people["stranger"])
    told, missing = (client.get(f"/api/tables/{key}/").json() for key in (world.table.pk, 999_999))
    assert told | {"request": ""} == missing | {"request": ""}


def test_the_reader_sees_and_the_department_too(world: World, api_of: ApiOf) -> None:  # noqa: F811
    for role in ("reader", "department", "finance", "administrator", "officer"):
        client = api_of(world.people[role])
        assert MARK in client.get("/api/tables/").content.decode(), role
        assert client.get(f"/api/tables/{world.table.pk}/").status_code == 200, role


@pytest.mark.parametrize("path", POSTS)
def test_a_read_token_writes_nothing(path: str, world: World, api_of: ApiOf) -> None:  # noqa: F811
    body, _ = POSTS[path]
    problem(send(api_of(world.people["administrator"]), path, body), 403, "token-reads-only")


@pytest.mark.parametrize("path", POSTS)
def test_a_session_reads_and_writes_nothing(
    path: str,
    world: World,  # noqa: F811
    client_of: Callable[[User], Client],
) -> None:
    client = client_of(world.people["administrator"])
    assert client.get(path).status_code == 200
    body, _ = POSTS[path]
    problem(send(client, path, body), 403, "session-reads-only")


def test_a_member_who_leaves_sees_nothing_with_the_same_token(world: World, api_of: ApiOf) -> None:  # noqa: F811
    client = api_of(world.people["officer"])
    assert client.get("/api/tables/").json()["items"]
    world.people["officer"].memberships.all().delete()
    assert client.get("/api/tables/").json()["items"] == []
    problem(client.get(f"/api/tables/{world.table.pk}/"), 404)
