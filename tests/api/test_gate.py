"""The gate: who asks, how often, with parameters that exist."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from api import limits
from api.models import ApiToken, RequestCount
from api.tokens import revoke
from tests.api.conftest import ApiOf, token_for
from tests.api.held import problem
from tests.conftest import People

pytestmark = pytest.mark.once

NOBODYS = "pg_" + "A" * 43


def with_header(value: str, **more: Any) -> Client:
    return Client(headers={"Authorization": value}, **more)


def test_without_a_token_nothing_is_said(people: People) -> None:
    response = Client().get("/api/tables/")
    told = problem(response, 401, "no-token")
    assert "Bearer" in told["detail"]
    assert response["WWW-Authenticate"] == 'Bearer realm="perfgoals"'


@pytest.mark.parametrize("header", [f"Bearer {NOBODYS}", "Bearer", "Bearer a b", "Basic b2ZmaWNlcjpvZmZpY2Vy", "x", ""])
def test_a_wrong_token_opens_nothing_and_no_session_helps(
    header: str, people: People, client_of: Callable[[User], Client]
) -> None:
    client = client_of(people.finance)
    response = client.get("/api/tables/", headers={"Authorization": header})
    problem(response, 401, "wrong-token")
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_the_scheme_may_be_small(people: People) -> None:
    assert with_header(f"bearer {token_for(people.officer)}").get("/api/").status_code == 200


def test_an_ended_token_says_why(people: People) -> None:
    text = token_for(people.officer)
    client, tokens = with_header(f"Bearer {text}"), ApiToken.objects.all()
    assert client.get("/api/").status_code == 200
    people.officer.is_active = False
    people.officer.save()
    problem(client.get("/api/"), 401, "token-inactive")
    tokens.update(expires_at=timezone.now())
    problem(client.get("/api/"), 401, "token-expired")
    revoke(tokens.get(), people.officer)
    problem(client.get("/api/"), 401, "token-revoked")


def test_it_says_whose_it_is_and_notes_its_use(people: People, api_of: ApiOf) -> None:
    told = api_of(people.finance, "write").get("/api/").json()
    assert (told["account"], told["roles"], told["scope"]) == ("finance", ["finance"], "write")
    assert ApiToken.objects.get().used_at > timezone.now() - timedelta(minutes=1)


def test_the_log_says_whose_token_it_was(people: People, api_of: ApiOf, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="perfgoals.requests"):
        api_of(people.finance).get("/api/tables/")
    assert [record.user for record in caplog.records if record.name == "perfgoals.requests"] == [people.finance.pk]  # type: ignore[attr-defined]


def test_a_session_is_told_as_one(people: People, client_of: Callable[[User], Client]) -> None:
    told = client_of(people.officer).get("/api/").json()
    assert (told["account"], told["scope"], told["token"], told["expires_at"]) == ("officer", "read", None, None)


def test_the_token_counts_not_the_session_beside_it(people: People, client_of: Callable[[User], Client]) -> None:
    client = client_of(people.administrator)
    told = client.get("/api/", headers={"Authorization": f"Bearer {token_for(people.officer)}"}).json()
    assert told["account"] == "officer"
    problem(
        client.get("/api/imports/", headers={"Authorization": f"Bearer {token_for(people.officer, name='2')}"}), 403
    )


def test_so_many_requests_a_minute_of_a_token(people: People, api_of: ApiOf, settings: Any) -> None:
    settings.API_PER_MINUTE = 5
    client, other = api_of(people.officer), api_of(people.finance)
    answers = [client.get("/api/").status_code for _ in range(7)]
    assert set(answers) == {200, 429}
    response = client.get("/api/")
    problem(response, 429, "too-many-requests")
    assert 1 <= int(response["Retry-After"]) <= 61
    assert other.get("/api/").status_code == 200


def test_so_many_requests_a_minute_of_an_address(people: People, settings: Any) -> None:
    settings.API_PER_MINUTE = 2
    answers = [Client(REMOTE_ADDR="10.0.0.1").get("/api/").status_code for _ in range(20)]
    assert set(answers) == {401, 429}
    assert Client(REMOTE_ADDR="10.0.0.2").get("/api/").status_code == 401


def test_an_ipv6_network_is_one_place(people: People, settings: Any) -> None:
    settings.API_GUESSES = 3
    found = [
        with_header(f"Bearer {NOBODYS}", REMOTE_ADDR=f"2001:db8::{part}").get("/api/").status_code for part in range(9)
    ]
    assert found == [401] * 3 + [429] * 6
    assert sorted(RequestCount.objects.values_list("key", flat=True)) == ["a2001:db8::/64", "g2001:db8::/64"]
    assert with_header(f"Bearer {NOBODYS}", REMOTE_ADDR="2001:db8:0:1::1").get("/api/").status_code == 401


def test_guessing_is_slowed_down_and_hinders_nobody_else(people: People, api_of: ApiOf, settings: Any) -> None:
    settings.API_GUESSES = 3
    guesser = with_header(f"Bearer {NOBODYS}")
    answers = [guesser.get("/api/").status_code for _ in range(6)]
    assert set(answers) == {401, 429}
    response = guesser.get("/api/")
    assert "错误的令牌" in problem(response, 429)["detail"]
    assert int(response["Retry-After"]) <= 901
    assert api_of(people.officer).get("/api/").status_code == 200


def test_an_ended_token_is_no_guess(people: People, settings: Any) -> None:
    settings.API_GUESSES = 1
    client = with_header(f"Bearer {token_for(people.officer)}")
    revoke(ApiToken.objects.get(), people.officer)
    assert [client.get("/api/").status_code for _ in range(4)] == [401] * 4


def test_limits_are_counted_before_anything_is_looked_up(people: People, settings: Any, monkeypatch: Any) -> None:
    settings.API_PER_MINUTE = 0
    monkeypatch.setattr("api.gate.find", None)
    limits.forget()
    problem(with_header(f"Bearer {NOBODYS}").get("/api/"), 429)


@pytest.mark.parametrize("query", ["staus=approved", "status=approved&x=", "q=a&q=b", "year=2025&year=2024"])
def test_a_parameter_that_is_unknown_or_doubled_is_told(query: str, people: People, api_of: ApiOf) -> None:
    told = problem(api_of(people.officer).get(f"/api/tables/?{query}"), 400, "unknown-parameter")
    assert told["errors"]


def test_parameters_where_there_are_none(people: People, api_of: ApiOf) -> None:
    problem(api_of(people.officer).get("/api/?year=2025"), 400, "unknown-parameter")
    problem(api_of(people.officer, "write").post("/api/exports/?year=2025", {}), 400, "unknown-parameter")
