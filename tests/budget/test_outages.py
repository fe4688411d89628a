"""Telling that the database was away from an error of ours."""

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError

from accounts.models import User
from budget.outages import database_is_away


def died_within_a_statement() -> DatabaseError:
    """As Django passes on what the driver says of a server that died meanwhile."""
    error = DatabaseError("server closed the connection unexpectedly")
    error.__cause__ = Exception("of the driver")
    return error


@pytest.mark.parametrize("error", [OperationalError("locked"), InterfaceError("closed"), died_within_a_statement()])
def test_it_is_away(error: Exception) -> None:
    assert database_is_away(error)


@pytest.mark.parametrize("error", [IntegrityError("twice"), ValueError("ours"), None])
def test_it_is_not(error: Exception | None) -> None:
    assert not database_is_away(error)


@pytest.mark.django_db
def test_a_row_that_somebody_else_has_deleted_is_no_outage() -> None:
    """Django raises a bare DatabaseError there; whoever saved it would be told to try again later, for ever."""
    user = User.objects.create_user("officer")
    User.objects.all().delete()
    with pytest.raises(DatabaseError) as raised:
        user.save(update_fields=["email"])
    assert not database_is_away(raised.value)
