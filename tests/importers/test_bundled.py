"""importers/bundled.py: several files in one transaction end as they would one by one, none costs another."""

import threading
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from importers import bundled, tasks
from importers.asking import change_year, confirm
from importers.batches import create_batch
from importers.claims import claim, claim_some, hold
from importers.models import ImportBatch, ImportFile, ImportTable, TableSource
from importers.reading import FileReading, read_document
from importers.settling import know_year, settle_year
from indicators.models import GoalTable, TableFinding
from tests.importers.stepping import CONTENT, document, named, results, states

pytestmark = pytest.mark.django_db
State = ImportFile.State
Documents = list[tuple[str, bytes]]


def made(documents: Documents, region: str = "", **values: Any) -> ImportBatch:
    return create_batch(2025, region, "批次", documents, **values)


def plain(number: int, each: int = 2) -> Documents:
    return [(f"{n}.docx", document(*(named(f"项目{n}-{m}") for m in range(each)))) for n in range(number)]


def keys_of(batch: ImportBatch) -> list[int]:
    return list(batch.files.order_by("pk").values_list("pk", flat=True))


def run(batch: ImportBatch, together: bool) -> None:
    """Take every file of a batch one step further, in one job or one by one."""
    keys = keys_of(batch)
    for job in [keys] if together else keys:
        tasks.import_file.func(job)


def told(batch: ImportBatch) -> list[Any]:
    """All that a batch shows of its files, but for keys and times."""
    names = ("name", "state", "tables_read", "rows_read", "years", "new", "changed", "unchanged", "conflict", "failed")
    files = batch.files.order_by("name").values_list(*names, "written", "attempts", "errors")
    rows = ImportTable.objects.filter(file__batch=batch).order_by("file__name", "ordinal")
    issues = batch.files.order_by("name", "issues__pk").values_list("name", "issues__message")
    shown = ("file__name", "ordinal", "project_name", "state", "result", "reason", "chosen", "blocks", "warns")
    # What a preview tells beside other tables; with those that are written it depends on which were written before.
    seen = rows.filter(result=ImportTable.Result.OPEN).values_list("infos", "findings")
    return [list(files), list(rows.values_list(*shown)), list(issues), list(seen)]


