"""importers/work.py and tasks.py: each step of a file, and that a step is done whole and once or not at all."""

from typing import Any

import pytest

from budget.heartbeat import MAX_ERRORS
from budget.models import Agency
from importers.asking import confirm
from importers.batches import create_batch
from importers.claims import Superseded, claim
from importers.models import ImportBatch, ImportFile, ImportTable
from importers.reading import read_document
from importers.tasks import import_file
from importers.work import work_off
from indicators.models import GoalTable
from indicators.storing import content_of
from indicators.text import normal_text
from tests.importers.stepping import batch_of, document, named, work_all

pytestmark = pytest.mark.django_db
State = ImportFile.State
DOCUMENT = document(named("甲"), named("乙"))


def made(*documents: tuple[str, bytes], **values: Any) -> ImportBatch:
    return create_batch(2025, "", "批次", documents, **values)


def step(file: ImportFile) -> ImportFile:
    """One step by this process itself."""
    claimed = claim(file.pk)
    assert claimed is not None
    work_off(claimed, read_document)
    return ImportFile.objects.get(pk=file.pk)


def only(batch: ImportBatch) -> ImportFile:
    return batch.files.get()


def test_a_document_is_read_up_to_its_preview_and_written_when_confirmed() -> None:
    batch = made(("一.docx", DOCUMENT))
    file = step(only(batch))
    assert (file.state, file.tables_read, file.rows_read, file.new, file.written) == ("ready", 2, 6, 2, 0)
    assert not GoalTable.objects.exists()
    confirm(batch, None)
    file = step(file)
    assert (file.state, file.new, file.written, file.attempts) == ("done", 2, 2, 1)
    assert GoalTable.objects.count() == 2


def test_an_unattended_document_is_written_at_once() -> None:
    file = step(only(made(("一.docx", DOCUMENT), unattended=True)))
    assert (file.state, file.new, file.written) == ("done", 2, 2)
    assert GoalTable.objects.count() == 2


def test_what_waits_already_is_compared_again_and_not_read_again() -> None:
    batch = made(("一.docx", DOCUMENT))
    file = step(only(batch))
    file.tables.filter(project_name="乙").update(chosen=False)
    ImportFile.objects.update(state=State.QUEUED)

    def refuse(name: str, data: bytes) -> Any:
        raise AssertionError("read again")

    claimed = claim(file.pk)
    assert claimed is not None
    reading, outcomes = work_off(claimed, refuse)
    assert reading is None
    assert len(outcomes) == 2
    assert only(batch).state == "ready"
    assert dict(file.tables.values_list("project_name", "chosen")) == {"甲": True, "乙": False}


def test_an_unreadable_file_fails_with_its_sentence_and_leaves_the_rest_alone() -> None:
    batch = batch_of(("坏.docx", b"PK\x03\x04broken"), ("空.docx", b""), ("好.docx", DOCUMENT))
    assert dict(batch.files.values_list("name", "state")) == {
        "坏.docx": "failed",
        "空.docx": "failed",
        "好.docx": "ready",
    }
    for name in ("坏.docx", "空.docx"):
        assert name in batch.files.get(name=name).issues.get().message


def test_a_document_without_tables_says_so() -> None:
    for unattended, state in ((False, "ready"), (True, "done")):
        file = step(only(made(("说明.txt", f"没有表 {state}".encode()), unattended=unattended)))
        assert (file.state, file.tables_read, file.issues.get().code) == (state, 0, "no-tables")


def test_a_document_without_tables_is_confirmed_along_with_others() -> None:
    batch = batch_of(("说明.txt", "没有表".encode()), ("一.docx", DOCUMENT))
    assert confirm(batch, None) == 2
    work_all(batch)
    assert dict(batch.files.values_list("name", "state")) == {"说明.txt": "done", "一.docx": "done"}


def test_a_job_that_comes_twice_does_no_harm() -> None:
    batch = made(("一.docx", DOCUMENT), unattended=True)
    import_file.func(only(batch).pk)
    import_file.func(only(batch).pk)
    import_file.func(0)
    assert (only(batch).attempts, only(batch).new) == (1, 2)


