"""importers/undo.py where several batches, files or rows lie on each other: the last writing is taken back first."""

from typing import Any

import pytest

from importers.asking import confirm, look_again
from importers.models import ImportBatch, ImportTable, TableSource
from indicators.models import GoalTable
from indicators.storing import content_of
from tests.conftest import People
from tests.importers.stepping import batch_of, document, imported, named, results, undo, work_all
from tests.tables import make_table

pytestmark = pytest.mark.django_db
NAMES = ("甲", "乙", "丙")
OLD = tuple(named(name, number=number) for number, name in enumerate(NAMES, 1))
NEW = tuple(named(name, number=number, goal="2025年内养护道路30公里") for number, name in enumerate(NAMES, 1))
NEWEST = tuple(named(name, number=number, goal="2025年内养护道路50公里") for number, name in enumerate(NAMES, 1))

Picture = dict[str, Any]


def table(name: str) -> GoalTable:
    return GoalTable.objects.get(project__name=name)


def picture() -> Picture:
    """All that an import may change of a table, by project."""
    findings = ("code", "severity", "message", "place", "found", "expected", "field", "level3", "version")
    return {
        each.project.name: (
            content_of(each),
            each.status,
            each.framework_id,
            list(each.findings.order_by("pk").values_list(*findings)),
            list(TableSource.objects.filter(table=each).values_list("file", "ordinal", "place", "digest")),
        )
        for each in GoalTable.objects.select_related("project")
    }


def note(batch: ImportBatch, name: str) -> str:
    return ImportTable.objects.get(file__batch=batch, project_name=name).note


def test_a_document_can_be_imported_again_after_it_was_undone() -> None:
    first = imported(("一.docx", document(*OLD)))
    undo(first, None)
    again = imported(("一.docx", document(*OLD)))
    assert set(results(again).values()) == {"written"}
    before = picture()
    second = imported(("二.docx", document(*NEW)))
    undo(second, None)
    third = imported(("三.docx", document(*NEW)))
    assert {row.state for row in ImportTable.objects.filter(file__batch=third)} == {"changed"}
    undo(third, None)
    assert picture() == before


def test_two_batches_undone_in_reverse_order_bring_back_the_first_state(people: People) -> None:
    make_table(people.agencies["511101"], name="别处的")
    states = [picture()]
    batches = []
    for contents in (OLD, NEW, NEWEST):
        batches.append(imported(("文件.docx", document(*contents))))
        states.append(picture())
    for batch in reversed(batches):
        assert picture() == states.pop()
        undo(batch, None)
    assert picture() == states.pop()
    assert not states


def test_a_batch_under_another_one_waits_for_that() -> None:
    first = imported(("一.docx", document(*OLD)))
    second = imported(("二.docx", document(NEW[0])))
    undo(first, None)
    assert results(first) == {"甲": "kept", "乙": "undone", "丙": "undone"}
    assert note(first, "甲") == "这张表后来又由“批次”导入过，请先撤销那一批"
    assert (first.files.get().state, first.files.get().written) == ("done", 1)
    undo(second, None)
    undo(first, None)
    assert results(first) == dict.fromkeys(NAMES, "undone")
    assert note(first, "甲") == ""
    assert first.files.get().state == "undone"
    assert not GoalTable.objects.exists()


def test_a_file_that_is_partly_taken_is_undone_and_can_be_looked_at_again() -> None:
    batch = batch_of(("一.docx", document(*OLD)))
    ImportTable.objects.filter(project_name="乙").update(chosen=False)
    confirm(batch, None)
    work_all(batch)
    undo(batch, None)
    assert results(batch) == {"甲": "undone", "乙": "left", "丙": "undone"}
    assert batch.files.get().state == "undone"
    look_again(batch)
    work_all(batch)
    ImportTable.objects.filter(project_name="乙").update(chosen=True)
    confirm(batch, None)
    work_all(batch)
    assert set(GoalTable.objects.values_list("project__name", flat=True)) == {"乙"}
    assert (batch.files.get().state, batch.files.get().written) == ("done", 1)


def test_a_file_that_waits_again_with_tables_written_before_can_be_undone() -> None:
    batch = batch_of(("一.docx", document(*OLD)))
    ImportTable.objects.filter(project_name="乙").update(chosen=False)
    confirm(batch, None)
    work_all(batch)
    look_again(batch)
    work_all(batch)
    assert batch.files.get().state == "ready"
    undo(batch, None)
    assert not GoalTable.objects.exists()
    assert (batch.files.get().state, batch.files.get().written) == ("ready", 0)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 1)])
def test_two_rows_of_one_table_in_one_file_are_undone_the_last_one_first(first: int, second: int) -> None:
    """Whichever of them was taken over the other."""
    imported(("零.docx", document(named("甲", goal="最早的"))))
    before = picture()
    batch = batch_of(("一.docx", document(named("甲", goal="第1张"), named("甲", goal="第2张"))))
    rows = ImportTable.objects.filter(file__batch=batch)
    rows.filter(ordinal=second).update(chosen=False, takeover="")
    rows.filter(ordinal=first).update(chosen=True, takeover="先要这张")
    confirm(batch, None)
    work_all(batch)
    look_again(batch)
    work_all(batch)
    rows.filter(ordinal=second).update(chosen=True, takeover="还是这张对")
    confirm(batch, None)
    work_all(batch)
    assert content_of(table("甲")).goal == f"第{second}张"
    undo(batch, None)
    assert picture() == before
    assert list(rows.values_list("result", flat=True)) == ["undone"] * 2


def test_files_of_a_batch_are_undone_the_last_one_first() -> None:
    batch = batch_of(("一.docx", document(named("甲"))), ("二.docx", document(named("甲", goal="别的"))))
    confirm(batch, None)
    work_all(batch)
    look_again(batch)
    work_all(batch)
    ImportTable.objects.filter(file__name="二.docx").update(chosen=True, takeover="第二个文件对")
    confirm(batch, None)
    work_all(batch)
    assert content_of(table("甲")).goal == "别的"
    undo(batch, None)
    assert not GoalTable.objects.exists()
    assert set(batch.files.values_list("state", flat=True)) == {"undone"}
