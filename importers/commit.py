"""The tables of one document → the database, all in one transaction, and what became of each of them.

With a preview, a table is taken as it was shown there: where somebody has changed the stored one meanwhile, nobody has
seen that difference, so the table is left and told. Without one, all that is new or changed is taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from importers.agencies import Agencies
from importers.issues import store_issues
from importers.models import ImportFile, ImportTable, TableSource
from importers.planning import STATES, Outcome, judge_twin, plan
from importers.reading_types import ReadTable
from importers.staging import TAKEN_BY_ITSELF, count_states, described, judged, note_reading, read_back
from importers.storable import obstacle
from importers.undoable import remembered
from indicators.bulk import insert, insert_objects
from indicators.findings import Finding
from indicators.matching import Tree, trees
from indicators.models import Cause, TableChange
from indicators.rechecking import lock_agencies, rejudge_beside
from indicators.storing import Writing, create_tables, digest, replace_tables, store_findings

__all__ = ["STATES", "Outcome", "commit", "commit_chosen"]

Result = ImportTable.Result
Kind = TableChange.Kind
UNSEEN = "预览之后，已有的表又有了变化，没有导入，请重新比对后再确认"


@transaction.atomic
def commit(file: ImportFile, tables: list[ReadTable], findings: Iterable[Finding]) -> list[Outcome]:
    """Take all that is new or changed; nothing of the document is stored where this raises."""
    known = trees()
    outcomes = judged(file, plan(file, tables, _reserved(file, tables)), known)
    _write(file, [outcome for outcome in outcomes if outcome.state in TAKEN_BY_ITSELF], known)
    rows = [_recorded(file, outcome, outcome.state in TAKEN_BY_ITSELF) for outcome in outcomes]
    file.tables.all().delete()
    insert_objects(rows)
    store_issues(file, findings)
    note_reading(file, tables, outcomes, sum(row.result == Result.WRITTEN for row in rows))
    return outcomes


@transaction.atomic
def commit_chosen(file: ImportFile) -> list[Outcome]:
    """Take the ticked tables of the preview as they were shown there; tell of those that are no longer so."""
    rows = list(file.tables.filter(chosen=True).exclude(content=""))
    reads = [read_back(row) for row in rows]
    known = trees()
    # Judged again: the region may weigh its checks otherwise since the preview.
    outcomes = judged(file, plan(file, reads, _reserved(file, reads)), known)
    for outcome, row in zip(outcomes, rows, strict=True):
        outcome.row = row
    # Of two tables of one project the one that was chosen on purpose comes later, and wins.
    taken = list({outcome.key: outcome for outcome in outcomes if _is_as_shown(outcome)}.values())
    _outdo(outcomes, taken)
    _write(file, taken, known)
    chosen = set(map(id, taken))
    recorded = [_recorded(file, outcome, id(outcome) in chosen) for outcome in outcomes]
    file.tables.filter(pk__in=[row.pk for row in rows]).delete()
    insert_objects(recorded)
    same = file.tables.filter(result=Result.OPEN, state=ImportTable.State.UNCHANGED)
    same.update(result=Result.LEFT, content="", findings="")  # what is stored already can be looked at there
    file.tables.filter(result=Result.OPEN).update(result=Result.LEFT)
    count_states(file)
    return outcomes


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


def _reserved(file: ImportFile, tables: list[ReadTable]) -> Agencies:
    """The agencies, new ones made, all locked: two documents with the same projects then wait for each other."""
    agencies = Agencies(file.batch.region, [table for table in tables if not obstacle(table)])
    agencies.save()
    lock_agencies(agencies.keys)
    return agencies


def _write(file: ImportFile, taken: list[Outcome], known: list[Tree]) -> None:
    """Store the tables with their findings and where they came from; then see what this means for those beside them."""
    new = [outcome for outcome in taken if outcome.table is None and outcome.agency]
    old = [outcome for outcome in taken if outcome.table]
    entries = [(each.agency, each.read.content, _cause(file, each)) for each in new if each.agency]
    found = [outcome.findings for outcome in new]
    for outcome, table in zip(new, create_tables(file.batch.year, entries, found, known) if new else (), strict=True):
        outcome.table = table
    _replace(file, old, known)
    _store_sources(file, taken)
    tables = [outcome.table for outcome in taken if outcome.table]
    groups = {table.project.agency_id for table in tables}
    rejudge_beside(file.batch.region, file.batch.year, groups, [table.pk for table in tables], known)


def _replace(file: ImportFile, old: list[Outcome], known: list[Tree]) -> None:
    """Write over what is stored, and keep in the rows what undoing puts back."""
    tables = [outcome.table for outcome in old if outcome.table]
    before = remembered(tables)
    writings = [Writing(each.table, each.read.content, _cause(file, each)) for each in old if each.table]
    stored = {each.table.pk: each.stored for each in old if each.table and each.stored}
    for outcome, change in zip(old, replace_tables(writings, stored, known), strict=True):
        outcome.row = outcome.row or ImportTable(file=file, state=outcome.state)
        outcome.row.change, outcome.row.before = change, before[change.table_id]
    store_findings((outcome.table, outcome.findings) for outcome in old if outcome.table)
    TableSource.objects.filter(table__in=tables).delete()


def _cause(file: ImportFile, outcome: Outcome) -> Cause:
    reason = outcome.row.takeover if outcome.row else ""
    kind = Kind.IMPORTED if outcome.table is None else Kind.TAKEN_OVER if reason else Kind.REPLACED
    origin = f"{file.name[-400:]} 第{outcome.read.ordinal}张表"
    return Cause(kind, file.batch.confirmed_by or file.batch.created_by, origin, f"/imports/{file.batch_id}/", reason)


_SOURCE = ("table", "file", "ordinal", "place", "digest", "imported_at")


def _store_sources(file: ImportFile, taken: list[Outcome]) -> None:
    now = timezone.now()
    rows = ((each.table.pk, file.pk, each.read, digest(each.read.content)) for each in taken if each.table)
    insert(
        TableSource, _SOURCE, ((key, of, read.ordinal, read.place.inside, mark, now) for key, of, read, mark in rows)
    )


def _recorded(file: ImportFile, outcome: Outcome, taken: bool) -> ImportTable:
    """The row of a table after the commit. What was taken is now in a table of ours, so its content is not kept."""
    shown = outcome.row.state if outcome.row else outcome.state
    row = described(file, outcome)
    row.result = Result.WRITTEN if taken else Result.LEFT
    if taken:
        row.state, row.content, row.findings, row.chosen = shown, "", "", True
        return row
    if row.state in ("conflict", "failed"):  # what can still be looked at, and taken over later
        row.content = row.content or json.dumps(outcome.read.to_json(), ensure_ascii=False)
        row.findings = row.findings or json.dumps([each.to_json() for each in outcome.findings], ensure_ascii=False)
    if row.pk and row.state in TAKEN_BY_ITSELF:
        row.state, row.reason_code, row.takeable = "conflict", "changed-since-preview", True
        row.reason = f"{file.name} 第{row.ordinal}张表“{row.project_name[:60]}”：{UNSEEN}。"
    row.chosen, row.takeover = False, ""
    return row