@pytest.mark.parametrize("broken", ["importers.work.stage", "importers.work.finish"])
def test_an_error_of_ours_is_tried_again_and_then_told(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(broken, fail)
    batch = made(("一.docx", DOCUMENT))
    for attempt in range(1, MAX_ERRORS + 1):
        with pytest.raises(RuntimeError):
            import_file.func(only(batch).pk)
        state = "failed" if attempt == MAX_ERRORS else "queued"
        assert (only(batch).attempts, only(batch).state) == (attempt, state)
    assert only(batch).issues.get().code == "import-failed"
    assert not ImportTable.objects.exists()


def test_an_error_while_writing_leaves_nothing_and_the_file_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("boom")

    batch = batch_of(("一.docx", DOCUMENT))
    confirm(batch, None)
    with monkeypatch.context() as patched:
        patched.setattr("importers.commit._store_sources", fail)
        with pytest.raises(RuntimeError):
            import_file.func(only(batch).pk)
    assert only(batch).state == "confirmed"
    assert not GoalTable.objects.exists()
    assert not Agency.objects.exists()
    assert list(ImportTable.objects.values_list("chosen", "result")) == [(True, "")] * 2
    work_all(batch)
    assert (only(batch).state, GoalTable.objects.count()) == ("done", 2)


@pytest.mark.parametrize("unattended", [False, True])
def test_a_file_that_is_cancelled_while_it_is_read_leaves_nothing(unattended: bool) -> None:
    batch = made(("一.docx", DOCUMENT), unattended=unattended)

    def cancelled_meanwhile(name: str, data: bytes) -> Any:
        ImportFile.objects.update(state=State.SKIPPED)
        return read_document(name, data)

    claimed = claim(only(batch).pk)
    assert claimed is not None
    with pytest.raises(Superseded):
        work_off(claimed, cancelled_meanwhile)
    assert only(batch).state == "skipped"
    assert not ImportTable.objects.exists()
    assert not GoalTable.objects.exists()


def test_a_worker_that_wakes_up_after_another_has_done_its_file_changes_nothing() -> None:
    batch = made(("一.docx", DOCUMENT), unattended=True)

    def overtaken(name: str, data: bytes) -> Any:
        ImportFile.objects.update(state=State.QUEUED)
        step(only(batch))
        return read_document(name, data)

    claimed = claim(only(batch).pk)
    assert claimed is not None
    with pytest.raises(Superseded):
        work_off(claimed, overtaken)
    assert (only(batch).state, only(batch).new, GoalTable.objects.count()) == ("done", 2, 2)


def test_the_task_of_a_cancelled_file_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def cancelled(*args: Any) -> None:
        raise Superseded

    monkeypatch.setattr("importers.tasks.work_off", cancelled)
    batch = made(("一.docx", DOCUMENT))
    import_file.func(only(batch).pk)
    assert only(batch).attempts == 1


@pytest.mark.parametrize("unattended", [False, True])
@pytest.mark.parametrize(
    "odd", ["😀龘𠮷", "\"'\\<b>&amp;%s{}", "前\x00后", "前\x1b[31m后", "\ud83d", "前\u2028后\ufeff", "甲" * 5000]
)
def test_odd_characters_go_all_the_way(odd: str, unattended: bool) -> None:
    text = FORM.format(f"1{odd}"[:280], odd).encode("utf-8", "surrogatepass")
    batch = batch_of(
        (f"{odd[:50]}.txt".encode("utf-8", "ignore").decode().replace("\0", ""), text), unattended=unattended
    )
    confirm(batch, None)
    work_all(batch)
    file = only(batch)
    if odd in REFUSED:
        assert (file.state, file.issues.count()) == ("failed", 1)
        assert not ImportTable.objects.exists()
    else:
        assert (file.state, file.written) == ("done", 1), list(file.issues.values_list("message", flat=True))
        stored = content_of(GoalTable.objects.get())
        assert stored.goal == normal_text(odd)
        assert stored.project_name == normal_text(f"1{odd}"[:280])


REFUSED = ("前\x00后", "\ud83d")  # a binary file, and one in no encoding
FORM = (
    "\t项目名称\n\t{}\n\n\t预算单位\n\t667201网格中心\n\n\t绩效目标\n\t{}\n\n"
    "\t一级指标\n\t二级指标\n\t三级指标\n\t指标值\n\n\t产出指标\n\t数量指标\n\t里程\n\t≥30公里\n"
)
