"""Some count while others write: every change is counted or has its mark, and nobody fails. On PostgreSQL alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from figures import facts
from figures.facts import count_facts, recount, recount_some
from figures.models import Mark
from indicators.models import TableFinding
from tests.conftest import People
from tests.figures.counted import assert_counted, this_year
from tests.figures.made_up import all_tables
from tests.tables import make_table

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_a_change_that_is_committed_while_it_is_counted_keeps_its_mark(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counting has read, and not yet written, when somebody else commits."""
    agency = people.agencies["319101"]
    table = make_table(agency)
    read, changed, errors = Event(), Event(), []
    usual = facts.count

    def slowly(*args: object) -> object:
        found = usual(*args)  # type: ignore[arg-type]
        read.set()
        changed.wait(20)
        return found

    def change() -> None:
        try:
            read.wait(20)
            TableFinding.objects.create(table=table, code="vague-target", severity="warn", message="m")
        except Exception as error:
            errors.append(error)
        finally:
            changed.set()
            connection.close()

    monkeypatch.setattr(facts, "count", slowly)
    other = Thread(target=change)
    other.start()
    recount(2025, [agency.pk])
    other.join(20)
    assert not errors
    assert this_year().open_tables == 0  # it had been read before
    assert Mark.objects.filter(agency=agency, year=2025).exists()
    monkeypatch.setattr(facts, "count", usual)
    assert recount_some(Mark.objects.all()) == 1
    assert this_year().open_tables == 1


def test_a_change_that_was_written_before_and_is_committed_after_the_counting_keeps_its_mark(people: People) -> None:
    agency = people.agencies["319101"]
    table = make_table(agency)
    written, counted, errors = Event(), Event(), []

    def change() -> None:
        try:
            with transaction.atomic():
                table.indicators.all().delete()
                written.set()
                counted.wait(20)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    other = Thread(target=change)
    other.start()
    written.wait(20)
    recount(2025, [agency.pk])
    counted.set()
    other.join(20)
    assert not errors
    assert this_year().indicators == 4
    assert recount_some(Mark.objects.all()) == 1
    assert this_year().indicators == 0
    assert not Mark.objects.exists()


def _in_threads(*works: Callable[[], None]) -> list[Exception]:
    """Each in a thread with a connection of its own, all at once; what they raised."""
    errors: list[Exception] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def test_two_who_count_and_some_who_write_leave_everything_right(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agency is counted by one at a time; the other passes it by, and neither fails."""
    monkeypatch.setattr(facts, "RESTED", timedelta(0))
    agencies = [people.agencies[code] for code in ("319101", "319202", "667201")]
    made = [make_table(agency, name=f"{agency.code}{number}") for agency in agencies for number in range(3)]
    finished: list[int] = []

    def writing(seed: int) -> None:
        random = Random(seed)
        try:
            for _ in range(25):
                table = random.choice(made)
                TableFinding.objects.create(table=table, code=f"c{seed}", severity="warn", message="m")
                if random.random() < 0.4:
                    table.findings.filter(code=f"c{seed}").delete()
        finally:
            finished.append(seed)

    def counting() -> None:
        while len(finished) < 2:
            recount_some(Mark.objects.all())

    assert not _in_threads(lambda: writing(1), lambda: writing(2), counting, counting)
    count_facts(60)
    assert_counted(list(all_tables()))
