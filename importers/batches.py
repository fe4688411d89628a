"""Batches of documents: made from what was handed over, each document's bytes stored once, however often they come."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction

from importers.claims import hand_out
from importers.issues import store_issues
from importers.models import ImportBatch, ImportFile, SourceFile
from indicators.findings import Finding

State = ImportFile.State
Document = tuple[str, bytes]
NAME_LENGTH = 400


@transaction.atomic
def create_batch(
    year: int, region: str, name: str, documents: Iterable[Document], user: Any = None, unattended: bool = False
) -> ImportBatch:
    """Store documents as a batch, ready for the workers; `unattended` takes what can be taken without a preview."""
    batch = ImportBatch.objects.create(year=year, region=region, name=name, created_by=user, unattended=unattended)
    for document, data in documents:
        add_document(batch, document, data, State.QUEUED)
    return batch


def add_document(
    batch: ImportBatch, name: str, data: bytes, state: str = State.RECEIVED, archive: ImportFile | None = None
) -> ImportFile:
    """One more document or archive. The same content a second time in one batch is passed over, and told."""
    sha256 = hashlib.sha256(data).hexdigest()
    SourceFile.objects.get_or_create(sha256=sha256, defaults={"name": name[-255:], "size": len(data), "content": data})
    name = name[-NAME_LENGTH:]
    twin = batch.files.filter(source_id=sha256).exclude(state=State.SKIPPED).first()
    file = ImportFile.objects.create(
        batch=batch, source_id=sha256, name=name, state=State.SKIPPED if twin else state, archive=archive
    )
    if twin:
        message = f"文件“{name}”与本批次的“{twin.name}”内容完全相同，只读取一次。"
        store_issues(file, [Finding("file-repeated", "info", message, found=name)])
    return file


def enqueue(batch: ImportBatch) -> None:
    """Hand the waiting files of a batch to the workers."""
    hand_out(batch.files.filter(state__in=(State.QUEUED, State.CONFIRMED)).values_list("pk", flat=True))


class Known(NamedTuple):
    """A file that was received, and the file of another batch with the same content."""

    file: ImportFile
    earlier: ImportFile


def known_files(batch: ImportBatch) -> list[Known]:
    """Received files whose content was already in another batch, whatever its year, with the latest of those."""
    received = batch.files.filter(state=State.RECEIVED).order_by("pk")
    others = ImportFile.objects.filter(source__in=received.values("source"))
    others = others.exclude(batch=batch).exclude(state__in=(State.RECEIVED, State.SKIPPED, State.UNDONE))
    latest = {file.source_id: file for file in others.select_related("batch__created_by").order_by("pk")}
    return [Known(file, latest[file.source_id]) for file in received if file.source_id in latest]
