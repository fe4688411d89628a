"""importers/asking.py: what an administrator asks of a batch, also twice, in two tabs and while a worker is at it."""

from collections.abc import Callable
from typing import Any

import pytest

from importers.asking import confirm, give_up_batch, look_again, retry, start, stop
from importers.batches import add_document, create_batch
from importers.claims import Superseded, claim
from importers.models import ImportBatch, ImportFile, ImportTable
from importers.reading import read_document
from importers.work import work_off
from indicators.models import Cause, GoalTable
from indicators.storing import replace as write
from tests.conftest import People
from tests.importers.stepping import batch_of, document, imported, named, results, states, undo, work_all

pytestmark = pytest.mark.django_db
State = ImportFile.State
DOCUMENT = document(named("甲"), named("乙"))
BROKEN = b"PK\x03\x04broken"


def received(*documents: tuple[str, bytes]) -> ImportBatch:
    batch = create_batch(2025, "", "批次", [])
    for each in documents:
        add_document(batch, *each)
    return batch


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


def test_starting_leaves_out_what_is_known_and_says_how_many() -> None:
    imported(("旧.docx", DOCUMENT))
    batch = received(("又.docx", DOCUMENT), ("新.docx", document(named("丙"))))
    assert start(batch) == 1
    assert file_states(batch) == {"又.docx": "skipped", "新.docx": "queued"}
    assert start(batch) == 0


def test_starting_with_what_is_known() -> None:
    imported(("旧.docx", DOCUMENT))
    batch = received(("又.docx", DOCUMENT), ("新.docx", document(named("丙"))))
    assert start(batch, also_known=True) == 2
    work_all(batch)
    assert states(batch) == {"甲": "unchanged", "乙": "unchanged", "丙": "new"}


def test_what_was_left_out_can_be_read_later() -> None:
    imported(("旧.docx", DOCUMENT))
    batch = received(("又.docx", DOCUMENT))
    start(batch)
    assert retry(batch) == 1
    work_all(batch)
    assert states(batch) == {"甲": "unchanged", "乙": "unchanged"}


def test_stopping_reads_no_further_and_keeps_what_was_read() -> None:
    batch = batch_of(("一.docx", DOCUMENT))
    add_document(batch, "二.docx", document(named("丙")), State.QUEUED)
    add_document(batch, "三.docx", document(named("丁")), State.READING)
    assert stop(batch) == 2
    assert file_states(batch) == {"一.docx": "ready", "二.docx": "skipped", "三.docx": "skipped"}
    assert stop(batch) == 0
    assert retry(batch) == 2


def test_stopping_writes_no_further_and_keeps_what_was_written() -> None:
    batch = batch_of(("一.docx", document(named("甲"))), ("二.docx", document(named("乙"))))
    confirm(batch, None)
    first = batch.files.get(name="一.docx")
    claimed = claim(first.pk)
    assert claimed is not None
    work_off(claimed, read_document)
    assert stop(batch) == 1
    assert file_states(batch) == {"一.docx": "done", "二.docx": "ready"}
    assert results(batch) == {"甲": "written", "乙": ""}
    assert confirm(batch, None) == 1
    work_all(batch)
    assert GoalTable.objects.count() == 2


def test_what_is_being_written_is_not_broken_off() -> None:
    batch = batch_of(("一.docx", DOCUMENT))
    confirm(batch, None)
    claimed = claim(batch.files.get().pk)
    assert claimed is not None
    assert stop(batch) == give_up_batch(batch) == 0
    work_off(claimed, read_document)
    assert file_states(batch) == {"一.docx": "done"}


def test_stopping_while_a_document_is_read_drops_what_is_read() -> None:
    batch = create_batch(2025, "", "批次", [("一.docx", DOCUMENT)])

    def stopped_meanwhile(name: str, data: bytes) -> Any:
        assert stop(batch) == 1
        return read_document(name, data)

    claimed = claim(batch.files.get().pk)
    assert claimed is not None
    with pytest.raises(Superseded):
        work_off(claimed, stopped_meanwhile)
    assert file_states(batch) == {"一.docx": "skipped"}
    assert not ImportTable.objects.exists()


