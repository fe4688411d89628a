"""Several small files of one batch, each step of all of them in one transaction (see importers/bundles.py).

What does not fit is left to be done alone: archives, what cannot be read, what names a project of another file, and
what others hold at that moment. Where the transaction fails, all of them are: then it shows whose fault it was.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from time import monotonic

from django.db import transaction

from importers.claims import finish_some, hold_some
from importers.commit import commit, commit_chosen
from importers.models import ImportFile, ImportTable
from importers.planning import Document
from importers.reading import FileReading, is_archive
from importers.settling import know_year, settle_year
from importers.staging import stage

State = ImportFile.State
Reader = Callable[[str, bytes], FileReading]
Alone = list[tuple[ImportFile, Reader]]
LONG = 5  # seconds of reading; what was not read by then goes alone, so that what is done is seen, and can be stopped
logger = logging.getLogger("perfgoals.imports")


def work_off_together(files: Sequence[ImportFile], read: Reader) -> Alone:
    """Do the next step of claimed files of one batch; those that are to be done alone, each with its reader."""
    readings = _readings([file for file in files if file.state == State.READING], read)
    documents = [Document(file, found.tables, found.findings) for file, found in readings.items() if found.readable]
    confirmed = [file for file in files if file.state == State.COMMITTING]
    done = _tried(_keep, _apart(documents, files)) | _tried(_write, _of_their_own(confirmed))
    return [(file, _as_read(readings.get(file), read)) for file in files if file.pk not in done]


def _as_read(reading: FileReading | None, read: Reader) -> Reader:
    """What was read already is not read again."""
    return read if reading is None else lambda name, data: reading


def _readings(files: list[ImportFile], read: Reader) -> dict[ImportFile, FileReading]:
    """What stands in those that are documents and have not been read before, as far as time allows.

    Where an error of ours keeps one from being read, it comes again when that one is done alone.
    """
    staged = set(ImportTable.objects.filter(file__in=files).exclude(content="").values_list("file", flat=True))
    found: dict[ImportFile, FileReading] = {}
    end = monotonic() + LONG
    for file in files:
        data = bytes(file.source.content)
        if file.pk in staged or is_archive(file.name, data):
            continue
        if monotonic() > end:
            break
        try:
            found[file] = read(file.name, data)
        except Exception:
            logger.warning("文件“%s”没能和别的文件一起读取，改为单独处理", file.name, exc_info=True)
    return found


def _tried(step: Callable[[list], set[int]], several: list) -> set[int]:
    """The keys of the files whose step is done; none where it failed."""
    if len(several) < 2:
        return set()
    try:
        return step(several)
    except Exception:
        logger.warning("%d 个文件没能一起处理，改为逐个处理", len(several), exc_info=True)
        return set()


def _apart(documents: list[Document], files: Sequence[ImportFile]) -> list[Document]:
    """Those whose projects no other of the files names: which of two tables wins depends on which is stored first.

    And whose agencies are not told by a name that another of them gives to a code: it may be new.
    """
    names = [{table.content.project_name for table in each.tables} for each in documents]
    count = Counter(name for each in names for name in each)
    staged = ImportTable.objects.filter(file__in=files).exclude(content="").order_by()
    count.update(staged.filter(project_name__in=list(count)).values_list("project_name", flat=True) if count else ())
    coded = {table.content.agency_name for each in documents for table in each.tables if table.content.agency_code}
    return [
        document
        for document, own in zip(documents, names, strict=True)
        if all(count[name] == 1 for name in own) and not _codeless(document) & coded
    ]


def _codeless(document: Document) -> set[str]:
    """The agencies that a document names without a code."""
    return {table.content.agency_name for table in document.tables if not table.content.agency_code}


def _of_their_own(files: list[ImportFile]) -> list[ImportFile]:
    """The same for what was read and chosen."""
    rows = ImportTable.objects.filter(file__in=files, chosen=True).exclude(content="")
    pairs = set(rows.order_by().values_list("file", "project_name")) if files else set()
    count = Counter(name for _, name in pairs)
    shared = {key for key, name in pairs if count[name] > 1}
    return [file for file in files if file.pk not in shared]


@transaction.atomic
def _keep(documents: list[Document]) -> set[int]:
    batch = documents[0].file.batch  # each file has brought its own, as it was when it was claimed
    know_year(batch)
    held = hold_some(document.file for document in documents)
    ours = [document for document in documents if document.file in held]
    if not ours:
        return set()
    for document in ours:
        document.file.batch = batch
    if batch.unattended:
        commit(ours)
        return _finished(held, State.DONE)
    for document in ours:
        settle_year(batch, list(document.tables))
        if not batch.year_guessed:
            break
    stage(ours)
    return _finished(held, State.READY)


@transaction.atomic
def _write(files: list[ImportFile]) -> set[int]:
    held = hold_some(files)
    if not held:
        return set()
    commit_chosen(held)
    return _finished(held, State.DONE)


def _finished(files: Iterable[ImportFile], state: str) -> set[int]:
    held = list(files)
    finish_some(held, state)
    return {file.pk for file in held}
