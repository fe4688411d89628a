"""importers/staging.py: compared again with what is stored now, and beside other files of the batch."""

import pytest

from importers.asking import confirm, look_again
from importers.batches import create_batch
from importers.models import ImportFile, ImportTable
from importers.planning import Document
from importers.reading import FileReading
from importers.reading_types import ReadTable
from importers.staging import stage, stage_again
from indicators.content import TableContent
from indicators.findings import Place
from indicators.models import GoalTable, Status
from tests.importers.stepping import batch_of, document, imported, named, work_all

State = ImportFile.State
CHANGED = named("甲", goal="2025年内养护道路30公里")


def file(*, region: str = "", year: int = 2025) -> ImportFile:
    batch = create_batch(year, region, "批次", [("一.docx", b"1")])
    return batch.files.get()


def reading(*read: TableContent) -> FileReading:
    tables = [ReadTable(content, "project", n, Place("一.docx", n)) for n, content in enumerate(read, 1)]
    return FileReading("一.docx", "0" * 64, tables)


def of(file: ImportFile, reading: FileReading) -> Document:
    return Document(file, reading.tables, reading.findings)


@pytest.mark.django_db
def test_the_same_project_in_two_files_of_a_batch() -> None:
    batch_of(("一.docx", document(named("甲"), named("乙"))), ("二.docx", document(CHANGED, named("乙"))))
    rows = ImportTable.objects.filter(file__name="二.docx").order_by("ordinal")
    assert [(row.state, row.chosen, row.takeable, row.reason_code) for row in rows] == [
        ("conflict", False, True, "project-twice"),
        ("unchanged", False, False, "project-repeated"),
    ]
    assert all("“一.docx”" in row.reason for row in rows)


@pytest.mark.django_db
def test_a_file_that_is_not_going_to_be_taken_stands_in_nobodys_way() -> None:
    batch = batch_of(("一.docx", document(named("甲"))))
    ImportFile.objects.update(state=State.SKIPPED)
    other = ImportFile.objects.create(batch=batch, source=batch.files.get().source, name="二.docx", state=State.READING)
    stage([of(other, reading(CHANGED))])
    assert other.tables.get().state == "new"


@pytest.mark.django_db
def test_beside_a_file_of_which_some_tables_are_written_already() -> None:
    batch = batch_of(("一.docx", document(named("甲"), named("乙"))))
    ImportTable.objects.filter(project_name="乙").update(chosen=False)
    confirm(batch, None)
    work_all(batch)
    GoalTable.objects.get().project.delete()
    look_again(batch)
    work_all(batch)
    assert batch.files.get().state == "ready"
    other = ImportFile.objects.create(batch=batch, source=batch.files.get().source, name="二.docx", state=State.READING)
    stage([of(other, reading(CHANGED, named("乙", goal="别的")))])
    found = dict(other.tables.values_list("project_name", "state"))
    assert found == {"甲": "new", "乙": "conflict"}


@pytest.mark.django_db
def test_staging_again_keeps_ticks_where_they_may_stay() -> None:
    ours = file()
    stage([of(ours, reading(named("甲"), named("乙"), named("丙"), CHANGED))])
    ours.tables.filter(project_name="乙").update(chosen=False)
    ours.tables.filter(ordinal=4).update(chosen=True, takeover="以第4张为准")
    before = list(ours.tables.values_list("pk", flat=True))
    imported(("别的.docx", document(named("丙", goal="别人导入的"))))
    GoalTable.objects.update(status=Status.SUBMITTED)
    stage_again(ours)
    rows = list(ours.tables.order_by("ordinal").values_list("project_name", "state", "chosen", "takeover"))
    assert rows == [
        ("甲", "new", True, ""),
        ("乙", "new", False, ""),
        ("丙", "conflict", False, ""),
        ("甲", "conflict", True, "以第4张为准"),
    ]
    assert list(ours.tables.values_list("pk", flat=True)) == before
    assert (ours.new, ours.conflict) == (2, 2)


@pytest.mark.django_db
def test_staging_anew_forgets_what_was_staged() -> None:
    ours = file()
    stage([of(ours, reading(named("甲"), named("乙")))])
    stage([of(ours, reading(named("丙")))])
    assert list(ours.tables.values_list("project_name", flat=True)) == ["丙"]
    assert (ours.tables_read, ours.new, ours.written) == (1, 1, 0)
