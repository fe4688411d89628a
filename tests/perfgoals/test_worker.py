"""The worker loop: goes on after everything that the database may do to it."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django_tasks_db.models import DBTaskResult

from perfgoals import worker as module
from perfgoals.worker import IDLE, LONGEST_WAIT, make_worker, survive, work


class FakeWorker:
    """Does one step of a script at each look, and stops at its end."""

    def __init__(self, *steps: Exception | None) -> None:
        self.steps = list(steps)
        self.running = True

    def run(self) -> None:
        step = self.steps.pop(0)
        self.running = bool(self.steps)
        if step:
            raise step


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the loop waited, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(module.time, "sleep", waited.append)
    monkeypatch.setattr(module, "sweep", lambda: None)
    monkeypatch.setattr(module, "sweep_exports", lambda: None)
    monkeypatch.setattr(module, "refresh_library", lambda: None)
    monkeypatch.setattr(module, "write_notes", lambda: None)
    monkeypatch.setattr(module.connections, "close_all", lambda: None)
    return waited


def test_it_waits_longer_each_time_and_recovers(waits: list[float]) -> None:
    work(FakeWorker(OperationalError("locked"), InterfaceError("closed"), None, None))
    assert waits == [2 * IDLE, 4 * IDLE, IDLE]


def test_it_never_waits_for_too_long(waits: list[float]) -> None:
    work(FakeWorker(*[OperationalError("gone")] * 20, None))
    assert max(waits) == LONGEST_WAIT


def test_an_error_of_ours_is_not_swallowed(waits: list[float]) -> None:
    with pytest.raises(ValueError, match="ours"):
        work(FakeWorker(ValueError("ours"), None))


def test_it_sweeps_at_the_start_and_then_regularly(waits: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[int] = []
    fake = FakeWorker(*[None] * 65)
    monkeypatch.setattr(module, "sweep", lambda: swept.append(65 - len(fake.steps)))
    work(fake)
    assert swept == [0, 30, 60]


@pytest.fixture
def real_worker(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A worker that leaves the signals of the test run alone."""
    monkeypatch.setattr(module.Worker, "configure_signals", lambda self: None)
    return make_worker()


@pytest.fixture
def queued(transactional_db: None) -> Callable[[], DBTaskResult]:
    """Put a task into the queue (one that has nothing to do, since its row does not exist)."""
    from importers.tasks import import_file

    def enqueue() -> DBTaskResult:
        return DBTaskResult.objects.get(pk=import_file.enqueue(0).id)

    return enqueue


def test_a_queued_task_is_run(queued: Callable[[], DBTaskResult], real_worker: Any) -> None:
    result = queued()
    real_worker.run()
    result.refresh_from_db()
    assert result.finished_at is not None


@pytest.mark.postgresql
def test_a_lost_connection_is_replaced(queued: Callable[[], DBTaskResult], real_worker: Any) -> None:
    """What a restart of PostgreSQL looks like from here."""
    result = queued()

    def lose_connection() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    assert survive(lose_connection, IDLE) > IDLE
    assert survive(real_worker.run, IDLE) == IDLE
    result.refresh_from_db()
    assert result.finished_at is not None


@pytest.mark.sqlite
def test_a_locked_database_is_waited_for(
    queued: Callable[[], DBTaskResult], real_worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.01)  # 20 s in real life
    result = queued()
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert survive(real_worker.run, IDLE) > IDLE
    other.rollback()
    other.close()
    assert survive(real_worker.run, IDLE) == IDLE
    result.refresh_from_db()
    assert result.finished_at is not None
