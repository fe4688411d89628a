"""importers/claims.py: a file has one worker at a time, and never stays with one that is gone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from budget.heartbeat import MAX_ATTEMPTS, MAX_ERRORS, silence
from importers import claims
from importers.batches import create_batch, enqueue
from importers.claims import WORK, Superseded, claim, finish, give_up, hold, sweep
from importers.models import ImportBatch, ImportFile, ImportTable

pytestmark = pytest.mark.django_db
State = ImportFile.State


@pytest.fixture
def batch() -> ImportBatch:
    return create_batch(2025, "", "批次", [("甲.txt", b"1"), ("乙.txt", b"2")])


@pytest.fixture
def file(batch: ImportBatch) -> ImportFile:
    return batch.files.order_by("pk")[0]


def claimed(file: ImportFile) -> ImportFile:
    ours = claim(file.pk)
    assert ours is not None
    return ours


def state_of(file: ImportFile) -> str:
    return ImportFile.objects.get(pk=file.pk).state


def quiet(file: ImportFile, since: timedelta) -> None:
    ImportFile.objects.filter(pk=file.pk).update(heartbeat=timezone.now() - since)


def test_a_file_is_claimed_once(file: ImportFile) -> None:
    ours = claimed(file)
    assert (ours.state, ours.attempts, ours.claims) == ("reading", 1, 1)
    assert ours.heartbeat is not None
    assert claim(file.pk) is None


def test_a_confirmed_file_is_claimed_for_writing(file: ImportFile) -> None:
    ImportFile.objects.update(state=State.CONFIRMED)
    assert claimed(file).state == "committing"


@pytest.mark.parametrize("state", sorted(set(State.values) - {"queued", "confirmed", "to-undo"}))
def test_nothing_else_is_claimed(file: ImportFile, state: str) -> None:
    ImportFile.objects.update(state=state)
    assert claim(file.pk) is None
    assert state_of(file) == state


def test_a_row_that_is_gone_or_was_tried_too_often_is_not_claimed(file: ImportFile) -> None:
    assert claim(0) is None
    ImportFile.objects.update(attempts=MAX_ATTEMPTS)
    assert claim(file.pk) is None


def test_every_claim_has_a_higher_number(file: ImportFile) -> None:
    first = claimed(file)
    ImportFile.objects.update(state=State.QUEUED)
    second = claimed(file)
    assert (first.claims, second.claims) == (1, 2)
    hold(second)
    with pytest.raises(Superseded):
        hold(first)


@pytest.mark.parametrize("state", sorted(set(State.values) - {"reading", "committing", "undoing"}))
def test_a_file_that_was_taken_away_is_not_held(file: ImportFile, state: str) -> None:
    ours = claimed(file)
    ImportFile.objects.update(state=state)
    with pytest.raises(Superseded):
        hold(ours)
    assert not give_up(ours)
    assert state_of(file) == state


def test_a_finished_file_has_a_time(file: ImportFile) -> None:
    finish(claimed(file), State.DONE)
    file.refresh_from_db()
    assert file.state == "done"
    assert file.heartbeat == file.finished_at is not None
    finish(file, State.READY)
    file.refresh_from_db()
    assert file.finished_at is None


@pytest.mark.parametrize(("to_blame", "tries"), [(True, MAX_ERRORS), (False, MAX_ATTEMPTS)])
def test_giving_up_has_another_try_and_fails_after_the_last(file: ImportFile, to_blame: bool, tries: int) -> None:
    for attempt in range(1, tries + 1):
        assert state_of(file) == "queued"
        ours = claimed(file)
        assert ours.attempts == attempt
        assert give_up(ours, to_blame)
    assert state_of(file) == "failed"
    issue = file.issues.get()
    assert (issue.code, issue.severity) == ("import-failed", "block")
    assert f"“甲.txt”试了{tries}次" in issue.message
    assert claim(file.pk) is None


@pytest.mark.parametrize("unattended", [False, True])
def test_what_was_confirmed_stays_confirmed(batch: ImportBatch, file: ImportFile, unattended: bool) -> None:
    ImportBatch.objects.update(unattended=unattended)
    ImportFile.objects.update(state=State.CONFIRMED)
    give_up(claimed(file))
    assert state_of(file) == "confirmed"


def test_a_file_with_tables_in_the_database_is_done_and_not_failed(file: ImportFile) -> None:
    """Failed files are read anew, and then nobody could undo what they have written."""
    ImportTable.objects.create(file=file, ordinal=1, state="new", result=ImportTable.Result.WRITTEN)
    ImportFile.objects.update(attempts=MAX_ATTEMPTS - 1)
    give_up(claimed(file))
    assert state_of(file) == "done"
    assert file.issues.get().code == "import-failed"


def test_a_transaction_that_was_rolled_back_leaves_the_file_ours_to_give_up(file: ImportFile) -> None:
    ours = claimed(file)

    def fail_at_the_end() -> None:
        with transaction.atomic():
            hold(ours)
            ours.written = 5
            finish(ours, State.DONE)
            raise DatabaseError

    with pytest.raises(DatabaseError):
        fail_at_the_end()
    assert ours.state == "done"  # and wrong
    assert give_up(ours)
    assert state_of(file) == "queued"


def test_the_sweep_takes_up_what_a_dead_worker_left(batch: ImportBatch) -> None:
    left, busy = batch.files.order_by("pk")
    claimed(left)
    claimed(busy)
    quiet(left, silence() + timedelta(seconds=1))
    assert sweep() == 1
    assert sweep() == 0
    assert (state_of(left), state_of(busy)) == ("queued", "reading")
    assert DBTaskResult.objects.get().args_kwargs["args"] == [left.pk]


def test_the_sweep_tells_of_a_file_that_kills_its_workers(file: ImportFile) -> None:
    for _ in range(MAX_ATTEMPTS):
        claimed(file)
        quiet(file, silence() + timedelta(seconds=1))
        sweep()
    assert state_of(file) == "failed"
    assert file.issues.get().code == "import-failed"


@pytest.mark.parametrize("state", [State.QUEUED, State.CONFIRMED])
def test_the_sweep_hands_out_again_what_the_queue_lost(file: ImportFile, state: str) -> None:
    ImportFile.objects.filter(pk=file.pk).update(state=state)
    quiet(file, silence() - timedelta(seconds=5))
    assert sweep() == 0
    quiet(file, silence() + timedelta(seconds=1))
    assert sweep() == 1
    assert state_of(file) == state
    assert sweep() == 0  # it was handed out a moment ago


def test_a_file_whose_job_waits_in_a_long_queue_is_not_handed_out_twice(batch: ImportBatch, file: ImportFile) -> None:
    enqueue(batch)
    quiet(file, timedelta(days=1))
    assert sweep() == 0
    DBTaskResult.objects.all().delete()
    assert sweep() == 1


def test_after_a_loss_of_the_whole_queue_some_are_handed_out_at_a_time(
    batch: ImportBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a sweep stays short; the next one that finds the queue empty goes on."""
    monkeypatch.setattr(claims, "AT_ONCE", 1)
    first, second = batch.files.order_by("pk")
    batch.files.update(state=State.QUEUED, heartbeat=timezone.now() - silence() * 2)
    for each in (first, second):
        assert sweep() == 1
        assert DBTaskResult.objects.get().args_kwargs["args"] == [each.pk]
        DBTaskResult.objects.all().delete()
    assert sweep() == 0


