"""Several people and workers at once, on real transactions: every table is there once and whole, losers are told."""

import threading
import time
from dataclasses import replace

import pytest
from django.db import connection, transaction

from budget.models import Budget, Project
from importers import asking
from importers.asking import confirm
from importers.batches import create_batch
from importers.claims import claim, hold
from importers.models import ImportFile, ImportTable
from importers.planning import Document, plan
from importers.reading_types import ReadTable
from indicators.findings import Place
from indicators.models import Cause, GoalTable, Status, TableChange
from indicators.rechecking import lock_agencies, rejudge
from indicators.storing import content_of, contents_of
from indicators.storing import replace as write
from tests.importers.racing import (
    all_done,
    assert_whole,
    beside,
    content,
    documents,
    read_here,
    shuffled,
    together,
    worker,
)
from tests.importers.stepping import batch_of, document, imported, named, undo, work_all

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures(read_here.__name__),
]
State = ImportFile.State


def test_two_administrators_confirm_overlapping_batches() -> None:
    one = batch_of(*documents(shuffled(range(32), 1), "甲"))
    two = batch_of(*documents(shuffled(range(16, 48), 2), "乙"))
    assert together(lambda: confirm(one, None), lambda: confirm(two, None)) == [4, 4]
    together(worker(one, seed=3), worker(two, seed=4))
    assert all_done(one, two)
    assert_whole(48)
    for number in range(16, 32):
        rows = list(ImportTable.objects.filter(project_name=f"项目{number}"))
        assert sorted(row.result for row in rows) == ["left", "written"], number
        won, lost = sorted(rows, key=lambda row: row.result, reverse=True)
        assert (
            content_of(GoalTable.objects.get(pk=won.table_id)).goal == won.file.batch.files.get(pk=won.file_id).name[0]
        )
        assert (lost.state, lost.reason_code, bool(lost.content)) == ("conflict", "changed-since-preview", True)


@pytest.mark.parametrize("unattended", [False, True])
def test_new_agencies_and_projects_in_opposite_order(unattended: bool) -> None:
    numbers = list(range(40))
    one = create_batch(2025, "", "甲", documents(numbers, "甲", 20), unattended=unattended)
    two = create_batch(2025, "", "乙", documents(numbers[::-1], "乙", 20), unattended=unattended)
    together(worker(one), worker(two))
    if not unattended:
        together(lambda: confirm(one, None), lambda: confirm(two, None))
        together(worker(one), worker(two))
    assert all_done(one, two)
    assert_whole(40)
    assert TableChange.objects.filter(kind="imported").count() == 40


def test_one_batch_by_three_workers_at_once() -> None:
    batch = create_batch(2025, "", "甲", documents(list(range(40)), "甲", 4))
    together(*(worker(batch, seed=seed) for seed in range(3)))
    assert sorted(together(*[lambda: confirm(batch, None)] * 3)) == [0, 0, 10]  # type: ignore[type-var]
    together(*(worker(batch, seed=seed) for seed in range(3)))
    assert all_done(batch)
    assert set(batch.files.values_list("attempts", "claims")) == {(1, 2)}
    assert_whole(40)


def test_the_same_documents_as_two_batches() -> None:
    same = documents(list(range(20)), "甲", 5)
    one, two = batch_of(*same), batch_of(*same)
    confirm(one, None)
    confirm(two, None)
    together(worker(one, two, seed=1), worker(one, two, seed=2))
    assert all_done(one, two)
    assert_whole(20)
    assert set(ImportTable.objects.filter(result="left").values_list("state", "reason")) <= {("unchanged", "")}
    assert ImportTable.objects.filter(result="written").count() == 20


def test_undoing_one_batch_while_another_is_written_over_it() -> None:
    """They lock the same tables, and one of the two is first; nobody waits for ever."""
    one = imported(*documents(shuffled(range(30), 5), "甲", 30))
    two = batch_of(*documents(shuffled(range(30), 6), "乙", 30))
    confirm(two, None)
    asking.undo(one, None)
    together(worker(one), worker(two))
    goals = {each.goal for each in contents_of(GoalTable.objects.all()).values()}
    first, second = one.files.get(), two.files.get()
    if first.state == State.UNDONE:  # then nothing is as the preview of the second had it
        assert goals == set()
        assert set(second.tables.values_list("result", flat=True)) == {"left"}
    else:
        assert goals == {"乙"}
        assert set(first.tables.values_list("result", flat=True)) == {"kept"}
        assert_whole(30)