def test_stopping_and_trying_again_while_the_old_worker_still_reads() -> None:
    batch = create_batch(2025, "", "批次", [("一.docx", DOCUMENT)])
    file = batch.files.get()

    def started_again_meanwhile(name: str, data: bytes) -> Any:
        stop(batch)
        assert retry(batch) == 1
        assert claim(file.pk) is not None
        return read_document(name, data)

    claimed = claim(file.pk)
    assert claimed is not None
    with pytest.raises(Superseded):
        work_off(claimed, started_again_meanwhile)
    assert file_states(batch) == {"一.docx": "reading"}  # by the new one


@pytest.mark.parametrize("ask", [stop, give_up_batch])
def test_a_file_with_written_tables_is_never_skipped(ask: Callable[[ImportBatch], int]) -> None:
    """Else trying again would read it anew, and its tables could no more be undone."""
    batch = partly_written()
    assert ask(batch) == 1
    assert file_states(batch) == {"一.docx": "done"}
    assert results(batch) == {"甲": "written", "乙": "left"}
    assert retry(batch) == 0
    undo(batch, None)
    assert not GoalTable.objects.exists()


def test_giving_up_takes_nothing() -> None:
    batch = batch_of(("一.docx", DOCUMENT), ("坏.docx", BROKEN))
    add_document(batch, "二.docx", document(named("丙")))
    add_document(batch, "三.docx", document(named("丁")), State.CONFIRMED)
    assert give_up_batch(batch) == 3
    assert set(file_states(batch).values()) == {"skipped", "failed"}
    work_all(batch)
    assert confirm(batch, None) == 0
    assert not GoalTable.objects.exists()


def test_trying_again_one_or_all() -> None:
    batch = batch_of(("坏.docx", BROKEN), ("也坏.docx", BROKEN + b"!"), ("一.docx", DOCUMENT))
    bad = batch.files.get(name="坏.docx")
    good = batch.files.get(name="一.docx")
    assert retry(batch, good.pk) == 0
    assert retry(batch, 0) == 0
    assert retry(batch, bad.pk) == 1
    assert file_states(batch) == {"坏.docx": "queued", "也坏.docx": "failed", "一.docx": "ready"}
    assert retry(batch, bad.pk) == 0
    work_all(batch)
    assert retry(batch) == 2
    bad.refresh_from_db()
    assert (bad.attempts, bad.finished_at) == (0, None)
    work_all(batch)
    assert bad.issues.count() == 1


def test_a_file_of_another_batch_is_not_tried_again() -> None:
    other = batch_of(("坏.docx", BROKEN))
    assert retry(batch_of(("一.docx", DOCUMENT)), other.files.get().pk) == 0
    assert file_states(other) == {"坏.docx": "failed"}


def test_confirming_needs_a_tick() -> None:
    batch = batch_of(("一.docx", DOCUMENT))
    ImportTable.objects.update(chosen=False)
    assert confirm(batch, None) == 0
    assert file_states(batch) == {"一.docx": "ready"}
    assert ImportBatch.objects.get().confirmed_by is None


def test_confirming_twice_is_confirming_once(people: People) -> None:
    batch = batch_of(("一.docx", DOCUMENT))
    assert confirm(batch, people.administrator) == 1
    assert confirm(batch, people.finance) == 0
    work_all(batch)
    assert confirm(batch, people.finance) == 0
    assert ImportBatch.objects.get().confirmed_by == people.administrator
    assert GoalTable.objects.count() == 2


def test_confirming_while_some_are_still_read_takes_those_that_are_ready() -> None:
    batch = batch_of(("一.docx", DOCUMENT))
    add_document(batch, "二.docx", document(named("丙")), State.READING)
    assert confirm(batch, None) == 1
    assert file_states(batch) == {"一.docx": "confirmed", "二.docx": "reading"}


@pytest.mark.parametrize("number", [3, 30])
def test_asking_takes_few_statements_for_any_number_of_files(
    number: int, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    batch = create_batch(2025, "", "批次", [(f"{n}.txt", str(n).encode()) for n in range(number)])
    with django_assert_max_num_queries(8):
        stop(batch)
    with django_assert_max_num_queries(14):
        retry(batch)
    with django_assert_max_num_queries(8):
        give_up_batch(batch)
    batch.files.update(state=State.RECEIVED)
    with django_assert_max_num_queries(14):
        start(batch)
