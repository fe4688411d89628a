"""The chores beside the jobs: each is done, whatever another one does."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from importers.tasks import import_file
from indicators.models import Recheck
from perfgoals.worker import housekeeping
from perfgoals.worker.housekeeping import drop_old_jobs, keep_house

pytestmark = pytest.mark.django_db
CHORES = (
    "sweep", "sweep_exports", "take_up_rechecks", "refresh_library", "count_facts", "count_targets", "note_events",
    "write_notes", "drop_old_jobs", "drop_old_deliveries", "sweep_tokens",
)  # fmt: skip


def test_an_error_in_one_keeps_no_other_from_being_done(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    for name in CHORES:
        monkeypatch.setattr(housekeeping, name, lambda name=name: done.append(name))

    def fail() -> None:
        raise ValueError("ours")

    monkeypatch.setattr(housekeeping, "sweep_exports", fail)
    keep_house()
    assert done == [name for name in CHORES if name != "sweep_exports"]
    assert "ours" in caplog.text


def test_a_database_that_is_away_is_told_to_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(housekeeping, "sweep", gone)
    with pytest.raises(OperationalError):
        keep_house()


def test_jobs_that_are_over_are_forgotten_a_day_later() -> None:
    keys = [import_file.enqueue(0).id for _ in range(4)]
    before = timezone.now() - timedelta(days=1, seconds=1)
    waiting, done, killed, busy = (DBTaskResult.objects.filter(pk=key) for key in keys)
    waiting.update(enqueued_at=before)
    done.update(status="SUCCESSFUL", started_at=before, finished_at=before)
    killed.update(status="RUNNING", started_at=before)
    busy.update(status="RUNNING", started_at=timezone.now())
    assert drop_old_jobs() == 2
    assert {str(job.pk) for job in DBTaskResult.objects.all()} == {keys[0], keys[3]}


def test_a_recheck_that_lost_its_worker_is_carried_on_once() -> None:
    Recheck.objects.create()
    keep_house()
    assert not DBTaskResult.objects.filter(task_path__endswith="recheck").exists()
    Recheck.objects.update(moved_at=timezone.now() - timedelta(minutes=6))
    keep_house()
    keep_house()
    assert DBTaskResult.objects.filter(task_path__endswith="recheck").count() == 1
