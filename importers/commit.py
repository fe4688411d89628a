"""The tables of documents → the database, all in one transaction, and what became of each of them.

With a preview, a table is taken as it was shown there: where somebody has changed the stored one meanwhile, nobody has
seen that difference, so the table is left and told. Without one, all that is new or changed is taken.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from operator import attrgetter

from django.db import transaction
from django.utils import timezone

from importers.agencies import Agencies
from importers.counting import count_states, note_readings
from importers.issues import store_issues_of
from importers.models import ImportBatch, ImportFile, ImportTable, TableSource
from importers.planning import STATES, Document, Outcome, judge_twin, plan
from importers.reading_types import ReadTable
from importers.staging import TAKEN_BY_ITSELF, described, judged, read_back
from importers.storable import obstacle
from importers.undoable import remembered
from indicators.bulk import insert, insert_objects
from indicators.matching import Tree, trees
from indicators.models import Cause, TableChange
from indicators.rechecking import lock_agencies, rejudge_beside
from indicators.storing import Writing, create_tables, digest, replace_tables, store_findings

__all__ = ["STATES", "Outcome", "commit", "commit_chosen"]

Result = ImportTable.Result
Kind = TableChange.Kind
UNSEEN = "预览之后，已有的表又有了变化，没有导入，请重新比对后再确认"


@transaction.atomic
def commit(documents: Sequence[Document]) -> list[Outcome]:
    """Take all that is new or changed; nothing of the documents is stored where this raises."""
    batch, known = documents[0].file.batch, trees()
    outcomes = judged(batch, plan(documents, _reserved(documents)), known)
    taken = [outcome for outcome in outcomes if outcome.state in TAKEN_BY_ITSELF]
    _write(batch, taken, known)
    rows = [_recorded(outcome, outcome.state in TAKEN_BY_ITSELF) for outcome in outcomes]
    ImportTable.objects.filter(file__in=[each.file for each in documents]).delete()
    insert_objects(rows)
    store_issues_of((each.file, each.findings) for each in documents)
    note_readings(documents, outcomes, taken)
    return outcomes


@transaction.atomic
def commit_chosen(files: Sequence[ImportFile]) -> list[Outcome]:
    """Take the ticked tables of the preview as they were shown there; tell of those that are no longer so."""
    waiting = ImportTable.objects.filter(file__in=files, chosen=True).exclude(content="")
    rows = list(waiting.order_by("file", "ordinal"))
    documents = _documents(files, rows)
    batch, known = files[0].batch, trees()
    # Judged again: the region may weigh its checks otherwise since the preview.
    outcomes = judged(batch, plan(documents, _reserved(documents)), known)
    for outcome, row in zip(outcomes, rows, strict=True):
        outcome.row = row
    # Of two tables of one project the one that was chosen on purpose comes later, and wins.
    taken = list({outcome.key: outcome for outcome in outcomes if _is_as_shown(outcome)}.values())
    _outdo(outcomes, taken)
    _write(batch, taken, known)
    chosen = set(map(id, taken))
    recorded = [_recorded(outcome, id(outcome) in chosen) for outcome in outcomes]
    ImportTable.objects.filter(pk__in=[row.pk for row in rows]).delete()
    insert_objects(recorded)
    left = ImportTable.objects.filter(file__in=files, result=Result.OPEN)
    same = left.filter(state=ImportTable.State.UNCHANGED)
    same.update(result=Result.LEFT, content="", findings="")  # what is stored already can be looked at there
    left.update(result=Result.LEFT)
    count_states(files)
    return outcomes


def _documents(files: Sequence[ImportFile], rows: list[ImportTable]) -> list[Document]:
    """What was read of the files, from the rows of a preview that are in their order."""
    by_file: dict[int, list[ReadTable]] = {file.pk: [] for file in files}
    for row in rows:
        by_file[row.file_id].append(read_back(row))
    return [Document(file, by_file[file.pk]) for file in sorted(files, key=attrgetter("pk"))]


def _outdo(outcomes: list[Outcome], taken: list[Outcome]) -> None:
    """Tell of the tables in whose place another one of the same document is taken."""
    winners = {outcome.key: outcome for outcome in taken}
    for outcome in outcomes:
        winner = winners.get(outcome.key)
        if winner and winner is not outcome and _is_as_shown(outcome):
            judge_twin(outcome, winner)


def _is_as_shown(outcome: Outcome) -> bool:
    """Whether taking the table does what the preview said; a conflict only where it is taken over with a reason."""
    row = outcome.row
    assert row is not None
    if outcome.base != row.base:
        return False
    if row.takeover:
        return outcome.state in TAKEN_BY_ITSELF or (outcome.state == "conflict" and outcome.takeable)
    return outcome.state in TAKEN_BY_ITSELF and outcome.state == row.state


def _reserved(documents: Sequence[Document]) -> Agencies:
    """The agencies, new ones made, all locked: two documents with the same projects then wait for each other."""
    tables = [table for each in documents for table in each.tables if not obstacle(table)]
    agencies = Agencies(documents[0].file.batch.region, tables)
    agencies.save()
    lock_agencies(agencies.keys)
    return agencies


def _write(batch: ImportBatch, taken: list[Outcome], known: list[Tree]) -> None:
    """Store the tables with their findings and where they came from; then see what this means for those beside them."""
    new = [outcome for outcome in taken if outcome.table is None and outcome.agency]
    old = [outcome for outcome in taken if outcome.table]
    entries = [(each.agency, each.read.content, _cause(each)) for each in new if each.agency]
    found = [outcome.findings for outcome in new]
    for outcome, table in zip(new, create_tables(batch.year, entries, found, known) if new else (), strict=True):
        outcome.table = table
    _replace(old, known)
    _store_sources(taken)
    tables = [outcome.table for outcome in taken if outcome.table]
    groups = {table.project.agency_id for table in tables}
    rejudge_beside(batch.region, batch.year, groups, [table.pk for table in tables], known)


def _replace(old: list[Outcome], known: list[Tree]) -> None:
    """Write over what is stored, and keep in the rows what undoing puts back."""
    tables = [outcome.table for outcome in old if outcome.table]
    before = remembered(tables)
    writings = [Writing(each.table, each.read.content, _cause(each)) for each in old if each.table]
    stored = {each.table.pk: each.stored for each in old if each.table and each.stored}
    for outcome, change in zip(old, replace_tables(writings, stored, known), strict=True):
        outcome.row = outcome.row or ImportTable(file=outcome.file, state=outcome.state)
        outcome.row.change, outcome.row.before = change, before[change.table_id]
    store_findings((outcome.table, outcome.findings) for outcome in old if outcome.table)
    TableSource.objects.filter(table__in=tables).delete()


def _cause(outcome: Outcome) -> Cause:
    file = outcome.file
    reason = outcome.row.takeover if outcome.row else ""
    kind = Kind.IMPORTED if outcome.table is None else Kind.TAKEN_OVER if reason else Kind.REPLACED
    origin = f"{file.name[-400:]} 第{outcome.read.ordinal}张表"
    return Cause(kind, file.batch.confirmed_by or file.batch.created_by, origin, f"/imports/{file.batch_id}/", reason)


_SOURCE = ("table", "file", "ordinal", "place", "digest", "imported_at")


def _store_sources(taken: list[Outcome]) -> None:
    now = timezone.now()
    rows = ((each.table.pk, each.file.pk, each.read, digest(each.read.content)) for each in taken if each.table)
    insert(
        TableSource, _SOURCE, ((key, of, read.ordinal, read.place.inside, mark, now) for key, of, read, mark in rows)
    )


def _recorded(outcome: Outcome, taken: bool) -> ImportTable:
    """The row of a table after the commit. What was taken is now in a table of ours, so its content is not kept."""
    shown = outcome.row.state if outcome.row else outcome.state
    row = described(outcome)
    row.result = Result.WRITTEN if taken else Result.LEFT
    if taken:
        row.state, row.content, row.findings, row.chosen = shown, "", "", True
        return row
    if row.state in ("conflict", "failed"):  # what can still be looked at, and taken over later
        row.content = row.content or json.dumps(outcome.read.to_json(), ensure_ascii=False)
        row.findings = row.findings or json.dumps([each.to_json() for each in outcome.findings], ensure_ascii=False)
    if row.pk and row.state in TAKEN_BY_ITSELF:
        row.state, row.reason_code, row.takeable = "conflict", "changed-since-preview", True
        row.reason = f"{outcome.file.name} 第{row.ordinal}张表“{row.project_name[:60]}”：{UNSEEN}。"
    row.chosen, row.takeover = False, ""
    return row
