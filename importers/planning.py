"""What taking each table of documents would do: new, changed, unchanged, conflict or failed. Nothing is written here.

A table that someone has worked on since it was imported, or that is no longer a draft, is never overwritten silently:
that is a conflict, and told. Where its state allows, an administrator may take it over on purpose (DESIGN 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from django.db.models import Prefetch

from budget.models import Agency
from importers.agencies import Agencies
from importers.models import ImportFile, ImportTable, TableSource
from importers.reading_types import ReadTable
from importers.storable import obstacle
from indicators.content import TableContent
from indicators.findings import Finding
from indicators.models import GoalTable
from indicators.rechecking import lock_agencies
from indicators.storing import contents_of, digest, same

State = Literal["new", "changed", "unchanged", "conflict", "failed"]
STATES: dict[State, str] = {
    "new": "新增",
    "changed": "有变化",
    "unchanged": "无变化",
    "conflict": "冲突",
    "failed": "未能导入",
}


class Document(NamedTuple):
    """What was read of a file of a batch. No two documents that are planned together have a project in common."""

    file: ImportFile
    tables: Sequence[ReadTable]
    findings: Sequence[Finding] = ()


@dataclass(slots=True, eq=False)
class Outcome:
    """What becomes of one table of a document; `reason` says why it is not taken, where it is not.

    Not compared by value: thousands of them are looked up in lists.

    `stored` is the content that it was compared with, and `base` its digest, "" where there is none; `takeable` says
    that a conflict may be taken over; `row` is the stored preview, where there was one.
    """

    file: ImportFile
    read: ReadTable
    state: State
    agency: Agency | None = None
    table: GoalTable | None = None
    reason: Finding | None = None
    stored: TableContent | None = None
    base: str = ""
    takeable: bool = False
    findings: tuple[Finding, ...] = ()
    row: ImportTable | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What makes a project one and the same inside a batch: the agency and the name."""
        return (self.agency.code if self.agency else "", self.read.content.project_name)


def plan(documents: Sequence[Document], agencies: Agencies | None = None) -> list[Outcome]:
    """What a commit would do with each table of documents of one batch; stored ones are locked in a transaction.

    `agencies` are those of the tables, for a commit, which has made and locked them.
    """
    batch = documents[0].file.batch
    outcomes = [
        Outcome(each.file, table, "new", findings=table.findings) for each in documents for table in each.tables
    ]
    for outcome in outcomes:
        _fail(outcome, obstacle(outcome.read))
    is_locked = agencies is not None
    agencies = agencies or Agencies(batch.region, [each.read for each in outcomes if each.state == "new"])
    for outcome in outcomes:
        if outcome.state == "new":
            found = agencies.find(outcome.read)
            if isinstance(found, Finding):
                _fail(outcome, found)
            else:
                _belongs(outcome, found)
    _compare(batch.year, [outcome for outcome in outcomes if outcome.state == "new"], is_locked)
    return outcomes


def _belongs(outcome: Outcome, agency: Agency) -> None:
    """A document that names its agency without the code means the code too: what is stored always has one."""
    outcome.agency = agency
    read = outcome.read
    if not read.content.agency_code:
        outcome.read = replace(read, content=replace(read.content, agency_code=agency.code))


def _fail(outcome: Outcome, reason: Finding | None) -> None:
    if reason:
        outcome.state, outcome.reason = "failed", reason


def _compare(year: int, outcomes: list[Outcome], is_locked: bool) -> None:
    """Set the states against what is stored, and against earlier tables of the same document."""
    stored = _stored_tables(year, outcomes, is_locked)
    keys = [table.pk for table in stored.values()]
    contents = contents_of(GoalTable.objects.filter(pk__in=keys)) if keys else {}
    first: dict[tuple[str, str], Outcome] = {}
    for outcome in outcomes:
        outcome.table = stored.get(outcome.key)
        twin = first.setdefault(outcome.key, outcome)
        if outcome.table:
            outcome.stored = contents[outcome.table.pk]
            outcome.base = digest(outcome.stored)
        if twin is not outcome:
            judge_twin(outcome, twin)
        elif outcome.stored:
            _judge(outcome, outcome.stored)


def _stored_tables(year: int, outcomes: list[Outcome], is_locked: bool) -> dict[tuple[str, str], GoalTable]:
    """The tables of the same projects, with their sources, by agency code and project name."""
    names = {outcome.read.content.project_name for outcome in outcomes}
    agencies = {outcome.agency.pk for outcome in outcomes if outcome.agency and outcome.agency.pk}
    if not agencies:
        return {}
    if not is_locked:  # before their tables, as everywhere: who holds one of them may go on to need them all
        lock_agencies(agencies)
    tables = GoalTable.objects.filter(project__year=year, project__agency__in=agencies, project__name__in=names)
    tables = tables.select_related("project__budget", "project__agency").select_for_update(of=("self",)).order_by("pk")
    sources = Prefetch("source", TableSource.objects.select_related("file"))
    return {(each.project.agency.code, each.project.name): each for each in tables.prefetch_related(sources)}


def judge_twin(outcome: Outcome, twin: Outcome) -> None:
    """The same project twice in one document; its number may only be its place there."""
    if same(replace(outcome.read.content, number=twin.read.content.number), twin.read.content):
        outcome.state = "unchanged"
    else:
        said = f"与本文件第{twin.read.ordinal}张表是同一个项目，但内容不同，未导入，请核对保留哪一张"
        _conflict(outcome, "project-twice", said, takeable=outcome.table is None or outcome.table.is_editable)


def _judge(outcome: Outcome, current: TableContent) -> None:
    table, file = outcome.table, outcome.file
    assert table is not None
    source: TableSource | None = getattr(table, "source", None)
    if same(outcome.read.content, current):
        outcome.state = "unchanged"
    elif not table.is_editable:
        _conflict(outcome, "table-frozen", f"已有的表处于“{table.get_status_display()}”状态，不会被覆盖")
    elif outcome.read.made_from == outcome.base:
        # Exactly what is stored now was looked at by whoever edited the workbook. A forged digest gives nothing: only
        # administrators import, they see the difference in the preview, and may take over any conflict anyway.
        outcome.state = "changed"
    elif source is None or source.digest != outcome.base:
        _conflict(outcome, "table-edited", _why_edited(outcome, source), takeable=True)
    elif source.file.batch_id == file.batch_id and source.file_id != file.pk:
        said = f"与同一批次的“{source.file.name}”是同一个项目，但内容不同，未导入，请核对保留哪一张"
        _conflict(outcome, "project-twice", said, takeable=True)
    else:
        outcome.state = "changed"


def _why_edited(outcome: Outcome, source: TableSource | None) -> str:
    """What makes the stored table one that somebody has worked on."""
    if outcome.read.made_from:
        return "工作簿导出之后，这张表在系统里又修改过，不会被覆盖"
    return "已有的表在上次导入之后有人修改过，不会被覆盖" if source else "已有的表不是导入得来的，不会被覆盖"


def _conflict(outcome: Outcome, code: str, said: str, takeable: bool = False) -> None:
    read = outcome.read
    message = f"{read.place.file} 第{read.ordinal}张表“{read.content.project_name[:60]}”：{said}。"
    outcome.state, outcome.takeable = "conflict", takeable
    outcome.reason = Finding(code, "block", message, read.place, found=read.content.project_name)
