"""importers/work.py with archives: their documents become files of the batch, what is left out is told."""

import io
import zipfile
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from importers.batches import create_batch
from importers.claims import claim
from importers.models import ImportBatch, ImportFile
from importers.reading import read_document
from importers.work import work_off
from indicators.models import GoalTable
from tests.importers.stepping import batch_of, document, named, states
from tests.making.packing import Package

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
    with Package(held, "w") as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return held.getvalue()


def gbk_name(name: str) -> zipfile.ZipInfo:
    """An entry as Windows packs it: the bytes of the name in GBK, and no word about that."""

    class Packed(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:
            return name.encode("gbk"), 0

    return Packed("x")


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


def test_the_documents_of_an_archive_are_handed_out() -> None:
    batch = made(("压缩包.zip", zipped(("甲.docx", DOCUMENT), ("乙.docx", document(named("丙"))))))
    step(only(batch))
    handed = {job.args_kwargs["args"][0] for job in DBTaskResult.objects.all()}
    assert handed == set(batch.files.filter(state=State.QUEUED).values_list("pk", flat=True))
    assert len(handed) == 2
