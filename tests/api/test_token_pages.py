"""The page of tokens: made and shown once, revoked, told in the log; administrators see all of them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from api.models import ApiToken, TokenEvent
from tests.api.conftest import token_for
from tests.conftest import People

pytestmark = pytest.mark.once

ClientOf = Callable[[User], Client]


@pytest.fixture
def officer(people: People, client_of: ClientOf) -> Client:
    return client_of(people.officer)


def send(client: Client, **values: Any) -> Any:
    day = timezone.localdate() + timedelta(days=30)
    return client.post("/accounts/tokens/", {"name": "一体化系统", "scope": "read", "last_day": day, **values})


def shown(response: Any) -> str:
    found = re.search(r'value="(pg_[\w-]{43})"', response.content.decode())
    assert found
    return found[1]


def test_a_token_is_shown_once_and_works(people: People, officer: Client) -> None:
    response = send(officer)
    text = shown(response)
    assert "no-store" in response["Cache-Control"]
    told = Client().get("/api/", headers={"Authorization": f"Bearer {text}"}).json()
    assert (told["account"], told["token"], told["scope"]) == ("officer", "一体化系统", "read")
    page = officer.get("/accounts/tokens/").content.decode()
    assert text not in page
    assert text[:9] in page
    assert "最近使用" in page
    assert TokenEvent.objects.get().address == "127.0.0.1"


def test_it_holds_until_the_end_of_its_last_day(officer: Client) -> None:
    day = timezone.localdate() + timedelta(days=30)
    send(officer, last_day=day)
    ends = timezone.localtime(ApiToken.objects.get().expires_at)
    assert (ends.date(), ends.hour, ends.minute) == (day, 23, 59)


def test_a_form_that_is_sent_twice_makes_one(officer: Client) -> None:
    send(officer)
    response = send(officer)
    assert response.status_code == 400
    assert "已经有一个同名的令牌" in response.content.decode()
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "请写明"),
        ({"name": "x" * 61}, "60"),
        ({"name": "a\nb"}, "只能是一行"),
        ({"scope": "all"}, "有效"),
        ({"last_day": ""}, "请填写日期"),
        ({"last_day": "x"}, "请填写日期"),
        ({"last_day": "2020-01-01"}, "应在今天到"),
        ({"last_day": "2999-01-01"}, "应在今天到"),
    ],
)
def test_a_form_that_is_wrong_makes_none(values: dict[str, str], words: str, officer: Client) -> None:
    response = send(officer, **values)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not ApiToken.objects.exists()


def test_a_year_is_the_longest(officer: Client) -> None:
    most = officer.get("/accounts/tokens/").context["form"].fields["last_day"].widget.attrs["max"]
    assert send(officer, last_day=most).status_code == 200
    assert ApiToken.objects.get().expires_at <= timezone.now() + timedelta(days=366)


def test_no_more_than_the_account_may_have(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.tokens.MOST", 1)
    send(officer)
    response = send(officer, name="又一个")
    assert response.status_code == 400
    assert "最多有 1 个" in response.content.decode()


def test_revoked_at_once(officer: Client) -> None:
    text = shown(send(officer))
    token = ApiToken.objects.get()
    page = officer.post(f"/accounts/tokens/{token.pk}/revoke/", follow=True).content.decode()
    assert "已停用“一体化系统" in page
    assert Client().get("/api/", headers={"Authorization": f"Bearer {text}"}).status_code == 401
    again = officer.post(f"/accounts/tokens/{token.pk}/revoke/", follow=True).content.decode()
    assert "已经停用了" in again
    assert list(TokenEvent.objects.values_list("action", flat=True)) == ["revoked", "made"]


def test_those_of_others_are_not_there(people: People, client_of: ClientOf) -> None:
    token_for(people.officer, name="别人的")
    stranger = client_of(people.stranger)
    assert "别人的" not in stranger.get("/accounts/tokens/?who=all").content.decode()
    assert stranger.post(f"/accounts/tokens/{ApiToken.objects.get().pk}/revoke/").status_code == 404
    assert client_of(people.finance).post("/accounts/tokens/999/revoke/").status_code == 404


def test_administrators_see_and_revoke_all(people: People, client_of: ClientOf) -> None:
    token_for(people.officer, name="别人的")
    admin = client_of(people.administrator)
    assert "别人的" not in admin.get("/accounts/tokens/").content.decode()
    page = admin.get("/accounts/tokens/?who=all").content.decode()
    assert "别人的" in page
    assert "officer" in page
    response = admin.post(f"/accounts/tokens/{ApiToken.objects.get().pk}/revoke/", {"who": "all"})
    assert response["Location"].endswith("?who=all")
    assert ApiToken.objects.get().state == "revoked"
    assert TokenEvent.objects.first().by == people.administrator


def test_without_a_csrf_token_nothing_is_made(people: People) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.officer, backend="django.contrib.auth.backends.ModelBackend")
    assert send(client).status_code == 403
    assert not ApiToken.objects.exists()


def test_people_find_it_beside_their_password(officer: Client) -> None:
    assert 'href="/accounts/tokens/"' in officer.get("/accounts/password/").content.decode()


def test_the_page_of_an_empty_account(officer: Client) -> None:
    assert "还没有令牌" in officer.get("/accounts/tokens/").content.decode()
