"""Batches of documents: made from what was handed over, their files worked off one by one, here or by a worker.

The rows of ImportFile are the truth, the queue only carries their ids: a file that is worked on twice does no harm, and
the sweep takes up what a dead worker left behind (DESIGN 10).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from importers.archive import documents_in
from importers.commit import Outcome, commit
from importers.isolate import read_isolated
from importers.issues import store_issues
from importers.models import ImportBatch, ImportFile, SourceFile
from importers.reading import FileReading, is_archive
from indicators.findings import Finding

State = ImportFile.State
Document = tuple[str, bytes]
Reader = Callable[[str, bytes], FileReading]
# A file whose worker has been silent for longer than a reader may take was left behind by a worker that died.
SILENCE = timedelta(minutes=5)
MAX_ATTEMPTS = 3


@transaction.atomic
def create_batch(year: int, region: str, name: str, documents: Iterable[Document], user: Any = None) -> ImportBatch:
    """Store documents as a batch, archives unpacked; what of an archive is no document becomes an issue."""
    batch = ImportBatch.objects.create(year=year, region=region, name=name, created_by=user)
    for document, data in documents:
        if is_archive(document, data):
            _add_archive(batch, document, data)
        else:
            add_document(batch, document, data)
    return batch


def add_document(batch: ImportBatch, name: str, data: bytes, state: str = State.QUEUED) -> ImportFile:
    """One more document of a batch; its bytes are stored once, however often they come."""
    sha256 = hashlib.sha256(data).hexdigest()
    SourceFile.objects.get_or_create(sha256=sha256, defaults={"name": name[-255:], "size": len(data), "content": data})
    return ImportFile.objects.create(batch=batch, source_id=sha256, name=name[-400:], state=state)


def _add_archive(batch: ImportBatch, name: str, data: bytes) -> None:
    """The documents of a .zip; the archive itself is kept only where something in it was left out."""
    findings: list[Finding] = []
    for item in documents_in(name, data):
        if isinstance(item, Finding):
            findings.append(item)
        else:
            add_document(batch, *item)
    if findings:
        file = add_document(batch, name, data, State.SKIPPED)
        store_issues(file, findings)


def enqueue(batch: ImportBatch) -> None:
    """Hand the waiting files of a batch to the workers, once the rows are really there."""
    from importers.tasks import import_file

    waiting = batch.files.filter(state=State.QUEUED).values_list("pk", flat=True)
    transaction.on_commit(lambda: [import_file.enqueue(pk) for pk in waiting])


def claim(pk: int) -> ImportFile | None:
    """Take a waiting file for work; None where another worker has it or it is done. Atomic on every database."""
    now = timezone.now()
    taken = ImportFile.objects.filter(pk=pk, state=State.QUEUED, attempts__lt=MAX_ATTEMPTS)
    if not taken.update(state=State.READING, attempts=F("attempts") + 1, heartbeat=now):
        return None
    return ImportFile.objects.select_related("batch", "source").get(pk=pk)


def work_off(file: ImportFile, read: Reader = read_isolated) -> tuple[FileReading, list[Outcome]]:
    """Read a claimed file and commit it; its state says how that went."""
    reading = read(file.name, bytes(file.source.content))
    if not reading.readable:
        store_issues(file, reading.findings)
        return reading, _finish(file, State.FAILED, [])
    _move(file, State.COMMITTING)
    with transaction.atomic():
        outcomes = commit(file, reading.tables, reading.findings)
        return reading, _finish(file, State.DONE, outcomes)


def _move(file: ImportFile, state: str) -> None:
    file.state, file.heartbeat = state, timezone.now()
    file.save(update_fields=["state", "heartbeat"])


def _finish(file: ImportFile, state: str, outcomes: list[Outcome]) -> list[Outcome]:
    file.state, file.heartbeat, file.finished_at = state, None, timezone.now()
    file.save(update_fields=["state", "heartbeat", "finished_at"])
    return outcomes


def give_up(file: ImportFile) -> None:
    """An error of ours or of the database: the file waits for another try, or fails with a sentence after the last."""
    if file.attempts < MAX_ATTEMPTS:
        _move(file, State.QUEUED)
        return
    message = f"文件“{file.name}”试了{MAX_ATTEMPTS}次都没能处理完，请联系管理员查看系统日志。"
    store_issues(file, [Finding("import-failed", "block", message)])
    _finish(file, State.FAILED, [])


def sweep() -> int:
    """Hand out again what has gone quiet: files of dead workers, and waiting ones whose job was lost. How many."""
    from importers.tasks import import_file

    before = timezone.now() - SILENCE
    for file in ImportFile.objects.filter(state__in=(State.READING, State.COMMITTING), heartbeat__lt=before):
        give_up(file)
        file.heartbeat = before
        file.save(update_fields=["heartbeat"])
    quiet = Q(heartbeat__lte=before) | Q(heartbeat=None, batch__created_at__lt=before)
    waiting = list(ImportFile.objects.filter(quiet, state=State.QUEUED).values_list("pk", flat=True))
    ImportFile.objects.filter(pk__in=waiting).update(heartbeat=timezone.now())
    for pk in waiting:
        import_file.enqueue(pk)
    return len(waiting)
