"""Going on after everything that the database may do: waits that grow, and end."""

from collections.abc import Callable

import pytest
from django.db import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
)

from perfgoals.worker import surviving
from perfgoals.worker.surviving import IDLE, LONGEST_WAIT, survive, wait_for_database
from tests.budget.test_outages import died_within_a_statement


def failing(*errors: Exception | None) -> Callable[[], None]:
    """A step that does one thing of the list at each call."""
    left = list(errors)

    def step() -> None:
        error = left.pop(0)
        if error:
            raise error

    return step


@pytest.fixture(autouse=True)
def connections_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surviving.connections, "close_all", lambda: None)


def test_it_waits_longer_each_time_and_recovers() -> None:
    step = failing(OperationalError("locked"), InterfaceError("closed"), died_within_a_statement(), None)
    wait, waited = IDLE, []
    for _ in range(4):
        wait = survive(step, wait)
        waited.append(wait)
    assert waited == [2 * IDLE, 4 * IDLE, 8 * IDLE, IDLE]


def test_it_never_waits_for_too_long() -> None:
    wait = IDLE
    for _ in range(20):
        wait = survive(failing(OperationalError("gone")), wait)
    assert wait == LONGEST_WAIT


def test_an_error_of_ours_is_not_swallowed() -> None:
    for error in (ValueError("ours"), IntegrityError("twice"), ProgrammingError("no such column")):
        with pytest.raises(type(error)):
            survive(failing(error), IDLE)


def test_what_a_redis_server_does_is_survived_where_it_is_the_queue(settings: pytest.FixtureRequest) -> None:
    from redis.exceptions import BusyLoadingError, ConnectionError

    settings.QUEUE = "redis://localhost"  # type: ignore[attr-defined]
    for error in (ConnectionError("refused"), BusyLoadingError("loading"), OperationalError("gone")):
        assert survive(failing(error), IDLE) > IDLE


def test_a_job_waits_for_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(surviving.time, "sleep", waits.append)
    monkeypatch.setattr(connection, "ensure_connection", failing(OperationalError("a"), OperationalError("b"), None))
    wait_for_database()
    assert waits == [2 * IDLE, 4 * IDLE]
