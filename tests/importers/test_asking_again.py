"""importers/asking.py: looking again at what was left, and another year, which compares everything again."""

from typing import Any

import pytest

from importers.asking import change_year, confirm, give_up_batch, look_again
from importers.batches import create_batch
from importers.claims import Superseded, claim
from importers.models import ImportBatch, ImportFile, ImportTable
from importers.reading import read_document
from importers.work import work_off
from indicators.models import Cause, GoalTable
from indicators.storing import content_of
from indicators.storing import replace as write
from tests.importers.stepping import batch_of, document, imported, named, results, states, work_all

pytestmark = pytest.mark.django_db
State = ImportFile.State
DOCUMENT = document(named("甲"), named("乙"))
BROKEN = b"PK\x03\x04broken"


def file_states(batch: ImportBatch) -> dict[str, str]:
    return dict(batch.files.values_list("name", "state"))


def partly_written() -> ImportBatch:
    """A batch with one table written and one left, looked at again: its file waits."""
    batch = batch_of(("一.docx", DOCUMENT))
    ImportTable.objects.filter(project_name="乙").update(chosen=False)
    confirm(batch, None)
    work_all(batch)
    look_again(batch)
    return batch


def edit(name: str) -> None:
    write(GoalTable.objects.get(project__name=name), named(name, goal="有人改过"), Cause("edited"))


@pytest.mark.parametrize("unattended", [False, True])
def test_looking_again_at_conflicts(unattended: bool) -> None:
    imported(("零.docx", DOCUMENT))
    edit("甲")
    batch = batch_of(("一.docx", document(named("甲", goal="新目标"), named("丙"))), unattended=unattended)
    confirm(batch, None)
    work_all(batch)
    assert results(batch) == {"甲": "left", "丙": "written"}
    assert look_again(batch) == 1
    work_all(batch)
    assert file_states(batch) == {"一.docx": "ready"}
    row = ImportTable.objects.get(file__batch=batch, project_name="甲")
    assert (row.state, row.takeable, row.chosen) == ("conflict", True, False)
    ImportTable.objects.filter(pk=row.pk).update(chosen=True, takeover="以文件为准")
    assert confirm(batch, None) == 1
    work_all(batch)
    assert results(batch) == {"甲": "written", "丙": "written"}
    assert content_of(GoalTable.objects.get(project__name="甲")).goal == "新目标"
    assert batch.files.get().written == 2


def test_looking_again_where_the_conflict_is_gone() -> None:
    imported(("零.docx", DOCUMENT))
    edit("甲")
    batch = batch_of(("一.docx", document(named("甲", goal="新目标"))))
    give_up_batch(batch)
    batch.files.update(state=State.DONE)
    GoalTable.objects.get(project__name="甲").project.delete()
    look_again(batch)
    work_all(batch)
    assert states(batch) == {"甲": "new"}


def test_looking_again_at_a_batch_with_nothing_left() -> None:
    batch = imported(("一.docx", DOCUMENT))
    assert look_again(batch) == 0
    assert file_states(batch) == {"一.docx": "done"}


def test_another_year_compares_again() -> None:
    imported(("零.docx", DOCUMENT))
    batch = batch_of(("一.docx", DOCUMENT))
    assert states(batch) == {"甲": "unchanged", "乙": "unchanged"}
    assert change_year(batch, 2026, "")
    work_all(batch)
    assert states(batch) == {"甲": "new", "乙": "new"}
    assert change_year(batch, 2025, "滨海新区")
    work_all(batch)
    assert states(batch) == {"甲": "new", "乙": "new"}
    confirm(batch, None)
    work_all(batch)
    assert set(GoalTable.objects.values_list("project__year", "project__agency__region")) == {
        (2025, ""),
        (2025, "滨海新区"),
    }


def test_another_year_also_for_what_is_just_being_read() -> None:
    imported(("零.docx", DOCUMENT))
    batch = create_batch(2025, "", "批次", [("一.docx", DOCUMENT)])

    def changed_meanwhile(name: str, data: bytes) -> Any:
        assert change_year(ImportBatch.objects.get(pk=batch.pk), 2026, "")
        return read_document(name, data)

    claimed = claim(batch.files.get().pk)
    assert claimed is not None
    with pytest.raises(Superseded):
        work_off(claimed, changed_meanwhile)
    work_all(batch)
    assert states(batch) == {"甲": "new", "乙": "new"}


@pytest.mark.parametrize("state", [State.CONFIRMED, State.COMMITTING, State.DONE])
def test_no_other_year_for_what_is_written(state: str) -> None:
    batch = batch_of(("一.docx", DOCUMENT))
    batch.files.update(state=state)
    assert not change_year(batch, 2026, "")
    assert ImportBatch.objects.get().year == 2025


def test_no_other_year_where_some_tables_were_written_before() -> None:
    batch = partly_written()
    work_all(batch)
    assert file_states(batch) == {"一.docx": "ready"}
    assert not change_year(batch, 2026, "")
