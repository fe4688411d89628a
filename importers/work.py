"""One step of the work on a claimed file: unpack it, read it, compare it again, write what was confirmed, or undo it.

Each step ends in one transaction that begins by making sure that the file is still ours, so a worker may die at any
moment, or be taken for dead, and nothing is half done or done twice.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from importers.archive import documents_in
from importers.batches import add_document
from importers.cells import Unreadable
from importers.claims import claim, finish, give_up, hand_out, hold, next_to_undo
from importers.commit import Outcome, commit, commit_chosen
from importers.issues import store_issues
from importers.models import ImportFile, ImportTable
from importers.planning import Document
from importers.reading import FileReading, is_archive
from importers.settling import know_year, settle_year
from importers.staging import stage, stage_again
from importers.undo import undo_tables
from indicators.findings import Finding

State = ImportFile.State
Reader = Callable[[str, bytes], FileReading]

__all__ = ["claim", "give_up", "work_off"]


def work_off(file: ImportFile, read: Reader) -> tuple[FileReading | None, list[Outcome]]:
    """Do the next step of a claimed file; its state says how that went. What was read, and what comes of it."""
    if file.state == State.COMMITTING:
        return None, _write(file)
    if file.state == State.UNDOING:
        _take_back(file)
        return None, []
    if file.tables.exclude(content="").exists():
        return None, _compare(file)
    data = bytes(file.source.content)
    if is_archive(file.name, data) and file.archive_id is None:
        _unpack(file, data)
        return None, []
    reading = read(file.name, data)
    return reading, _keep(file, reading)


@transaction.atomic
def _keep(file: ImportFile, reading: FileReading) -> list[Outcome]:
    """What was read: into the preview, or where nobody is to look at one, into the tables."""
    know_year(file.batch)
    hold(file)
    if not reading.readable:
        store_issues(file, reading.findings)
        finish(file, State.FAILED)
        return []
    if file.batch.unattended:
        outcomes = commit([Document(file, reading.tables, reading.findings)])
        finish(file, State.DONE)
        return outcomes
    settle_year(file.batch, reading.tables)
    outcomes = stage([Document(file, reading.tables, reading.findings)])
    finish(file, State.READY)
    return outcomes


@transaction.atomic
def _compare(file: ImportFile) -> list[Outcome]:
    know_year(file.batch)
    hold(file)
    outcomes = stage_again(file)
    finish(file, State.READY)
    return outcomes


@transaction.atomic
def _write(file: ImportFile) -> list[Outcome]:
    hold(file)
    outcomes = commit_chosen([file])
    finish(file, State.DONE)
    return outcomes


@transaction.atomic
def _take_back(file: ImportFile) -> None:
    hold(file)
    undo_tables(file, file.batch.undone_by)
    waiting = file.tables.filter(result=ImportTable.Result.OPEN).exclude(content="")
    finish(file, State.READY if waiting.exists() else State.DONE if file.written else State.UNDONE)
    following = next_to_undo(file.batch.files.all())
    hand_out([following] if following else [])


@transaction.atomic
def _unpack(file: ImportFile, data: bytes) -> None:
    """The documents of an archive become files of the batch, the archive itself tells what it left out."""
    hold(file)
    found: list[Finding] = []
    made: list[ImportFile] = []
    try:
        for item in documents_in(file.name, data):
            if isinstance(item, Finding):
                found.append(item)
            else:
                made.append(add_document(file.batch, *item, State.QUEUED, archive=file))
    except Unreadable as refused:
        found.append(refused.finding)
    store_issues(file, found)
    finish(file, State.UNPACKED if made or not _blocks(found) else State.FAILED)
    hand_out(each.pk for each in made if each.state == State.QUEUED)


def _blocks(found: list[Finding]) -> bool:
    return any(finding.severity == "block" for finding in found)
