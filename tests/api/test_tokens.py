"""Tokens: made, found, ended. What is kept of them opens nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.models import ApiToken, TokenEvent
from api.sweeping import sweep_tokens
from api.tokens import LONGEST, MOST, PREFIX, Refused, digest_of, find, make, note_use, revoke
from budget.append_only import Frozen
from tests.conftest import People

pytestmark = pytest.mark.once

TOMORROW = timedelta(days=1)


def new(people: People, name: str = "系统") -> tuple[ApiToken, str]:
    return make(people.officer, name, "read", timezone.now() + TOMORROW, "10.0.0.1")


def test_only_its_digest_and_its_beginning_are_kept(people: People) -> None:
    token, text = new(people)
    assert text.startswith(PREFIX)
    assert len(text) == 46
    stored = ApiToken.objects.filter(pk=token.pk).values().get()
    assert text not in map(str, stored.values())
    assert stored["digest"] == digest_of(text)
    assert stored["beginning"] == text[:9]
    assert find(text) == token


def test_two_tokens_differ(people: People) -> None:
    assert new(people)[1] != new(people, "另一个")[1]


@pytest.mark.parametrize("change", [str.swapcase, lambda text: text[:-1], lambda text: text + "a", lambda text: ""])
def test_another_text_finds_nothing(people: People, change: object) -> None:
    _, text = new(people)
    assert find(change(text)) is None  # type: ignore[operator]


def test_the_digest_itself_and_the_beginning_open_nothing(people: People) -> None:
    token, _ = new(people)
    assert find(token.digest) is None
    assert find(token.beginning) is None


def test_it_ends_after_a_year_at_most(people: People) -> None:
    token, _ = make(people.officer, "系统", "read", timezone.now() + timedelta(days=4000))
    assert token.expires_at <= timezone.now() + LONGEST


def test_states(people: People) -> None:
    token, _ = new(people)
    assert token.state == "in-use"
    assert list(ApiToken.objects.in_use()) == [token]
    token.user.is_active = False
    assert token.state == "inactive"
    token.expires_at = timezone.now()
    assert token.state == "expired"
    token.revoked_at = timezone.now()
    assert token.state == "revoked"


def test_revoked_once_and_for_ever(people: People) -> None:
    token, _ = new(people)
    assert revoke(token, people.administrator, "10.0.0.2")
    assert not revoke(token, people.administrator, "10.0.0.2")
    assert not ApiToken.objects.in_use().exists()
    made, revoked = TokenEvent.objects.order_by("pk")
    assert (made.action, made.by, made.account, made.address) == ("made", people.officer, "officer", "10.0.0.1")
    assert (revoked.action, revoked.by, revoked.account) == ("revoked", people.administrator, "officer")
    assert (revoked.name, revoked.beginning, revoked.scope) == (token.name, token.beginning, "read")


def test_the_log_is_only_added_to_and_outlives_the_account(people: People) -> None:
    new(people)
    with pytest.raises(Frozen):
        TokenEvent.objects.all().delete()
    with pytest.raises(Frozen):
        TokenEvent.objects.update(name="")
    people.officer.memberships.all().delete()
    people.officer.delete()
    event = TokenEvent.objects.get()
    assert (event.token, event.by, event.account, event.by_name) == (None, None, "officer", "预算编制员")


def test_names_of_tokens_in_use_are_different(people: People) -> None:
    token, _ = new(people)
    with pytest.raises(Refused, match="同名"):
        new(people)
    ApiToken.objects.update(expires_at=timezone.now())
    with pytest.raises(Refused, match="同名"):
        new(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.create(user=people.officer, name=token.name, expires_at=timezone.now(), digest="x")
    revoke(token, people.officer)
    new(people)


def test_an_account_has_only_so_many(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.tokens.MOST", 2)
    first, _ = new(people, "1")
    new(people, "2")
    with pytest.raises(Refused, match="最多有 2 个"):
        new(people, "3")
    revoke(first, people.officer)
    new(people, "3")
    assert MOST > 2


def test_use_is_noted_every_ten_minutes_only(people: People) -> None:
    token, text = new(people)
    note_use(token)
    noted = ApiToken.objects.get().used_at
    assert noted is not None
    again = find(text)
    assert again
    with CaptureQueriesContext(connection) as queries:
        note_use(again)
    assert len(queries) == 0
    ApiToken.objects.update(used_at=noted - timedelta(minutes=11))
    note_use(ApiToken.objects.get())
    assert ApiToken.objects.get().used_at > noted - timedelta(minutes=1)


def test_tokens_of_inactive_accounts_are_revoked_for_ever(people: People) -> None:
    token, _ = new(people)
    other, _ = make(people.finance, "系统", "read", timezone.now() + TOMORROW)
    people.officer.is_active = False
    people.officer.save()
    assert sweep_tokens() == 1
    assert sweep_tokens() == 0
    token.refresh_from_db()
    assert token.revoked_at
    assert TokenEvent.objects.first().reason == "账号已停用"
    people.officer.is_active = True
    people.officer.save()
    assert list(ApiToken.objects.in_use()) == [other]
