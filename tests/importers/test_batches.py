"""importers/batches.py: documents become files of a batch, each content stored once, and jobs for the workers."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from importers.batches import NAME_LENGTH, add_document, create_batch, enqueue, known_files
from importers.models import ImportBatch, ImportFile, SourceFile

pytestmark = pytest.mark.django_db
State = ImportFile.State


def batch(*documents: tuple[str, bytes], year: int = 2025, region: str = "", **values: Any) -> ImportBatch:
    return create_batch(year, region, "批次", documents, **values)


def received(*documents: tuple[str, bytes], year: int = 2025, region: str = "") -> ImportBatch:
    """A batch as the page makes it: its files wait for a person to start."""
    made = batch(year=year, region=region)
    for document in documents:
        add_document(made, *document)
    return made


def finished(*documents: tuple[str, bytes], state: str = State.DONE, **where: Any) -> ImportBatch:
    made = batch(*documents, **where)
    made.files.update(state=state)
    return made


def jobs() -> list[int]:
    return sorted(job.args_kwargs["args"][0] for job in DBTaskResult.objects.all())


def test_documents_wait_to_be_read() -> None:
    made = batch(("甲.txt", b"1"), ("乙.txt", b"22"))
    assert list(made.files.values_list("name", "state", "source__size", "attempts")) == [
        ("甲.txt", "queued", 1, 0),
        ("乙.txt", "queued", 2, 0),
    ]
    assert not made.unattended


def test_the_same_bytes_are_stored_once() -> None:
    batch(("甲.txt", b"same"))
    batch(("乙.txt", b"same"))
    assert bytes(SourceFile.objects.get().content) == b"same"
    assert ImportFile.objects.count() == 2


def test_the_same_bytes_twice_in_one_batch_are_read_once_and_told() -> None:
    made = batch(("甲.txt", b"same"), ("乙.txt", b"same"), ("丙.txt", b"same"))
    assert list(made.files.values_list("state", flat=True)) == ["queued", "skipped", "skipped"]
    issue = made.files.get(name="乙.txt").issues.get()
    assert (issue.code, issue.severity) == ("file-repeated", "info")
    assert "“乙.txt”" in issue.message
    assert "“甲.txt”" in issue.message


def test_a_name_that_is_too_long_keeps_its_end_with_the_extension() -> None:
    made = batch(("长" * 500 + ".docx", b"1"))
    name = made.files.get().name
    assert len(name) == NAME_LENGTH
    assert name.endswith("长.docx")
    assert SourceFile.objects.get().name.endswith(".docx")


def test_an_empty_file_and_an_odd_name_are_files_too() -> None:
    made = batch(("", b""), ("'\"<b>😀.txt", b"1"))
    assert list(made.files.values_list("name", flat=True)) == ["", "'\"<b>😀.txt"]


def test_an_impossible_year_is_refused_with_all_its_documents() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        batch(("甲.txt", b"1"), year=1066)
    assert not SourceFile.objects.exists()


def test_what_waits_is_handed_to_the_workers() -> None:
    made = batch(("甲.txt", b"1"), ("乙.txt", b"2"), ("丙.txt", b"3"), ("丁.txt", b"4"))
    first, second, third, _ = made.files.order_by("pk")
    ImportFile.objects.filter(pk=second.pk).update(state=State.CONFIRMED)
    ImportFile.objects.filter(pk__gt=second.pk).update(state=State.READY)
    enqueue(made)
    assert jobs() == [first.pk, second.pk]
    assert made.files.get(pk=first.pk).heartbeat is not None
    assert third.heartbeat is None


def test_known_files_are_those_of_other_batches_whatever_their_year() -> None:
    finished(("旧.txt", b"1"))
    finished(("别的年度.txt", b"2"), year=2024)
    made = received(("一.txt", b"1"), ("二.txt", b"2"), ("三.txt", b"3"))
    known = [(each.file.name, each.earlier.name) for each in known_files(made)]
    assert known == [("一.txt", "旧.txt"), ("二.txt", "别的年度.txt")]


@pytest.mark.parametrize("state", [State.RECEIVED, State.SKIPPED, State.UNDONE])
def test_what_was_never_read_or_taken_back_is_not_known(state: str) -> None:
    finished(("旧.txt", b"1"), state=state)
    assert known_files(received(("新.txt", b"1"))) == []


@pytest.mark.parametrize("state", [State.QUEUED, State.READING, State.READY, State.DONE, State.FAILED])
def test_what_was_read_or_is_going_to_be_is_known(state: str) -> None:
    finished(("旧.txt", b"1"), state=state)
    assert len(known_files(received(("新.txt", b"1")))) == 1


def test_the_latest_of_several_is_named_and_the_batch_itself_is_not() -> None:
    finished(("甲.txt", b"1"))
    finished(("乙.txt", b"1"))
    made = received(("丙.txt", b"1"))
    assert [known.earlier.name for known in known_files(made)] == ["乙.txt"]
    made.files.update(state=State.QUEUED)
    assert known_files(made) == []


def test_known_files_take_two_questions(django_assert_num_queries: Any) -> None:
    finished(*((f"{n}.txt", str(n).encode()) for n in range(8)))
    made = received(*((f"{n}.txt", str(n).encode()) for n in range(8)))
    with django_assert_num_queries(2):
        assert len([(known.file.name, known.earlier.batch.created_by) for known in known_files(made)]) == 8
