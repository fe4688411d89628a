"""importers/work.py and tasks.py: each step of a file, and that a step is done whole and once or not at all."""

import io
import zipfile
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from budget.models import Agency
from importers.asking import confirm
from importers.batches import create_batch
from importers.claims import MAX_ATTEMPTS, Superseded, claim
from importers.models import ImportBatch, ImportFile, ImportTable
from importers.reading import read_document
from importers.tasks import import_file
from importers.work import work_off
from indicators.models import GoalTable
from indicators.storing import content_of
from indicators.text import normal_text
from tests.importers.stepping import batch_of, document, named, states, work_all

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


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return held.getvalue()


def gbk_name(name: str) -> zipfile.ZipInfo:
    """An entry as Windows packs it: the bytes of the name in GBK, and no word about that."""

    class Packed(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:
            return name.encode("gbk"), 0

    return Packed("x")


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


def test_an_archive_becomes_its_documents_and_tells_what_it_left_out() -> None:
    inner = zipped(("里.docx", DOCUMENT))
    data = zipped(("夹/甲.docx", DOCUMENT), ("图片.png", b"\x89PNG"), ("再.zip", inner), ("甲2.docx", DOCUMENT))
    batch = batch_of(("压缩包.zip", data))
    files = {file.name: file for file in batch.files.all()}
    assert {name: file.state for name, file in files.items()} == {
        "压缩包.zip": "unpacked",
        "夹/甲.docx": "ready",
        "甲2.docx": "skipped",
    }
    told = dict(files["压缩包.zip"].issues.values_list("code", "message"))
    assert set(told) == {"not-a-document", "nested-archive"}
    assert "再.zip" in told["nested-archive"]
    assert files["夹/甲.docx"].archive == files["压缩包.zip"]
    assert files["甲2.docx"].issues.get().code == "file-repeated"


def test_names_in_an_archive_are_chinese_whoever_packed_it() -> None:
    data = zipped((gbk_name("年度/绩效目标表.docx"), DOCUMENT), ("市级.docx", document(named("丙"))))
    batch = batch_of(("压缩包.zip", data))
    names = set(batch.files.exclude(archive=None).values_list("name", flat=True))
    assert names == {"年度/绩效目标表.docx", "市级.docx"}
    assert set(states(batch)) == {"甲", "乙", "丙"}


def test_an_archive_inside_that_is_called_a_document_is_refused_and_not_unpacked() -> None:
    batch = batch_of(("压缩包.zip", zipped(("其实是压缩包.docx", zipped(("里.docx", DOCUMENT))))))
    inside = batch.files.get(name="其实是压缩包.docx")
    assert (inside.state, inside.issues.get().code) == ("failed", "nested-archive")
    assert batch.files.count() == 2


@pytest.mark.parametrize(
    ("data", "state", "code"),
    [
        (zipped(), "unpacked", "empty-archive"),
        (zipped(("图片.png", b"\x89PNG")), "unpacked", "not-a-document"),
        (zipped(("甲.docx", DOCUMENT))[:700], "failed", "damaged-file"),
    ],
    ids=["empty", "pictures", "cut off"],
)
def test_an_archive_without_documents_says_why(data: bytes, state: str, code: str) -> None:
    batch = batch_of(("压缩包.zip", data))
    assert only(batch).state == state
    issue = only(batch).issues.get()
    assert issue.code == code
    assert "压缩包.zip" in issue.message


def test_the_documents_of_an_unattended_archive_are_written() -> None:
    batch = batch_of(("压缩包.zip", zipped(("甲.docx", DOCUMENT))), unattended=True)
    assert set(batch.files.values_list("state", flat=True)) == {"unpacked", "done"}
    assert GoalTable.objects.count() == 2


def test_the_documents_of_an_archive_are_handed_out(django_capture_on_commit_callbacks: Any) -> None:
    batch = made(("压缩包.zip", zipped(("甲.docx", DOCUMENT), ("乙.docx", document(named("丙"))))))
    with django_capture_on_commit_callbacks(execute=True):
        step(only(batch))
    handed = {job.args_kwargs["args"][0] for job in DBTaskResult.objects.all()}
    assert handed == set(batch.files.filter(state=State.QUEUED).values_list("pk", flat=True))
    assert len(handed) == 2


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
    for attempt in range(1, MAX_ATTEMPTS + 1):
        with pytest.raises(RuntimeError):
            import_file.func(only(batch).pk)
        state = "failed" if attempt == MAX_ATTEMPTS else "queued"
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
