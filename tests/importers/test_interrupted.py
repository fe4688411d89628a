"""A commit that is disturbed while it runs: stopped, swept, its user removed, its database locked."""

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.utils import timezone

from accounts.models import User
from importers import tasks
from importers.asking import confirm, retry, stop
from importers.batches import create_batch
from importers.claims import claim, give_up, sweep
from importers.models import ImportBatch, ImportFile
from importers.reading import read_document
from importers.work import work_off
from indicators.models import GoalTable, TableChange
from tests.importers.racing import all_done, assert_whole, documents, read_here, together, worker
from tests.importers.stepping import batch_of, work_all

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures(read_here.__name__),
]
State = ImportFile.State


def paused(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> list[threading.Thread]:
    """In the midst of a commit, `meanwhile` begins in another thread, which may have to wait for the commit."""
    from importers import commit as module

    whole, threads = module._store_sources, []

    def begin() -> None:
        try:
            meanwhile()
        finally:
            connections.close_all()

    def store(*arguments: Any) -> None:
        if not threads:
            threads.append(threading.Thread(target=begin))
            threads[0].start()
            threads[0].join(0.3)
        whole(*arguments)

    monkeypatch.setattr(module, "_store_sources", store)
    return threads


def test_stopping_while_a_document_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = batch_of(*documents(list(range(20)), "甲", 10))
    confirm(batch, None)
    first = batch.files.order_by("pk")[0]
    threads = paused(monkeypatch, lambda: stop(batch))
    tasks.import_file.func(first.pk)
    threads[0].join(60)
    assert list(batch.files.order_by("pk").values_list("state", "written")) == [("done", 10), ("ready", 0)]
    assert GoalTable.objects.count() == 10
    confirm(batch, None)
    work_all(batch)
    assert_whole(20)


def test_the_sweep_waits_for_a_commit_that_has_gone_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its heartbeat can't get through, since the commit holds the row; it is no dead worker for that."""
    batch = batch_of(*documents(list(range(10)), "甲", 10))
    confirm(batch, None)
    swept: list[int] = []
    threads = paused(monkeypatch, lambda: swept.append(sweep()))
    claimed = claim(batch.files.get().pk)
    assert claimed is not None
    ImportFile.objects.update(heartbeat=timezone.now() - timedelta(days=1))
    work_off(claimed, read_document)
    threads[0].join(60)
    assert swept == [0]
    assert all_done(batch)
    assert_whole(10)


def test_trying_again_twice_at_once_reads_once() -> None:
    batch = batch_of(("坏.docx", b"PK\x03\x04broken"), ("空.docx", b""))
    assert sorted(together(lambda: retry(batch), lambda: retry(batch))) == [0, 2]  # type: ignore[type-var]


def test_a_user_who_is_removed_after_the_claim_costs_one_try_and_no_table() -> None:
    user = User.objects.create_user("admin", password="admin")
    batch = batch_of(*documents(list(range(5)), "甲"), user=user)
    confirm(batch, user)
    claimed = claim(batch.files.get().pk)
    assert claimed is not None
    User.objects.all().delete()
    with pytest.raises(IntegrityError):
        work_off(claimed, read_document)
    assert give_up(claimed)
    assert batch.files.get().state == State.CONFIRMED
    work_all(batch)
    assert set(TableChange.objects.values_list("by", flat=True)) == {None}
    assert_whole(5)


@pytest.mark.sqlite
def test_writers_that_can_not_get_at_a_locked_database_lose_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Two workers and a web process that hardly ever lets go; 20 s of patience are a twentieth of one here."""
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
    monkeypatch.setattr("budget.heartbeat.MAX_ERRORS", 10**6)
    settings.IMPORT_SILENCE = 0.0
    batch = create_batch(2025, "", "甲", documents(list(range(10)), "甲", 2), unattended=True)
    finished, chance = threading.Event(), random.Random(1)

    def hold_the_lock() -> None:
        while not finished.wait(0.01):
            with suppress(OperationalError), transaction.atomic():
                finished.wait(
                    chance.uniform(0.03, 0.15)
                )  # in step with the others' patience it would never let them in
        connections.close_all()

    def stubborn(seed: int) -> Callable[[], None]:
        return lambda: _work_through_locks(worker(batch, seed=seed), batch)

    holder = threading.Thread(target=hold_the_lock)
    holder.start()
    try:
        together(stubborn(1), stubborn(2))
    finally:
        finished.set()
        holder.join()
    assert all_done(batch)
    assert_whole(10)


def _work_through_locks(work: Callable[[], None], batch: ImportBatch) -> None:
    while not all_done(batch):
        try:
            sweep()
            work()
        except OperationalError:
            connections.close_all()
