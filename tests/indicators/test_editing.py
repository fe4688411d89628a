"""indicators/editing.py: who may save, when, over what; and that no update is lost when two save at once."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from budget.models import Project
from indicators.content import TableContent
from indicators.editing import BEFORES, IN_A_ROW, Closed, Conflict, Saved, began_with, save
from indicators.models import Cause, GoalTable, Status, TableChange
from indicators.rechecking import rejudge
from indicators.storing import content_of, digest
from indicators.storing import replace as write
from indicators.validation import Invalid, from_json
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(people: People) -> GoalTable:
    made = make_table(people.agencies["667201"])
    rejudge(made)
    return made


def saving(table: GoalTable, user: User, serial: int = 0, auto: bool = False, **values: Any) -> Saved:
    """Save the table as it is now, with some fields changed."""
    values_now = content_of(table).to_json() | values
    return save(table.pk, user, serial, partial(from_json, values_now), auto)


def changes(table: GoalTable) -> list[TableChange]:
    return list(table.changes.order_by("pk"))


def test_a_save_writes_content_serial_findings_and_history(table: GoalTable, people: People) -> None:
    before = content_of(table)
    saved = saving(
        table, people.officer, project_name="新的名称", budget_total="100.00", goal="新的目标", indicators=[]
    )
    now = content_of(table)
    assert (saved.written, saved.table.serial, saved.content) == (True, 1, now)
    assert (now.project_name, now.budget_total, now.goal, now.indicators) == ("新的名称", Decimal(100), "新的目标", ())
    assert table.findings.filter(code="required-missing", field="indicators").exists()
    (change,) = changes(table)
    assert (change.kind, change.by, change.auto, change.content_before) == ("edited", people.officer, False, before)


def test_the_same_content_writes_nothing_whatever_the_serial(table: GoalTable, people: People) -> None:
    for serial in (0, 7, -1):
        assert not saving(table, people.officer, serial).written
    table.refresh_from_db()
    assert (table.serial, changes(table)) == (0, [])


def test_an_answer_that_got_lost_does_no_harm(table: GoalTable, people: People) -> None:
    saving(table, people.officer, goal="甲")
    again = saving(table, people.officer, 0, goal="甲")
    assert (again.written, again.table.serial) == (False, 1)
    assert len(changes(table)) == 1


def test_agency_and_number_stay(table: GoalTable, people: People) -> None:
    saving(table, people.officer, goal="甲", agency_code="319202", agency_name="别的", number=55)
    now = content_of(table)
    assert (now.agency_code, now.number) == ("667201", None)


@pytest.mark.parametrize("name", ["finance", "stranger", "reader", "department"])
def test_others_may_not(table: GoalTable, people: People, name: str) -> None:
    with pytest.raises(PermissionDenied if name == "finance" else Http404):
        saving(table, getattr(people, name), goal="甲")
    assert changes(table) == []


def test_an_administrator_may(table: GoalTable, people: People) -> None:
    assert saving(table, people.administrator, goal="甲").written


@pytest.mark.parametrize("status", sorted(set(Status.values) - {"draft", "returned"}))
def test_a_table_that_is_out_of_hand_is_closed(table: GoalTable, people: People, status: str) -> None:
    GoalTable.objects.update(status=status)
    with pytest.raises(Closed, match=f"这张表现在是“{Status(status).label}”，不能再修改。"):
        saving(table, people.officer, goal="甲")
    assert content_of(table).goal == "1.监管网站平台"


def test_a_returned_table_is_open(table: GoalTable, people: People) -> None:
    GoalTable.objects.update(status=Status.RETURNED)
    assert saving(table, people.officer, goal="甲").written


def test_the_second_is_told_what_the_first_wrote(table: GoalTable, people: People) -> None:
    saving(table, people.administrator, goal="甲")
    with pytest.raises(Conflict) as told:
        saving(table, people.officer, 0, goal="乙")
    conflict = told.value
    assert (conflict.serial, conflict.by, conflict.content.goal) == (1, people.administrator, "甲")
    assert conflict.at == changes(table)[0].at
    assert content_of(table).goal == "甲"


def test_an_import_meanwhile_is_a_conflict_too(table: GoalTable, people: People) -> None:
    write(table, replace(content_of(table), goal="导入的"), Cause(TableChange.Kind.REPLACED))
    with pytest.raises(Conflict):
        saving(table, people.officer, 0, goal="乙")


@pytest.mark.parametrize("other_year", [False, True])
def test_a_name_is_taken_inside_its_agency_and_year(table: GoalTable, people: People, other_year: bool) -> None:
    make_table(people.agencies["667201"], "另一个项目", year=2024 if other_year else 2025)
    make_table(people.agencies["319202"], "别人的项目")
    assert saving(table, people.officer, project_name="别人的项目").written
    if other_year:
        assert saving(table, people.officer, 1, project_name="另一个项目").written
        return
    with pytest.raises(Invalid) as refused:
        saving(table, people.officer, 1, project_name="另一个项目")
    (problem,) = refused.value.problems
    assert (problem.field, problem.row) == ("project_name", None)
    assert problem.message == "本单位2025 年度已经有一个同名的项目，请换一个名称。"


def test_a_name_that_is_taken_between_look_and_write_is_no_crash(
    table: GoalTable, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_table(people.agencies["667201"], "另一个项目")
    monkeypatch.setattr("indicators.editing._refuse_taken_name", lambda project, name: None)
    with pytest.raises(Invalid, match="同名"):
        saving(table, people.officer, project_name="另一个项目")
    assert Project.objects.get(table=table).name == "网站平台监管"


def test_invalid_content_writes_nothing(table: GoalTable, people: People) -> None:
    with pytest.raises(Invalid):
        saving(table, people.officer, goal="甲", budget_total="-1")
    assert content_of(table).goal == "1.监管网站平台"


def autosaves(table: GoalTable, *entries: tuple[User, bool]) -> list[TableChange]:
    for number, (user, auto) in enumerate(entries):
        table.refresh_from_db()
        saving(table, user, table.serial, auto, goal=f"第{number}次")
    return changes(table)


def test_autosaves_in_a_row_are_one_change(table: GoalTable, people: People) -> None:
    first = content_of(table)
    (change,) = autosaves(table, *[(people.officer, True)] * 3)
    assert (change.content_before, change.auto) == (first, True)
    assert content_of(table).goal == "第2次"
    table.refresh_from_db()
    assert table.serial == 3
    assert timezone.now() - change.at < timedelta(minutes=1)


@pytest.mark.parametrize("who", [("officer", "administrator"), ("officer", "officer")])
def test_another_person_or_an_explicit_save_begins_a_new_change(
    table: GoalTable, people: People, who: tuple[str, str]
) -> None:
    one, other = (getattr(people, name) for name in who)
    explicit = one == other
    found = autosaves(table, (one, True), (other, not explicit), (one, True))
    assert [change.auto for change in found] == [True, not explicit, True]
    assert [change.content_before.goal for change in found[1:] if change.content_before] == ["第0次", "第1次"]


def test_autosaves_far_apart_are_two_changes(table: GoalTable, people: People) -> None:
    autosaves(table, (people.officer, True))
    TableChange.objects.update(at=timezone.now() - IN_A_ROW)
    assert len(autosaves(table, (people.officer, True))) == 1  # the same text again: nothing to write
    table.refresh_from_db()
    saving(table, people.officer, table.serial, True, goal="后来")
    assert len(changes(table)) == 2


def test_what_a_form_began_with_is_found_by_its_digest(table: GoalTable, people: People) -> None:
    first = content_of(table)
    saving(table, people.officer, 0, goal="甲")
    saving(table, people.officer, 1, goal="乙")
    assert began_with(table, digest(first)) == first
    assert began_with(table, "0" * 64) is None
    assert BEFORES > 2


# Two who really save at the same time, each with a connection of its own.
def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """What each job gave or raised; all start together."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        try:
            gate.wait(10)
            results[number] = job()
        except Exception as error:
            results[number] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=entry) for entry in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def one_save(table: GoalTable, user: User, base: TableContent, number: int) -> Callable[[], Saved]:
    values = base.to_json() | {"goal": f"第{number}人的目标"}
    return lambda: save(table.pk, user, 0, partial(from_json, values), auto=bool(number % 2))


