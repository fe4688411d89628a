"""What an administrator asks of a batch: start, stop, give up, try again, confirm, look again, another year.

Each is one UPDATE on the states that allow it, so that a double click, two tabs or a worker in between do no harm. The
batch is locked first, as by workers who need it and its files: so nobody waits for somebody who waits for him.
What is being written at that moment is never broken off: a document is all or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from budget.heartbeat import AFRESH
from importers.batches import enqueue, known_files
from importers.claims import hand_out, lock_batch
from importers.models import ImportBatch, ImportFile, ImportIssue, ImportTable
from importers.progress import AGAIN, READING

State = ImportFile.State
# A file of which something was written before is not skipped: it stays what can be undone, and looked at again.
SKIPPED = Case(When(written__gt=0, then=Value(State.DONE)), default=Value(State.SKIPPED))


@transaction.atomic
def start(batch: ImportBatch, also_known: bool = False) -> int:
    """Have the received files read; those that were in another batch only where that is wanted. How many."""
    lock_batch(batch.pk)
    received = batch.files.filter(state=State.RECEIVED)
    if not also_known:
        known = [each.file.pk for each in known_files(batch)]
        received.filter(pk__in=known).update(state=State.SKIPPED)
    started = received.update(state=State.QUEUED, **AFRESH)
    enqueue(batch)
    return started


@transaction.atomic
def stop(batch: ImportBatch) -> int:
    """Do nothing further: what was not begun goes back, what was written or undone stays so. How many files."""
    lock_batch(batch.pk)
    back = ((State.TO_UNDO, State.DONE), (State.CONFIRMED, State.READY))
    number = sum(batch.files.filter(state=asked).update(state=before, heartbeat=None) for asked, before in back)
    return number + _skip(batch, READING)


@transaction.atomic
def give_up_batch(batch: ImportBatch) -> int:
    """Take nothing (more) of the batch. How many files."""
    lock_batch(batch.pk)
    return _skip(batch, (State.RECEIVED, *READING, State.READY, State.CONFIRMED))


def _skip(batch: ImportBatch, states: Iterable[str]) -> int:
    number = batch.files.filter(state__in=states).update(state=SKIPPED, heartbeat=None)
    open_still = ImportTable.objects.filter(file__batch=batch, file__state=State.DONE, result=ImportTable.Result.OPEN)
    open_still.update(result=ImportTable.Result.LEFT)
    return number


@transaction.atomic
def dismiss(batch: ImportBatch) -> int:
    """Trouble no more about files that failed; they can still be tried again. How many."""
    lock_batch(batch.pk)
    return batch.files.filter(state=State.FAILED).update(state=State.SKIPPED)


@transaction.atomic
def retry(batch: ImportBatch, file: int | None = None) -> int:
    """Read again what failed, was skipped or undone: all of it, or one file. How many. A preview always follows."""
    lock_batch(batch.pk)
    again = batch.files.filter(state__in=AGAIN)
    if file is not None:
        again = again.filter(pk=file)
    pks = list(again.values_list("pk", flat=True))  # a second click finds none
    ImportTable.objects.filter(file__in=pks).delete()
    ImportIssue.objects.filter(file__in=pks).delete()
    number = again.filter(pk__in=pks).update(state=State.QUEUED, **AFRESH, finished_at=None)
    if number and batch.unattended:
        batch.unattended = False
        batch.save(update_fields=["unattended"])
    enqueue(batch)
    return number


@transaction.atomic
def confirm(batch: ImportBatch, user: Any) -> int:
    """Have the ticked tables written. How many files."""
    lock_batch(batch.pk)
    ready = batch.files.filter(state=State.READY)
    if not ImportTable.objects.filter(file__in=ready, chosen=True).exclude(content="").exists():
        return 0
    batch.confirmed_by, batch.year_guessed = user, False
    batch.save(update_fields=["confirmed_by", "year_guessed"])
    confirmed = ready.update(state=State.CONFIRMED, **AFRESH)
    enqueue(batch)
    return confirmed


@transaction.atomic
def look_again(batch: ImportBatch) -> int:
    """Back to the preview with what was left of done files, compared with what is stored now. How many files."""
    lock_batch(batch.pk)
    left = ImportTable.objects.filter(file__batch=batch, result=ImportTable.Result.LEFT).exclude(content="")
    left.update(result=ImportTable.Result.OPEN, note="")
    files = batch.files.filter(pk__in=list(left_files(batch)), state__in=(State.DONE, State.READY, State.UNDONE))
    number = files.update(state=State.QUEUED, **AFRESH)
    enqueue(batch)
    return number


def left_files(batch: ImportBatch) -> Any:
    """The files of a batch with tables that wait, or that were left."""
    return ImportTable.objects.filter(file__batch=batch, result="").exclude(content="").values_list("file", flat=True)


@transaction.atomic
def change_year(batch: ImportBatch, year: int, region: str) -> bool:
    """Another year or region for a batch of which nothing was written yet; False where something was."""
    lock_batch(batch.pk)
    written = Q(state__in=(State.CONFIRMED, State.COMMITTING, State.DONE)) | Q(written__gt=0)
    if batch.files.filter(written).exists():
        return False
    batch.year, batch.region, batch.year_guessed = year, region, False
    batch.save(update_fields=["year", "region", "year_guessed"])
    # Those that are being read too: they are compared with the tables of the year that the batch had.
    batch.files.filter(state__in=(State.READY, State.READING)).update(state=State.QUEUED, **AFRESH)
    enqueue(batch)
    return True


@transaction.atomic
def undo(batch: ImportBatch, user: Any) -> int:
    """Have what the batch has written taken back, the file that was written last first. How many files."""
    lock_batch(batch.pk)
    batch.undone_by = user
    batch.save(update_fields=["undone_by"])
    written = batch.files.filter(state__in=(State.DONE, State.READY), written__gt=0)
    latest_first = written.order_by(F("finished_at").desc(nulls_last=True), "-pk")
    pks = list(latest_first.values_list("pk", flat=True))  # a second click finds none
    number = batch.files.filter(pk__in=pks).update(state=State.TO_UNDO, **AFRESH)
    hand_out(pks)
    return number
