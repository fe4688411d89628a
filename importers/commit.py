"""The tables of one document → the database, all in one transaction: new, changed, unchanged, conflict or failed.

A document that brings nothing new since it was last imported changes nothing; a table that someone has worked on since,
or that is no longer a draft, is never overwritten: that is a conflict, and told (DESIGN 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.db.models import Prefetch

from budget.models import Agency
from importers.agencies import Agencies
from importers.issues import store_issues
from importers.models import ImportFile, TableSource
from importers.reading_types import ReadTable
from importers.storable import obstacle
from indicators.content import TableContent
from indicators.findings import Finding
from indicators.models import Cause, GoalTable, TableChange
from indicators.storing import contents_of, create_tables, digest, replace, same, store_findings

Kind = TableChange.Kind
State = Literal["new", "changed", "unchanged", "conflict", "failed"]
STATES: dict[State, str] = {
    "new": "新增",
    "changed": "有变化",
    "unchanged": "无变化",
    "conflict": "冲突",
    "failed": "未能导入",
}


@dataclass(slots=True)
class Outcome:
    """What becomes of one table of a document; `reason` says why it was not taken, where it was not."""

    read: ReadTable
    state: State
    agency: Agency | None = None
    table: GoalTable | None = None
    reason: Finding | None = None


def plan(file: ImportFile, tables: Iterable[ReadTable]) -> list[Outcome]:
    """What a commit would do with each table. Agencies with new codes are made, hence call it in a transaction."""
    outcomes = [Outcome(table, "new") for table in tables]
    for outcome in outcomes:
        _fail(outcome, obstacle(outcome.read))
    open_ones = [outcome for outcome in outcomes if outcome.state == "new"]
    agencies = Agencies(file.batch.region, [outcome.read for outcome in open_ones])
    for outcome in open_ones:
        found = agencies.find(outcome.read)
        if isinstance(found, Finding):
            _fail(outcome, found)
        else:
            outcome.agency = found
    _compare(file, [outcome for outcome in open_ones if outcome.state == "new"])
    return outcomes


def _fail(outcome: Outcome, reason: Finding | None) -> None:
    if reason:
        outcome.state, outcome.reason = "failed", reason


def _compare(file: ImportFile, outcomes: list[Outcome]) -> None:
    """Set the states against what is stored, and against earlier tables of the same document."""
    stored = _stored_tables(file.batch.year, outcomes)
    contents = contents_of(GoalTable.objects.filter(pk__in=[table.pk for table in stored.values()]))
    first: dict[tuple[int | None, str], Outcome] = {}
    for outcome in outcomes:
        key = (outcome.agency.pk if outcome.agency else None, outcome.read.content.project_name)
        twin = first.setdefault(key, outcome)
        if twin is not outcome:
            _judge_twin(outcome, twin)
        elif key in stored:
            outcome.table = stored[key]
            _judge(outcome, file, contents[outcome.table.pk])


def _stored_tables(year: int, outcomes: list[Outcome]) -> dict[tuple[int | None, str], GoalTable]:
    """The tables of the same projects, with their sources, by agency and project name; locked until the commit."""
    names = {outcome.read.content.project_name for outcome in outcomes}
    agencies = {outcome.agency.pk for outcome in outcomes if outcome.agency}
    tables = GoalTable.objects.filter(project__year=year, project__agency__in=agencies, project__name__in=names)
    tables = tables.select_related("project__budget").select_for_update(of=("self",))
    sources = Prefetch("source", TableSource.objects.select_related("file"))
    return {(table.project.agency_id, table.project.name): table for table in tables.prefetch_related(sources)}


def _judge_twin(outcome: Outcome, twin: Outcome) -> None:
    """The same project twice in one document."""
    if same(outcome.read.content, twin.read.content):
        outcome.state, outcome.table = "unchanged", twin.table
    else:
        said = f"与本文件第{twin.read.ordinal}张表是同一个项目，但内容不同，未导入，请核对保留哪一张"
        outcome.state, outcome.reason = "conflict", _conflict(outcome, "project-twice", said)


def _judge(outcome: Outcome, file: ImportFile, current: TableContent) -> None:
    table, content = outcome.table, outcome.read.content
    assert table is not None
    source: TableSource | None = getattr(table, "source", None)
    if same(content, current) or (source and source.digest == digest(content)):
        outcome.state = "unchanged"
    elif not table.is_editable:
        said = f"已有的表处于“{table.get_status_display()}”状态，不会被覆盖"
        outcome.state, outcome.reason = "conflict", _conflict(outcome, "table-frozen", said)
    elif source is None or source.digest != digest(current):
        said = "已有的表在上次导入之后有人修改过，不会被覆盖" if source else "已有的表不是导入得来的，不会被覆盖"
        outcome.state, outcome.reason = "conflict", _conflict(outcome, "table-edited", said)
    elif source.file.batch_id == file.batch_id and source.file_id != file.pk:
        said = f"与同一批次的“{source.file.name}”是同一个项目，但内容不同，未导入，请核对保留哪一张"
        outcome.state, outcome.reason = "conflict", _conflict(outcome, "project-twice", said)
    else:
        outcome.state = "changed"


def _conflict(outcome: Outcome, code: str, said: str) -> Finding:
    read = outcome.read
    message = f"{read.place.file} 第{read.ordinal}张表“{read.content.project_name[:60]}”：{said}。"
    return Finding(code, "block", message, read.place, found=read.content.project_name)


@transaction.atomic
def commit(file: ImportFile, tables: Iterable[ReadTable], findings: Iterable[Finding]) -> list[Outcome]:
    """Store a document's tables and findings; nothing of it is stored where this raises."""
    outcomes = plan(file, tables)
    new = [outcome for outcome in outcomes if outcome.state == "new"]
    entries = [
        (outcome.agency, outcome.read.content, _cause(file, outcome, Kind.IMPORTED))
        for outcome in new
        if outcome.agency
    ]
    for outcome, table in zip(new, create_tables(file.batch.year, entries), strict=True):
        outcome.table = table
    for outcome in outcomes:
        if outcome.state == "changed" and outcome.table:
            replace(outcome.table, outcome.read.content, _cause(file, outcome, Kind.REPLACED))
    taken = [outcome for outcome in outcomes if outcome.state in ("new", "changed")]
    store_findings((outcome.table, outcome.read.findings) for outcome in taken if outcome.table)
    _store_sources(file, taken)
    store_issues(file, [*findings, *_untaken(outcomes)])
    _count(file, outcomes)
    return outcomes


