"""The process that takes jobs off the queue in the database: it goes on whatever the database does."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django_tasks_db.models import DBTaskResult

from budget.queueing import DOCUMENTS
from perfgoals.worker import database_jobs
from perfgoals.worker.database_jobs import make_worker, work
from perfgoals.worker.surviving import IDLE, survive


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


def test_it_looks_again_and_again_until_it_is_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    asked: list[bool] = []
    monkeypatch.setattr(database_jobs.time, "sleep", waited.append)
    monkeypatch.setattr(database_jobs, "set_clock", lambda: asked.append(True))
    monkeypatch.setattr("perfgoals.worker.surviving.connections.close_all", lambda: None)
    work(FakeWorker(None, OperationalError("locked"), None, None))
    assert waited == [IDLE, 2 * IDLE, IDLE]
    assert len(asked) == 4, "whoever takes jobs knows the time"


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A worker that leaves the signals of the test run alone."""
    monkeypatch.setattr(database_jobs.Worker, "configure_signals", lambda self: None)
    return make_worker([DOCUMENTS])


@pytest.fixture
def queued(transactional_db: None) -> Callable[[], DBTaskResult]:
    """Put a task into the queue (one that has nothing to do, since its row does not exist)."""
    from importers.tasks import import_file

    def enqueue() -> DBTaskResult:
        return DBTaskResult.objects.get(pk=import_file.enqueue(0).id)

    return enqueue


def test_a_queued_task_is_run(queued: Callable[[], DBTaskResult], worker: Any) -> None:
    result = queued()
    worker.run()
    result.refresh_from_db()
    assert result.status == "SUCCESSFUL"


def test_another_queue_is_left_alone(transactional_db: None, worker: Any) -> None:
    from exporters.tasks import make_export

    result = DBTaskResult.objects.get(pk=make_export.enqueue(0).id)
    worker.run()
    result.refresh_from_db()
    assert result.finished_at is None


def test_a_job_of_an_older_version_does_no_harm(queued: Callable[[], DBTaskResult], worker: Any) -> None:
    """Its module is gone since."""
    queued()
    old = DBTaskResult.objects.get()
    DBTaskResult.objects.update(task_path="gone.jobs.work")
    new = queued()
    worker.run()
    assert [(each.refresh_from_db(), each.status)[1] for each in (old, new)] == ["FAILED", "SUCCESSFUL"]


@pytest.mark.postgresql
def test_a_lost_connection_is_replaced(queued: Callable[[], DBTaskResult], worker: Any) -> None:
    """What a restart of PostgreSQL looks like from here."""
    result = queued()

    def lose_connection() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    assert survive(lose_connection, IDLE) > IDLE
    assert survive(worker.run, IDLE) == IDLE
    result.refresh_from_db()
    assert result.finished_at is not None


@pytest.mark.sqlite
def test_a_locked_database_is_waited_for(
    queued: Callable[[], DBTaskResult], worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.01)  # 20 s in real life
    result = queued()
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert survive(worker.run, IDLE) > IDLE
    other.rollback()
    other.close()
    assert survive(worker.run, IDLE) == IDLE
    result.refresh_from_db()
    assert result.finished_at is not None
