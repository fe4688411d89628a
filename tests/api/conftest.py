"""Fixtures of the interface: a client with a token of whoever it is, in a process that has handed out nothing yet."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from api import limits
from api.tokens import make

ApiOf = Callable[..., Client]


@pytest.fixture(autouse=True)
def nothing_handed_out() -> Iterator[None]:
    limits.forget()
    yield
    limits.forget()


def token_for(user: User, scope: str = "read", name: str = "系统") -> str:
    """The text of a new token."""
    return make(user, name, scope, timezone.now() + timedelta(days=1))[1]


@pytest.fixture
def api_of() -> ApiOf:
    """`api_of(people.officer, "write")`: a client that brings a token, and has no session."""

    def of(user: User, scope: str = "read") -> Client:
        text = token_for(user, scope, name=f"{scope} {user.api_tokens.count()}")
        return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {text}"})

    return of