def _cause(file: ImportFile, outcome: Outcome, kind: str) -> Cause:
    origin = f"{file.name[-400:]} 第{outcome.read.ordinal}张表"
    return Cause(kind, file.batch.created_by, origin, f"/imports/{file.batch_id}/")


def _store_sources(file: ImportFile, outcomes: list[Outcome]) -> None:
    TableSource.objects.filter(table__in=[outcome.table for outcome in outcomes if outcome.state == "changed"]).delete()
    TableSource.objects.bulk_create(
        (
            TableSource(
                table=outcome.table,
                file=file,
                ordinal=outcome.read.ordinal,
                place=outcome.read.place.inside,
                digest=digest(outcome.read.content),
            )
            for outcome in outcomes
        ),
        batch_size=500,
    )


def _untaken(outcomes: Iterable[Outcome]) -> Iterable[Finding]:
    """Why tables were not taken, and what was found in those that failed, since no table holds it."""
    for outcome in outcomes:
        if outcome.reason:
            yield outcome.reason
        if outcome.state == "failed":
            yield from outcome.read.findings


def _count(file: ImportFile, outcomes: list[Outcome]) -> None:
    for state in STATES:
        setattr(file, state, sum(outcome.state == state for outcome in outcomes))
    file.save(update_fields=list(STATES))
