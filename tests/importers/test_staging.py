"""importers/staging.py: the preview holds what was read, exactly, and nothing of ours is written for it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.models import Agency, Budget, Project
from importers.batches import create_batch
from importers.models import ImportFile, ImportTable, TableSource
from importers.planning import Document, Outcome
from importers.reading import FileReading
from importers.reading_types import Kind, ReadTable
from importers.staging import findings_of, read_back, stage, stage_again, staged_row
from indicators.checks import CHECKS
from indicators.content import TableContent
from indicators.findings import Finding, Place
from indicators.models import Cause, GoalTable, Indicator, Status, TableChange, TableFinding
from indicators.storing import replace as write
from tests.importers.stepping import CONTENT, batch_of, document, imported, named, states
from tests.making.contents import contents

State = ImportFile.State
KINDS: tuple[Kind, ...] = ("project", "overall", "regional", "self-evaluation", "monitoring")
CHANGED = named("甲", goal="2025年内养护道路30公里")


def place(name: str = "一.docx") -> st.SearchStrategy[Place]:
    number = st.none() | st.integers(1, 10**6)
    texts = st.text(max_size=20)
    return st.builds(Place, st.just(name) | texts, number, number, number, st.just("") | texts)


readers_findings = st.builds(
    Finding,
    st.sampled_from(("unplaced-text", "amount-unreadable", "人为的代码")),
    st.sampled_from(("block", "warn", "info")),
    st.text(max_size=40),
    st.none() | place(),
    st.text(max_size=40),
    st.text(max_size=40),
    st.text(max_size=10),
    st.text(max_size=20),
)
reads = st.builds(
    ReadTable,
    contents(),
    st.sampled_from(KINDS),
    st.integers(1, 10**6),
    place(),
    st.lists(readers_findings, max_size=4).map(tuple),
)
of_checks = st.builds(Finding, st.sampled_from(sorted(CHECKS)), st.just("warn"), st.text(max_size=20))


@given(reads, st.lists(of_checks, max_size=3))
def test_a_staged_table_comes_back_as_it_was_read(read: ReadTable, checked: list[Finding]) -> None:
    """The findings of the checks are shown with it, and are no part of what was read."""
    outcome = Outcome(ImportFile(), read, "new", findings=(*read.findings, *checked))
    row = staged_row(outcome)
    assert read_back(row) == read
    assert findings_of(row) == [*read.findings, *checked]
    assert len(row.place) <= 400
    row.content.encode()  # what any database takes


@given(st.sampled_from(("甲", "\ud800", "a\x00b", "😀", "\"'\\<>&", "\u2028")), st.integers(0, 3))
def test_odd_characters_come_back_or_go_by_the_normal_form(text: str, where: int) -> None:
    content = replace(CONTENT, **{("project_name", "goal", "purpose", "title")[where]: f"前{text}后"})
    read = ReadTable(content, "project", 1, Place("一.txt"), (Finding("unplaced-text", "warn", "甲", found=text),))
    assert read_back(staged_row(Outcome(ImportFile(), read, "new", findings=read.findings))) == read


def file(*, region: str = "", year: int = 2025) -> ImportFile:
    batch = create_batch(year, region, "批次", [("一.docx", b"1")])
    return batch.files.get()


def reading(*read: TableContent) -> FileReading:
    tables = [ReadTable(content, "project", n, Place("一.docx", n)) for n, content in enumerate(read, 1)]
    return FileReading("一.docx", "0" * 64, tables)


def of(file: ImportFile, reading: FileReading) -> Document:
    return Document(file, reading.tables, reading.findings)


OURS = (Agency, Project, Budget, GoalTable, Indicator, TableFinding, TableChange, TableSource)


def counts() -> list[int]:
    return [model.objects.count() for model in OURS]  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_preview_writes_nothing_of_ours() -> None:
    batch = batch_of(("一.docx", document(named("甲"), named("乙"))))
    assert counts() == [0] * len(OURS)
    rows = list(ImportTable.objects.all())
    assert [(row.project_name, row.state, row.chosen, row.result) for row in rows] == [
        ("甲", "new", True, ""),
        ("乙", "new", True, ""),
    ]
    assert [(row.agency_code, row.agency_name, row.budget_total, row.indicator_count) for row in rows] == [
        ("667201", "网格中心", 100, 3)
    ] * 2
    assert batch.files.get().years == {"2025": [0, 2]}


@pytest.mark.django_db
def test_a_preview_beside_stored_tables_writes_nothing_of_ours() -> None:
    imported(("一.docx", document(named("甲"), named("乙"), named("丙"))))
    GoalTable.objects.filter(project__name="丙").update(status=Status.SUBMITTED)
    before = counts()
    stamps = list(GoalTable.objects.values_list("pk", "changed_at", "status"))
    batch = batch_of(("二.docx", document(CHANGED, named("乙"), replace(CHANGED, project_name="丙"), named("丁"))))
    assert states(batch) == {"甲": "changed", "乙": "unchanged", "丙": "conflict", "丁": "new"}
    assert counts() == before
    assert list(GoalTable.objects.values_list("pk", "changed_at", "status")) == stamps


@pytest.mark.django_db
def test_what_can_be_taken_is_ticked_and_nothing_else() -> None:
    imported(("一.docx", document(named("甲"), named("乙"), named("丙"))))
    GoalTable.objects.filter(project__name="丙").update(status=Status.APPROVED)
    write(GoalTable.objects.get(project__name="乙"), named("乙", goal="改过"), Cause("edited"))
    batch_of(("二.docx", document(CHANGED, named("乙"), replace(CHANGED, project_name="丙"), named("丁"))))
    rows = ImportTable.objects.filter(file__name="二.docx")
    found = {row.project_name: (row.state, row.chosen, row.takeable, row.reason_code) for row in rows}
    assert found == {
        "甲": ("changed", True, False, ""),
        "乙": ("conflict", False, True, "table-edited"),
        "丙": ("conflict", False, False, "table-frozen"),
        "丁": ("new", True, False, ""),
    }
    assert all(bool(row.base) == (row.state != "new") for row in rows)
    assert all(bool(row.table_id) == (row.state != "new") for row in rows)


@pytest.mark.django_db
def test_the_same_project_twice_in_one_document() -> None:
    ours = file()
    stage([of(ours, reading(named("甲"), CHANGED, named("甲")))])
    rows = list(ImportTable.objects.values_list("state", "chosen", "takeable", "reason_code"))
    assert rows == [
        ("new", True, False, ""),
        ("conflict", False, True, "project-twice"),
        ("unchanged", False, False, ""),
    ]
    assert (ours.new, ours.conflict, ours.unchanged) == (1, 1, 1)


@pytest.mark.django_db
def test_what_cant_be_stored_is_shown_with_its_reason_and_its_findings() -> None:
    ours = file()
    findings = (Finding("unplaced-text", "warn", "读不到位", Place("一.docx", 1, 2, 3), found="余文"),)
    stage([of(ours, FileReading("一.docx", "", [ReadTable(named(""), "project", 1, Place("一.docx", 1), findings)]))])
    row = ours.tables.get()
    assert (row.state, row.reason_code, row.chosen, row.unplaced) == ("failed", "project-name-missing", False, 1)
    assert tuple(findings_of(row)) == findings


@pytest.mark.django_db
def test_findings_are_counted_and_keep_the_place_in_a_sheet() -> None:
    ours = file()
    found = Finding("unplaced-text", "block", "余文", Place("一.xlsx", 1, 27, 28, "Sheet “1”"))
    stage(
        [
            of(
                ours,
                FileReading("一.xlsx", "", [ReadTable(named("甲"), "project", 1, found.place or Place(""), (found,))]),
            )
        ]
    )
    row = ours.tables.get()
    told = json.loads(row.findings)
    assert told[0]["place"]["cell"] == "AB27"
    assert row.place == "工作表“Sheet “1”” AB27"
    assert row.blocks + row.warns + row.infos == len(told)
    assert row.unplaced == 1


@pytest.mark.django_db
def test_checks_see_the_stored_tables_of_the_agency() -> None:
    imported(("一.docx", document(named("甲"))))
    ours = file()
    stage([of(ours, reading(named("乙")))])
    alone = file(region="别处")
    stage([of(alone, reading(named("乙")))])
    beside, by_itself = (
        {finding.code for finding in findings_of(each.tables.get())} - {"unplaced-text"} for each in (ours, alone)
    )
    assert beside - by_itself  # rows of another project are copied


@pytest.mark.django_db
def test_many_tables_take_few_statements(django_assert_max_num_queries: Any) -> None:
    """Two more for each 34 tables, since SQLite takes no more values in one statement."""
    ours = file()
    stage([of(ours, reading(*(named(f"项目{n}") for n in range(5))))])
    with django_assert_max_num_queries(12):
        stage([of(ours, reading(*(named(f"项目{n}") for n in range(60))))])
    with django_assert_max_num_queries(13):
        stage_again(ours)