def test_of_files_to_be_undone_only_the_one_whose_turn_it_is_is_handed_out(batch: ImportBatch) -> None:
    ImportFile.objects.update(state=State.TO_UNDO, heartbeat=timezone.now() - timedelta(days=1))
    first, last = batch.files.order_by("pk")
    assert sweep() == 1
    assert [job.args_kwargs["args"] for job in DBTaskResult.objects.all()] == [[last.pk]]
    assert claim(first.pk) is None


def test_each_try_waits_longer_than_the_one_before(file: ImportFile) -> None:
    for attempt in (1, 2, 3):
        assert give_up(claimed(file))
        quiet_from = ImportFile.objects.get(pk=file.pk).heartbeat
        assert quiet_from is not None
        waits = quiet_from - timezone.now()
        assert (attempt - 1.1) * silence() < waits <= (attempt - 1) * silence()


def test_the_sweep_finds_what_was_never_handed_out(batch: ImportBatch) -> None:
    assert sweep() == 0
    ImportBatch.objects.update(created_at=timezone.now() - silence() - timedelta(seconds=1))
    assert sweep() == 2


@pytest.mark.parametrize("state", sorted(set(State.values) - {state for step in WORK for state in step}))
def test_the_sweep_leaves_alone_what_nobody_works_on(batch: ImportBatch, file: ImportFile, state: str) -> None:
    ImportFile.objects.update(state=state, heartbeat=timezone.now() - timedelta(days=1))
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert sweep() == 0
    assert state_of(file) == state


def test_the_sweep_asks_few_questions(batch: ImportBatch, django_assert_max_num_queries: Callable[..., Any]) -> None:
    with django_assert_max_num_queries(6):
        sweep()
