"""importers/batches.py and tasks.py: files of a batch are worked off once, whoever dies meanwhile."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from importers.batches import MAX_ATTEMPTS, SILENCE, claim, create_batch, enqueue, sweep, work_off
from importers.models import ImportFile, SourceFile
from importers.reading import read_document
from importers.tasks import import_file
from indicators.models import GoalTable
from tests.conftest import sample

pytestmark = pytest.mark.django_db
TXT = "txt/003_5eb047f7ee00f1fd.txt"


def batch_of(*names: str) -> list[ImportFile]:
    batch = create_batch(2025, "", "批次", [(name, sample(name).read_bytes()) for name in names])
    return list(batch.files.order_by("pk"))


def zipped(*entries: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return held.getvalue()


def test_a_file_is_read_and_committed() -> None:
    (file,) = batch_of(TXT)
    claimed = claim(file.pk)
    assert claimed is not None
    reading, outcomes = work_off(claimed)
    file.refresh_from_db()
    assert (file.state, file.new, file.attempts) == ("done", 4, 1)
    assert len(reading.tables) == len(outcomes) == GoalTable.objects.count() == 4


def test_a_file_is_claimed_once() -> None:
    (file,) = batch_of(TXT)
    assert claim(file.pk) is not None
    assert claim(file.pk) is None


def test_the_same_bytes_are_stored_once() -> None:
    batch_of(TXT)
    batch_of(TXT)
    assert SourceFile.objects.count() == 1
    assert ImportFile.objects.count() == 2


def test_an_archive_becomes_its_documents_and_tells_what_it_left_out() -> None:
    data = zipped(("甲.txt", sample(TXT).read_bytes()), ("图片.png", b"\x89PNG\r\n\x1a\n"))
    batch = create_batch(2025, "", "", [("压缩包.zip", data)])
    files = {file.name: file for file in batch.files.all()}
    assert files["压缩包.zip"].state == "skipped"
    assert "图片.png" in files["压缩包.zip"].issues.get().message
    assert len(files) == 2
    assert sum(file.state == "queued" for file in files.values()) == 1


def test_an_unreadable_file_fails_with_its_sentence_and_leaves_the_rest_alone() -> None:
    batch = create_batch(2025, "", "", [("坏.docx", b"PK\x03\x04broken"), ("好.txt", sample(TXT).read_bytes())])
    for file in batch.files.all():
        import_file.func(file.pk)
    states = dict(batch.files.values_list("name", "state"))
    assert states == {"坏.docx": "failed", "好.txt": "done"}
    assert "坏.docx" in batch.files.get(name="坏.docx").issues.get().message


def test_a_job_that_comes_twice_does_no_harm() -> None:
    (file,) = batch_of(TXT)
    import_file.func(file.pk)
    import_file.func(file.pk)
    file.refresh_from_db()
    assert (file.attempts, file.new) == (1, 4)


def test_an_error_of_ours_is_tried_again_and_then_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("importers.batches.commit", fail)
    (file,) = batch_of(TXT)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        with pytest.raises(RuntimeError):
            import_file.func(file.pk)
        file.refresh_from_db()
        assert (file.attempts, file.state) == (attempt, "failed" if attempt == MAX_ATTEMPTS else "queued")
    assert file.issues.get().code == "import-failed"
    assert not GoalTable.objects.exists()


def test_the_sweep_takes_up_what_a_dead_worker_left() -> None:
    left, busy = batch_of(TXT, "docx/003-word.docx")
    claim(left.pk)
    claim(busy.pk)
    ImportFile.objects.filter(pk=left.pk).update(heartbeat=timezone.now() - SILENCE - timedelta(seconds=1))
    assert sweep() == 1
    assert sweep() == 0
    states = dict(ImportFile.objects.values_list("pk", "state"))
    assert states == {left.pk: "queued", busy.pk: "reading"}
    assert DBTaskResult.objects.get().args_kwargs["args"] == [left.pk]


@pytest.mark.django_db(transaction=True)
def test_a_batch_is_handed_out_once_its_rows_are_there() -> None:
    files = batch_of(TXT, "docx/003-word.docx")
    enqueue(files[0].batch)
    assert DBTaskResult.objects.count() == 2


def test_the_reader_may_be_given() -> None:
    (file,) = batch_of(TXT)
    claimed = claim(file.pk)
    assert claimed is not None
    asked = []

    def read(name: str, data: bytes) -> Any:
        asked.append(name)
        return read_document(name, data)

    work_off(claimed, read)
    assert asked == [TXT]