@pytest.mark.postgresql
def test_a_preview_does_not_hold_tables_that_a_submission_needs() -> None:
    """Whoever writes one table goes on to judge all of its agency; a preview that held some would stop both."""
    names = ("甲", "乙", "丙")
    file = imported(("一.docx", document(*(named(name) for name in names)))).files.get()
    reads = [ReadTable(named(name), "project", n, Place("一.docx", n)) for n, name in enumerate(names, 1)]
    last = GoalTable.objects.select_related("project__agency").latest("pk")
    held = threading.Event()

    def submission() -> None:
        with transaction.atomic():
            lock_agencies([last.project.agency_id])
            GoalTable.objects.select_for_update().get(pk=last.pk)
            held.set()
            _wait_until_somebody_waits()
            rejudge(last)

    def preview() -> None:
        held.wait()
        with transaction.atomic():
            plan([Document(file, reads)])

    together(submission, preview)


def _wait_until_somebody_waits() -> None:
    """For another connection that waits for a lock; at most for half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def test_files_that_lie_on_each_other_are_undone_by_several_workers() -> None:
    batch = batch_of(*[(f"{goal}.docx", document(content(1, goal))) for goal in "甲乙丙丁"])
    for goal in "甲乙丙丁":
        ImportTable.objects.update(chosen=False)
        row = ImportTable.objects.get(file__name=f"{goal}.docx")
        ImportTable.objects.filter(pk=row.pk).update(chosen=True, takeover="以这个文件为准")
        confirm(batch, None)
        work_all(batch)
        asking.look_again(batch)
        work_all(batch)
    assert content_of(GoalTable.objects.get()).goal == "丁"
    asking.undo(batch, None)
    together(*(worker(batch, seed=seed) for seed in range(3)))
    assert not GoalTable.objects.exists()
    assert set(ImportTable.objects.values_list("result", flat=True)) == {"undone"}


@pytest.mark.postgresql
def test_a_table_is_given_back_to_a_file_that_somebody_holds() -> None:
    """He may be undoing that file too, and wait for the agency of the table."""
    one, two = (imported((f"{goal}.docx", document(content(1, goal)))) for goal in "甲乙")
    asking.undo(one, None)
    asking.undo(two, None)
    first = claim(one.files.get().pk)
    assert first
    with transaction.atomic():
        hold(first)
        with beside(worker(two)):
            pass
    assert content_of(GoalTable.objects.get()).goal == "甲"


def test_a_table_that_is_edited_while_the_batch_is_written_is_edited_or_told() -> None:
    imported(*documents(list(range(10)), "甲", 10))
    batch = batch_of(*documents(list(range(10)), "乙", 10))
    confirm(batch, None)

    def edit() -> None:
        with transaction.atomic():
            table = GoalTable.objects.select_for_update().get(project__name="项目5")
            write(table, content(5, "有人改过"), Cause("edited"))

    together(edit, worker(batch))
    now = content_of(GoalTable.objects.get(project__name="项目5")).goal
    row = ImportTable.objects.get(file__batch=batch, project_name="项目5")
    history = [each.content_before.goal for each in TableChange.objects.filter(table=row.table) if each.content_before]
    assert now == "有人改过"  # before the commit, or over it
    assert row.result == ("written" if "乙" in history else "left")
    assert_whole(10)


def test_undoing_after_edits_and_submissions_leaves_them() -> None:
    batch = imported(*documents(list(range(10)), "甲", 5))
    write(GoalTable.objects.get(project__name="项目3"), content(3, "有人改过"), Cause("edited"))
    GoalTable.objects.filter(project__name="项目7").update(status=Status.SUBMITTED)
    undo(batch)
    left = {each.project_name: each.goal for each in contents_of(GoalTable.objects.all()).values()}
    assert left == {"项目3": "有人改过", "项目7": "甲"}
    assert Project.objects.count() == Budget.objects.count() == 2


def test_numbers_of_changes_and_rows_agree() -> None:
    """The history of each table has one row for each writing, whoever wrote."""
    one = imported(*documents(list(range(5)), "甲"))
    imported(*documents(list(range(5)), "乙"))
    third = imported(*documents(list(range(5)), "丙"))
    undo(third)
    kinds = list(TableChange.objects.filter(table__project__name="项目2").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["imported", "replaced", "replaced", "undone"]
    assert replace(content_of(GoalTable.objects.get(project__name="项目2")), number=None).goal == "乙"
    assert one.files.get().written == 5
