"""One uploaded file → a document of a batch that takes files: its name cleaned, its size bounded, its bytes stored."""

from __future__ import annotations

from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from importers import asking
from importers.archive import clean_path
from importers.batches import NAME_LENGTH, add_document, known_files
from importers.claims import lock_batch
from importers.models import ImportBatch, ImportFile
from importers.refusals import shown_name
from importers.upload_handler import MAX_FILE, MEGABYTE, NoRoom

State = ImportFile.State


class Refused(NamedTuple):
    """A file that was not taken: the status of the answer, and why in one sentence."""

    status: int
    why: str


def clean_name(name: str) -> str:
    """The last part of a file's name; of a very long one the end, with its extension."""
    return clean_path(name).rpartition("/")[2][-NAME_LENGTH:]


def refused_unread(upload: UploadedFile) -> Refused | None:
    """Why a file can't be taken, where that is known before a byte of it is read."""
    size = upload.size or 0
    found = -(-size // MEGABYTE)
    name = shown_name(clean_name(upload.name or ""))
    if size <= MAX_FILE:
        why = f"“{name}”没有收下：服务器的磁盘已满（文件有 {found} MB），请联系系统管理员腾出空间后再上传。"
        return Refused(507, why) if isinstance(upload, NoRoom) else None
    limit = f"超过单个文件 {MAX_FILE // MEGABYTE} MB 的上限"
    return Refused(413, f"“{name}”有 {found} MB，{limit}，没有收下；请拆成几个文件后再上传。")


def receive(pk: int, upload: UploadedFile) -> ImportFile | Refused:
    """Add an upload to a batch."""
    refused = refused_unread(upload)
    if refused:
        return refused
    with upload.open() as opened:
        data = opened.read()
    return _added(pk, clean_name(upload.name or ""), data)


@transaction.atomic
def _added(pk: int, name: str, data: bytes) -> ImportFile | Refused:
    """The batch is locked: of two files with the same content that come together, one is told as repeated."""
    batch = lock_batch(pk)
    return _closed(batch) or add_document(batch, name, data)


def _closed(batch: ImportBatch) -> Refused | None:
    """Files may be added until the batch is started or given up."""
    states = set(batch.files.order_by().values_list("state", flat=True).distinct())
    if not states or (State.RECEIVED in states and states <= {State.RECEIVED, State.SKIPPED}):
        return None
    return Refused(409, f"“{batch}”已经开始处理或已放弃，不能再添加文件；请新建一个批次。")


def start_unless_known(batch: ImportBatch) -> int:
    """Have a batch read once all its files are there. Where some were imported before, people are asked first.

    How many files are read.
    """
    return 0 if known_files(batch) else asking.start(batch)
