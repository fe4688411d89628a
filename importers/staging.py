"""The preview: the tables of documents as rows that wait for a person, and back to what was read (DESIGN 4).

Nothing of ours is written yet: no agency, no project, no table.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from django.db.models import QuerySet

from importers.counting import count_states, note_readings
from importers.issues import store_issues_of
from importers.models import ImportBatch, ImportFile, ImportTable
from importers.placing import placed
from importers.planning import Document, Outcome, plan
from importers.reading_types import ReadTable
from indicators.bulk import insert_objects
from indicators.checks import CHECKS
from indicators.findings import Finding
from indicators.judging import judge
from indicators.matching import Tree
from indicators.storing import same

TAKEN_BY_ITSELF = ("new", "changed")
UNPLACED = "unplaced-text"


def stage(documents: Sequence[Document]) -> list[Outcome]:
    """Keep what was read with its files, compared with what is stored; the caller holds them and a transaction."""
    batch = documents[0].file.batch
    outcomes = judged(batch, compared(documents), apart=True)
    ImportTable.objects.filter(file__in=[each.file for each in documents]).delete()
    insert_objects(list(map(staged_row, outcomes)))
    store_issues_of((each.file, each.findings) for each in documents)
    note_readings(documents, outcomes)
    return outcomes


def stage_again(file: ImportFile) -> list[Outcome]:
    """Compare the tables that still wait with what is stored now; what was ticked stays so where it still may be."""
    rows = list(file.tables.exclude(content=""))
    outcomes = judged(file.batch, compared([Document(file, [read_back(row) for row in rows])]))
    for row, outcome in zip(rows, outcomes, strict=True):
        outcome.row = row
    file.tables.filter(pk__in=[row.pk for row in rows]).delete()
    insert_objects(list(map(staged_row, outcomes)))
    count_states([file])
    return outcomes


def compared(documents: Sequence[Document]) -> list[Outcome]:
    """The plan, and beside it what other files of the batch say of the same projects."""
    outcomes = plan(documents)
    fresh = {outcome.key: outcome for outcome in outcomes if outcome.state in TAKEN_BY_ITSELF}
    for row in _others([each.file for each in documents], fresh):
        outcome = fresh.get((row.agency_code, row.project_name))
        if outcome and outcome.state in TAKEN_BY_ITSELF:
            _judge_beside(outcome, row)
    return outcomes


def _others(files: list[ImportFile], fresh: dict[tuple[str, str], Outcome]) -> QuerySet[ImportTable]:
    """The tables of other files of their batch that bear the name of one of these projects and still wait."""
    names = {name for _, name in fresh}
    rows = ImportTable.objects.filter(file__batch=files[0].batch, project_name__in=names, state__in=TAKEN_BY_ITSELF)
    waiting = rows.filter(file__state__in=(ImportFile.State.READY, ImportFile.State.CONFIRMED)).exclude(content="")
    return waiting.exclude(file__in=files).select_related("file").order_by("pk")


def _judge_beside(outcome: Outcome, row: ImportTable) -> None:
    """The same project in two files of one batch: the one read first is offered."""
    other = f"同一批次的“{row.file.name}”第{row.ordinal}张表"
    read = outcome.read
    lead = f"{read.place.file} 第{read.ordinal}张表“{read.content.project_name[:60]}”："
    if same(read.content, read_back(row).content):
        outcome.state, said = "unchanged", f"与{other}相同，只导入一次。"
        outcome.reason = Finding("project-repeated", "info", lead + said, read.place)
    else:
        said = f"与{other}是同一个项目，但内容不同，请核对保留哪一张。"
        outcome.state, outcome.takeable = "conflict", True
        outcome.reason = Finding("project-twice", "block", lead + said, read.place, found=read.content.project_name)


def judged(
    batch: ImportBatch, outcomes: list[Outcome], known: Sequence[Tree] = (), apart: bool = False
) -> list[Outcome]:
    """With the findings of the checks beside those of the reader, where a table can be stored at all.

    `known` are the frameworks, for who has read them. `apart`: documents that are not stored do not see each other.
    """
    sound = [outcome for outcome in outcomes if outcome.state != "failed"]
    contents = [outcome.read.content for outcome in sound]
    origins = [outcome.file.pk for outcome in sound] if apart else ()
    for outcome, found in zip(sound, judge(batch.region, batch.year, contents, known, origins=origins), strict=True):
        outcome.findings = (*outcome.read.findings, *placed(outcome.read, found))
    return outcomes


def staged_row(outcome: Outcome) -> ImportTable:
    """The row of a table that waits; it keeps its key and what was asked for, where it was there before.

    What can be taken is ticked, unless somebody has taken the tick off.
    """
    asked = outcome.row is not None and outcome.row.state in TAKEN_BY_ITSELF
    row = described(outcome)
    row.content = json.dumps(outcome.read.to_json(), ensure_ascii=False)
    row.findings = json.dumps([finding.to_json() for finding in outcome.findings], ensure_ascii=False)
    row.result, row.note = ImportTable.Result.OPEN, ""
    if outcome.state in TAKEN_BY_ITSELF:
        row.chosen = row.chosen if asked else True
    elif not (outcome.takeable and row.takeover):
        row.chosen, row.takeover = False, ""
    return row


def described(outcome: Outcome) -> ImportTable:
    """The row of an outcome with all that lists show of it, without its content; the one it had, or a new one."""
    content, row = outcome.read.content, outcome.row or ImportTable(file=outcome.file)
    row.ordinal, row.place, row.kind = outcome.read.ordinal, outcome.read.place.inside[-400:], outcome.read.kind
    row.agency_code = outcome.agency.code if outcome.agency else content.agency_code
    row.agency_name = outcome.agency.name if outcome.agency else content.agency_name
    row.project_name, row.budget_total = content.project_name, content.budget_total
    row.indicator_count = len(content.indicators)
    severities = Counter(finding.severity for finding in outcome.findings)
    row.blocks, row.warns, row.infos = severities["block"], severities["warn"], severities["info"]
    row.unplaced = sum(finding.code == UNPLACED for finding in outcome.findings)
    row.state, row.base, row.takeable = outcome.state, outcome.base, outcome.takeable
    row.reason_code = outcome.reason.code if outcome.reason else ""
    row.reason = outcome.reason.message if outcome.reason else ""
    row.table = outcome.table
    return row


def read_back(row: ImportTable) -> ReadTable:
    """What was read, with the findings of the reader alone, from the row of a table that waits."""
    found = tuple(finding for finding in findings_of(row) if finding.code not in CHECKS)
    return ReadTable.from_json(json.loads(row.content), found)


def findings_of(row: ImportTable) -> list[Finding]:
    """The findings that are kept with a row."""
    return [Finding.from_json(values) for values in json.loads(row.findings or "[]")]
