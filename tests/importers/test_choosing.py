"""importers/choosing.py: what is ticked is taken, what would overwrite somebody's work is not ticked by itself."""

from contextlib import ExitStack
from dataclasses import replace

import pytest
from django.db import transaction

from importers.asking import confirm
from importers.choosing import NotPossible, choose, choose_shown, take_over, waiting
from importers.claims import lock_batch
from importers.models import ImportBatch, ImportTable
from indicators.models import Cause, GoalTable, Status, TableChange
from indicators.storing import content_of
from indicators.storing import replace as write
from tests.importers.racing import beside, blocked
from tests.importers.stepping import CONTENT, batch_of, document, imported, named, results, work_all

pytestmark = pytest.mark.django_db
NEWER = replace(CONTENT, goal="文件里的新目标")


def row(batch: ImportBatch, name: str = CONTENT.project_name) -> ImportTable:
    return ImportTable.objects.get(file__batch=batch, project_name=name)


@pytest.fixture
def edited() -> GoalTable:
    """A table that was imported and then worked on."""
    imported(("一.docx", document(CONTENT)))
    table = GoalTable.objects.get()
    write(table, replace(CONTENT, goal="有人改过"), Cause("edited"))
    return table


def test_new_tables_are_ticked_and_can_be_unticked_one_by_one() -> None:
    batch = batch_of(("一.docx", document(CONTENT, named("乙"))))
    assert set(waiting(batch).values_list("chosen", flat=True)) == {True}
    shown = [str(each.pk) for each in waiting(batch)]
    choose_shown(batch, shown, [str(row(batch, "乙").pk)])
    assert not row(batch).chosen
    assert row(batch, "乙").chosen
    confirm(batch, None)
    work_all(batch)
    assert results(batch) == {CONTENT.project_name: "left", "乙": "written"}


def test_ticks_of_another_page_stay_and_nonsense_is_passed_over() -> None:
    batch = batch_of(("一.docx", document(CONTENT, named("乙"))))
    choose_shown(batch, [str(row(batch).pk), "x", "-1", "99999999"], ["y"])
    assert not row(batch).chosen
    assert row(batch, "乙").chosen


def test_a_table_of_another_batch_is_not_touched() -> None:
    batch, other = batch_of(("一.docx", document(CONTENT))), batch_of(("二.docx", document(named("乙"))))
    choose_shown(batch, [str(row(other, "乙").pk)], [])
    assert row(other, "乙").chosen


def test_a_conflict_can_not_be_ticked(edited: GoalTable) -> None:
    batch = batch_of(("二.docx", document(NEWER)))
    assert row(batch).state == "conflict"
    assert choose(waiting(batch), True) == 0
    choose_shown(batch, [str(row(batch).pk)], [str(row(batch).pk)])
    assert not row(batch).chosen


def test_a_conflict_is_taken_over_with_a_reason(edited: GoalTable) -> None:
    batch = batch_of(("二.docx", document(NEWER)))
    take_over(batch, row(batch), "  单位来函更正  ")
    confirm(batch, None)
    work_all(batch)
    assert content_of(edited).goal == NEWER.goal
    change = edited.changes.latest("pk")
    assert (change.kind, change.reason) == (TableChange.Kind.TAKEN_OVER, "单位来函更正")
    assert change.content_before
    assert change.content_before.goal == "有人改过"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_over_each_others_twin_one_is_first(edited: GoalTable) -> None:
    batch = batch_of(("二.docx", document(NEWER)))
    with ExitStack() as until_the_end, transaction.atomic():
        lock_batch(batch.pk)
        other = until_the_end.enter_context(beside(lambda: take_over(batch, row(batch), "单位来函更正")))
        blocked(other)
        assert other.is_alive()
    assert row(batch).takeover


@pytest.mark.parametrize("reason", ["", "   ", "好的", "长" * 501])
def test_a_reason_must_say_something(edited: GoalTable, reason: str) -> None:
    batch = batch_of(("二.docx", document(NEWER)))
    with pytest.raises(NotPossible, match="理由"):
        take_over(batch, row(batch), reason)
    assert not row(batch).chosen


def test_a_table_under_review_is_not_taken_over(edited: GoalTable) -> None:
    GoalTable.objects.update(status=Status.SUBMITTED)
    batch = batch_of(("二.docx", document(NEWER)))
    with pytest.raises(NotPossible, match="待主管部门审核"):
        take_over(batch, row(batch), "单位来函更正")
    # Nor where it was submitted after the preview.
    GoalTable.objects.update(status=Status.DRAFT)
    late = batch_of(("三.docx", document(replace(NEWER, goal="再改"))))
    take_over(late, row(late), "单位来函更正")
    GoalTable.objects.update(status=Status.SUBMITTED)
    confirm(late, None)
    work_all(late)
    assert content_of(edited).goal == "有人改过"
    assert results(late) == {CONTENT.project_name: "left"}


def test_unticking_takes_the_reason_back(edited: GoalTable) -> None:
    batch = batch_of(("二.docx", document(NEWER)))
    take_over(batch, row(batch), "单位来函更正")
    choose(waiting(batch), False)
    assert (row(batch).chosen, row(batch).takeover) == (False, "")


def test_of_two_tables_of_one_project_the_one_taken_over_wins() -> None:
    batch = batch_of(("一.docx", document(CONTENT)), ("二.docx", document(NEWER)))
    first, second = ImportTable.objects.filter(file__batch=batch).order_by("pk")
    assert (first.state, second.state) == ("new", "conflict")
    take_over(batch, second, "第二份是更正稿")
    first.refresh_from_db()
    assert not first.chosen
    confirm(batch, None)
    work_all(batch)
    assert content_of(GoalTable.objects.get()).goal == NEWER.goal


def test_nothing_can_be_chosen_once_it_is_written() -> None:
    batch = imported(("一.docx", document(CONTENT)))
    assert not waiting(batch).exists()
    with pytest.raises(NotPossible):
        take_over(batch, row(batch), "单位来函更正")