def zipped(name: str, data: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


MIXED: Documents = [
    *plain(4),
    ("坏.docx", b"PK\x03\x04broken"),
    ("空.docx", b""),
    ("说明.txt", "没有表".encode()),
    ("一份.docx", document(named("同名", goal="先"))),
    ("又一份.docx", document(named("同名", goal="后"), named("只在这里"))),
    ("两次.docx", document(named("两次"), named("两次", goal="另一个"))),
    ("没有单位.docx", document(named("没有单位", agency_code="", agency_name="没有这个单位"))),
    ("包.zip", zipped("里面.docx", document(named("里面")))),
]


@pytest.mark.parametrize("unattended", [False, True])
def test_a_bundle_ends_as_its_files_would_one_by_one(unattended: bool) -> None:
    ends = []
    for together in (False, True):
        with transaction.atomic():
            batch = made(MIXED, unattended=unattended)
            run(batch, together)
            ends.append([told(batch)])
            if not unattended:
                confirm(batch, None)
                run(batch, together)
                ends[-1] += [told(batch), results(batch)]
            ends[-1].append(sorted(TableFinding.objects.values_list("table__project__name", "code", "message")))
            ends[-1].append(sorted(TableSource.objects.values_list("table__project__name", "file__name", "digest")))
            transaction.set_rollback(True)
    assert ends[0] == ends[1]


@pytest.mark.parametrize("unattended", [False, True])
def test_the_number_of_statements_does_not_grow_with_the_files(unattended: bool) -> None:
    counts = []
    for number in (3, 12):
        batch = made(plain(number), f"{number} 份", unattended=unattended)
        with CaptureQueriesContext(connection) as read:
            run(batch, together=True)
        assert set(states(batch).values()) == {"new"}
        if not unattended:
            confirm(batch, None)
        with CaptureQueriesContext(connection) as written:
            run(batch, together=True)
        assert set(results(batch).values()) == {"written"}
        counts.append((len(read), len(written)))
    (few_read, few_written), (many_read, many_written) = counts
    assert many_read <= few_read + 2
    assert many_written <= few_written + 2


def test_each_document_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    class Counting:
        @staticmethod
        def read(name: str, data: bytes) -> FileReading:
            read.append(name)
            return read_document(name, data)

    monkeypatch.setattr(tasks, "_reader", Counting)
    run(made(MIXED), together=True)
    assert sorted(read) == sorted(name for name, _ in MIXED if name != "包.zip")


def test_an_error_of_ours_costs_only_the_file_that_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    create = bundled.commit

    def fail(documents: Any) -> Any:
        if any(table.content.project_name == "项目1-0" for each in documents for table in each.tables):
            raise RuntimeError("boom")
        return create(documents)

    monkeypatch.setattr("importers.bundled.commit", fail)
    monkeypatch.setattr("importers.work.commit", fail)
    batch = made(plain(4), unattended=True)
    with pytest.raises(RuntimeError):
        run(batch, together=True)
    assert list(batch.files.order_by("pk").values_list("state", "errors", "written")) == [
        ("done", 0, 2), ("queued", 1, 0), ("done", 0, 2), ("done", 0, 2),
    ]  # fmt: skip
    assert GoalTable.objects.count() == 6


def test_a_file_that_is_cancelled_meanwhile_leaves_nothing_and_holds_up_nobody() -> None:
    batch = made(plain(3))
    claimed = claim_some(keys_of(batch))

    def cancelled_meanwhile(name: str, data: bytes) -> FileReading:
        ImportFile.objects.filter(name="1.docx").update(state=State.SKIPPED)
        return read_document(name, data)

    ((left, _),) = bundled.work_off_together(claimed, cancelled_meanwhile)
    assert left.name == "1.docx"
    assert dict(batch.files.values_list("name", "state")) == {"0.docx": "ready", "1.docx": "skipped", "2.docx": "ready"}
    assert set(ImportTable.objects.values_list("file__name", flat=True)) == {"0.docx", "2.docx"}


def test_files_that_another_worker_took_over_are_not_written_twice() -> None:
    batch = made(plain(3), unattended=True)
    claimed = claim_some(keys_of(batch))
    ImportFile.objects.update(state=State.QUEUED)
    run(batch, together=True)
    assert len(bundled.work_off_together(claimed, read_document)) == 3
    assert GoalTable.objects.count() == 6
    assert set(batch.files.values_list("attempts", "written")) == {(2, 2)}


def test_an_agency_that_is_told_by_name_is_found_where_another_file_brings_it() -> None:
    by_name = named("乙", agency_code="")
    files = [("一.docx", document(named("甲"))), ("二.docx", document(by_name)), ("三.docx", document(named("丙")))]
    batch = made(files, unattended=True)
    run(batch, together=True)
    assert results(batch) == {"甲": "written", "乙": "written", "丙": "written"}


def test_what_was_chosen_is_not_put_back_into_the_preview_where_the_last_moment_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batch = made(plain(3))
    run(batch, together=True)
    confirm(batch, None)
    finish = bundled.finish_some

    def fail(files: Any, state: str) -> None:
        finish(files, state)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(bundled, "finish_some", fail)
    run(batch, together=True)
    assert set(batch.files.values_list("state", "written")) == {("done", 2)}
    assert GoalTable.objects.count() == 6


def test_a_reader_that_cannot_be_started_costs_no_other_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        @staticmethod
        def read(name: str, data: bytes) -> FileReading:
            if name == "1.docx":
                raise OSError("no processes left")
            return read_document(name, data)

    monkeypatch.setattr(tasks, "_reader", Failing)
    batch = made(plain(3))
    with pytest.raises(OSError, match="processes"):
        run(batch, together=True)
    assert list(batch.files.order_by("pk").values_list("state", "errors")) == [
        ("ready", 0),
        ("queued", 1),
        ("ready", 0),
    ]


def test_what_takes_long_to_read_goes_alone_and_not_at_all_where_it_was_cancelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    class Slow:
        @staticmethod
        def read(name: str, data: bytes) -> FileReading:
            read.append(name)
            if name == "1.docx":
                ImportFile.objects.filter(name="3.docx").update(state=State.SKIPPED)
            return read_document(name, data)

    times = iter([0, 0, bundled.LONG, bundled.LONG + 1])
    monkeypatch.setattr(bundled, "monotonic", lambda: next(times))
    monkeypatch.setattr(tasks, "_reader", Slow)
    batch = made(plain(4))
    run(batch, together=True)
    assert read == ["0.docx", "1.docx", "2.docx"]
    assert list(batch.files.order_by("pk").values_list("state", flat=True)) == ["ready", "ready", "ready", "skipped"]


def test_of_a_project_in_a_file_that_was_read_before_and_in_a_new_one_the_first_is_offered() -> None:
    batch = made([("一.docx", document(named("同名"))), *plain(2), ("二.docx", document(named("同名", goal="另一个")))])
    tasks.import_file.func(keys_of(batch)[0])
    assert change_year(batch, 2026, "")
    run(batch, together=True)
    rows = ImportTable.objects.filter(project_name="同名").order_by("file")
    assert list(rows.values_list("file__name", "state")) == [("一.docx", "new"), ("二.docx", "conflict")]


def test_the_first_document_that_tells_a_year_decides_for_all() -> None:
    silent, telling = named("甲", goal="养护道路"), named("乙2024年", goal="完成2024年养护", purpose="2024年")
    batch = made([("一.docx", document(silent)), ("二.docx", document(telling))])
    ImportBatch.objects.update(year_guessed=True)
    run(batch, together=True)
    batch.refresh_from_db()
    assert (batch.year, batch.year_guessed) == (2024, False)
    assert set(batch.files.values_list("state", flat=True)) <= {"ready", "queued"}


def test_a_year_that_was_settled_since_the_files_were_claimed_stays() -> None:
    batch = made(plain(3))  # they tell 2025
    ImportBatch.objects.update(year=2030, year_guessed=True)
    claimed = claim_some(keys_of(batch))
    ImportBatch.objects.update(year=2028, year_guessed=False)
    batch.files.filter(name="0.docx").update(state=State.SKIPPED)
    assert [file.name for file, _ in bundled.work_off_together(claimed, read_document)] == ["0.docx"]
    batch.refresh_from_db()
    assert (batch.year, batch.year_guessed) == (2028, False)


def test_a_job_of_an_older_version_and_one_that_comes_twice() -> None:
    batch = made(plain(2), unattended=True)
    keys = keys_of(batch)
    tasks.import_file.func(keys[0])
    tasks.import_file.func(keys)
    tasks.import_file.func([*keys, 0])
    assert set(batch.files.values_list("state", "attempts")) == {("done", 1)}
    assert GoalTable.objects.count() == 4


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_somebody_else_holds_is_left_and_not_waited_for() -> None:
    batch = made(plain(3))
    claimed = claim_some(keys_of(batch))
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            ImportFile.objects.select_for_update().get(name="1.docx")
            held.set()
            go_on.wait(30)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(30)
    try:
        ((left, _),) = bundled.work_off_together(claimed, read_document)
        assert claim_some(keys_of(batch)) == []
    finally:
        go_on.set()
        other.join(30)
    assert left.name == "1.docx"
    assert CONTENT.agency_code in set(ImportTable.objects.values_list("agency_code", flat=True))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_who_settles_the_year_keeps_nobody_from_ending_a_transaction() -> None:
    """Who has written a file twice has its batch looked up at the end, and may hold agencies that are waited for."""
    telling = [("一.docx", document(named("乙2024年", goal="完成2024年养护", purpose="2024年"))), *plain(1)]
    batch = made(telling)
    ImportBatch.objects.update(year_guessed=True)
    other = batch.files.get(name="0.docx")

    def write() -> None:
        with transaction.atomic():
            for written in (1, 2):
                ImportFile.objects.filter(pk=other.pk).update(written=written)
        connections.close_all()

    with transaction.atomic():
        know_year(batch)
        settle_year(batch, read_document(*telling[0]).tables)
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(60)
        other.refresh_from_db()
        assert (batch.year, other.written) == (2024, 2)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_who_holds_a_file_holds_no_other_of_its_batch() -> None:
    first, second = (claim(key) for key in keys_of(made(plain(2))))
    assert first
    assert second
    held: list[ImportFile] = []

    def other() -> None:
        with transaction.atomic():
            hold(second)
            held.append(second)
        connections.close_all()

    with transaction.atomic():
        hold(first)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(60)
        assert held == [second]
