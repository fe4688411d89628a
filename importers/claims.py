"""Whose file it is: claimed by one worker, kept by its heartbeat, handed out again when its worker falls silent.

The rows of ImportFile are the truth, the queue only carries their ids (DESIGN 10). Every claim has a number; a worker
that was taken for dead and wakes up finds a higher one, and what it did is rolled back: see `hold`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from budget import clock
from budget.heartbeat import MAX_ATTEMPTS, may_try_again, not_before, note_life, silence
from budget.queueing import DOCUMENTS, hand_over, is_idle
from importers.bundles import bundles
from importers.issues import store_issues
from importers.models import ImportBatch, ImportFile, ImportTable
from indicators.bulk import update
from indicators.findings import Finding

State = ImportFile.State
WORK = (
    (State.QUEUED, State.READING),
    (State.CONFIRMED, State.COMMITTING),
    (State.TO_UNDO, State.UNDOING),
)
AT_ONCE = 5000  # lost files that one sweep hands out: after a loss of all of them it must not take minutes
_PEOPLE = ("batch__created_by", "batch__confirmed_by", "batch__undone_by")
_CLAIM = ("state", "attempts", "claims", "heartbeat")
WAITING, WORKING = [waiting for waiting, _ in WORK], [working for _, working in WORK]


class Superseded(Exception):
    """The file was cancelled, or another worker has it: what was done for it must not be kept."""


@transaction.atomic
def claim(pk: int) -> ImportFile | None:
    """Take a waiting file for work; None where another worker has it or it is done. Atomic on every database.

    One transaction, so that what is returned is the claim that was made, whoever stops or claims the file next.
    """
    for waiting, working in WORK:
        if waiting == State.TO_UNDO and next_to_undo(ImportFile.objects.filter(pk=pk)) != pk:
            continue
        taken = ImportFile.objects.filter(pk=pk, state=waiting, attempts__lt=MAX_ATTEMPTS)
        changes = {"attempts": F("attempts") + 1, "claims": F("claims") + 1, "heartbeat": clock.now()}
        if taken.update(state=working, **changes):
            return ImportFile.objects.select_related("source", *_PEOPLE).get(pk=pk)
    return None


@transaction.atomic
def claim_some(pks: Iterable[int]) -> list[ImportFile]:
    """Take of these files what waits to be read or written, in few statements; those that others hold are left."""
    rows = ImportFile.objects.select_related("source", *_PEOPLE)
    rows = rows.select_for_update(of=("self",), skip_locked=True, no_key=True)
    waiting = dict(WORK[:2])
    taken = list(rows.filter(pk__in=pks, state__in=waiting, attempts__lt=MAX_ATTEMPTS).order_by("pk"))
    for file in taken:
        file.state, file.heartbeat = waiting[file.state], clock.now()
        file.attempts, file.claims = file.attempts + 1, file.claims + 1
    update(ImportFile, _CLAIM, ((each.state, each.attempts, each.claims, each.heartbeat, each.pk) for each in taken))
    return taken


def next_to_undo(files: QuerySet[ImportFile]) -> int | None:
    """Which file of their batch is taken back next: the last written first, since it may have written over another."""
    asked = ImportFile.objects.filter(state__in=(State.TO_UNDO, State.UNDOING), batch__in=files.values("batch"))
    return asked.order_by(F("finished_at").desc(nulls_last=True), "-pk").values_list("pk", flat=True).first()


def lock_batch(pk: int) -> ImportBatch:
    """Inside a transaction: hold a batch, before any of its files, as everybody does who holds both.

    Its key stays free: workers that hold files look it up when they end.
    """
    return ImportBatch.objects.select_for_update(no_key=True).get(pk=pk)


def hold(file: ImportFile) -> None:
    """Inside a transaction: make sure that the file is still ours, and stays so to its end. Raises Superseded.

    The state is taken from the database: a transaction that was rolled back has left another one in our object. Its key
    stays free, as that of a batch: undoing another file may give a table back to it.
    """
    ours = ImportFile.objects.select_for_update(no_key=True).filter(pk=file.pk, state__in=WORKING, claims=file.claims)
    found = list(ours.order_by().values_list("state", flat=True))  # by batch, theirs would be held too
    if not found:
        raise Superseded
    (file.state,) = found


def is_ours(file: ImportFile) -> bool:
    """Whether the claim still stands at this moment; only `hold` makes sure of it."""
    return ImportFile.objects.filter(pk=file.pk, state__in=WORKING, claims=file.claims).exists()


def hold_some(files: Iterable[ImportFile]) -> list[ImportFile]:
    """Inside a transaction: those of the files that are still ours and that nobody else holds, held to its end.

    Nothing is waited for, so whoever holds some of them already, in whatever order, does not wait for us for ever.
    """
    ours = {(file.pk, file.claims): file for file in files}
    rows = ImportFile.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=[pk for pk, _ in ours])
    found = rows.filter(state__in=WORKING).order_by("pk").values_list("pk", "claims", "state")
    held = [(ours[pk, claims], state) for pk, claims, state in found if (pk, claims) in ours]
    for file, state in held:
        file.state = state
    return [file for file, _ in held]


def finish_some(files: Sequence[ImportFile], state: str) -> None:
    """Leave files that we hold in their next state, as `finish` does; our objects stay as they were claimed.

    Where the transaction fails in its last moment each of them is done alone, and its state says what is to be done.
    """
    now = clock.now()
    done = {"state": state, "heartbeat": now, "finished_at": None if state == State.READY else now}
    ImportFile.objects.filter(pk__in=[file.pk for file in files]).update(**done)


def finish(file: ImportFile, state: str) -> None:
    """Leave a file that we hold in its next state; its heartbeat stays as a sign that there are workers."""
    file.state, file.heartbeat = state, clock.now()
    file.finished_at = None if state == State.READY else file.heartbeat
    file.save(update_fields=["state", "heartbeat", "finished_at"])


def _waiting_state(file: ImportFile) -> str:
    """Where a file goes back to when its work was broken off."""
    return next(waiting for waiting, working in WORK if working == file.state)


@transaction.atomic
def give_up(file: ImportFile, to_blame: bool = False) -> bool:
    """A dead worker, or an error (`to_blame`: one of ours): the file waits for another try, or fails after the last.

    Whether it was still ours to give up.
    """
    try:
        hold(file)
    except Superseded:
        return False
    file.errors += to_blame
    if may_try_again(file):
        file.state, file.heartbeat = _waiting_state(file), not_before(file)
        file.save(update_fields=["state", "heartbeat", "errors"])
        return True
    message = f"文件“{file.name}”试了{file.attempts}次都没能处理完，请联系管理员查看系统日志。"
    store_issues(file, [Finding("import-failed", "block", message)])
    finish(file, State.DONE if was_written(file) else State.FAILED)
    return True


def was_written(file: ImportFile) -> bool:
    """Whether some of its tables are in the database: such a file is never failed or skipped, so it can be undone."""
    return file.tables.filter(result__in=(ImportTable.Result.WRITTEN, ImportTable.Result.KEPT)).exists()


def hand_out(pks: Iterable[int]) -> None:
    """Queue jobs for these waiting files, small ones of a batch together."""
    from importers.tasks import import_file

    waiting = list(pks)
    if waiting:  # else a sweep that finds nothing would need the right to write
        note_life(ImportFile, Q(pk__in=waiting))
        hand_over(import_file, bundles(waiting))


def sweep() -> int:
    """Hand out again what has gone quiet: files of dead workers, and waiting ones whose job was lost. How many."""
    before = clock.now() - silence()
    left = ImportFile.objects.filter(state__in=WORKING, heartbeat__lt=before)
    again = [file.pk for file in left.select_related("batch") if give_up(file)]
    if is_idle(DOCUMENTS):  # else their job may be among those that wait
        again += _lost(before)
    pks = list(ImportFile.objects.filter(pk__in=again, state__in=WAITING).values_list("pk", flat=True))
    hand_out(pks)
    return len(pks)


def _lost(before: datetime) -> list[int]:
    """Files that wait for a job which does not come; of those to be undone only the one whose turn it is."""
    quiet = Q(heartbeat__lt=before) | Q(heartbeat=None, batch__created_at__lt=before)
    waiting = ImportFile.objects.filter(quiet, state__in=WAITING).order_by("pk")
    lost = list(waiting.exclude(state=State.TO_UNDO).values_list("pk", flat=True)[:AT_ONCE])
    undoing = waiting.filter(state=State.TO_UNDO).order_by().values_list("batch", flat=True).distinct()
    turns = (next_to_undo(ImportFile.objects.filter(batch=batch)) for batch in undoing)
    return lost + [pk for pk in turns if pk]