@pytest.mark.django_db(transaction=True)
def test_of_many_who_save_at_once_one_wins_and_all_others_are_told(people: People) -> None:
    table = make_table(people.agencies["667201"])
    base = content_of(table)
    users = (people.officer, people.administrator) * 3
    results = at_once(*(one_save(table, user, base, number) for number, user in enumerate(users)))
    won = [each for each in results if isinstance(each, Saved)]
    told = [each for each in results if isinstance(each, Conflict)]
    assert (len(won), len(told)) == (1, len(users) - 1), results
    table.refresh_from_db()
    assert (table.serial, len(changes(table))) == (1, 1)
    assert {each.content.goal for each in told} == {content_of(table).goal} == {won[0].content.goal}


@pytest.mark.django_db(transaction=True)
def test_two_tables_of_one_agency_are_saved_at_once(people: People) -> None:
    """Both look at all tables of the agency, and neither waits for the other for good."""
    tables = [make_table(people.agencies["667201"], f"项目{number}") for number in range(4)]
    bases = [content_of(table) for table in tables]
    jobs = [
        one_save(table, people.officer, base, number)
        for number, (table, base) in enumerate(zip(tables, bases, strict=True))
    ]
    results = at_once(*jobs)
    assert all(isinstance(each, Saved) and each.written for each in results), results
    assert [content_of(table).goal for table in tables] == [f"第{number}人的目标" for number in range(4)]


@pytest.mark.django_db(transaction=True)
def test_two_who_take_one_name_at_once(people: People) -> None:
    tables = [make_table(people.agencies["667201"], f"项目{number}") for number in range(2)]
    values = [content_of(table).to_json() | {"project_name": "同一个名称"} for table in tables]
    results = at_once(
        *(
            partial(save, table.pk, people.officer, 0, partial(from_json, sent))
            for table, sent in zip(tables, values, strict=True)
        )
    )
    assert sorted(type(each).__name__ for each in results) == ["Invalid", "Saved"], results
