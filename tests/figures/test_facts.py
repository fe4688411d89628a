"""Facts say what plain loops say, after any work; counting takes the same few statements for any number of tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budget.models import Agency, Project
from figures import facts
from figures.facts import count_facts, recount, recount_some
from figures.models import AgencyYear, FindingFact, LevelFact, Mark, StageFact
from indicators.models import GoalTable, TableFinding
from tests.conftest import People
from tests.effort import seeds
from tests.figures import naive
from tests.figures.lives import live
from tests.figures.made_up import YEARS, all_tables
from tests.tables import make_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def tables(years: list[GoalTable]) -> list[GoalTable]:
    """The made-up years, with lives."""
    return live(years)


def _this_year() -> AgencyYear:
    """The counted row of the one agency; one of the next year may stand beside it."""
    return AgencyYear.objects.get(year=2025)


def assert_counted(tables: list[GoalTable]) -> None:
    """Every fact of every agency and year is what a loop over its tables gives, and no other fact is there."""
    groups: dict[tuple[int, int], list[GoalTable]] = {}
    for table in tables:
        groups.setdefault((table.project.agency_id, table.project.year), []).append(table)
    assert set(AgencyYear.objects.filter(tables__gt=0).values_list("agency", "year")) == groups.keys()
    for (agency, year), same in groups.items():
        of_them = {"agency": agency, "year": year}
        _assert_totals(AgencyYear.objects.get(**of_them), same)
        _assert_findings(list(FindingFact.objects.filter(**of_them)), same)
        _assert_stages(list(StageFact.objects.filter(**of_them)), same)
        rows = sum(each.numbers + each.dates + each.texts for each in LevelFact.objects.filter(whole=False, **of_them))
        assert rows == sum(table.indicators.count() for table in same)
    for model in (FindingFact, LevelFact, StageFact):
        assert set(model.objects.values_list("agency", "year")) <= groups.keys()


def _assert_totals(fact: AgencyYear, tables: list[GoalTable]) -> None:
    expected = naive.with_findings(tables)
    for name in (
        "tables",
        "open_tables",
        "block_tables",
        "warn_tables",
        "info_tables",
        "kept_tables",
        "clean_tables",
        "kept",
    ):
        assert getattr(fact, name) == expected[name], name
    assert fact.blocks + fact.warns + fact.infos == expected["open"]
    kinds = [[row.kind for row in table.indicators.all()] for table in tables]
    assert fact.indicators == sum(map(len, kinds))
    assert fact.qualitative == sum(each.count("text") for each in kinds)
    assert fact.text_tables == sum("text" in each for each in kinds)
    assert fact.wordy_tables == sum(set(each) == {"text"} for each in kinds)
    assert fact.approved_tables == sum(table.in_force is not None for table in tables)


def _assert_findings(rows: list[FindingFact], tables: list[GoalTable]) -> None:
    now = naive.findings(tables)
    names = ("first", "removed", "added", "approved", "approved_kept")
    review: Counter[tuple[str, str]] = Counter()
    for table in tables:
        for code, numbers in naive.improvement(table).items():
            review.update({(code, name): numbers[name] for name in names})
    assert {each.code for each in rows} == now.keys() | {code for code, _ in review}
    for each in rows:
        assert (each.open, each.open_tables, each.kept, each.kept_tables) == now.get(each.code, (0, 0, 0, 0))
        assert [getattr(each, name) for name in names] == [review[each.code, name] for name in names]


def _assert_stages(rows: list[StageFact], tables: list[GoalTable]) -> None:
    lengths = [(stay, table.pk) for table in tables for stay in naive.stays(table)]
    places = [(naive.now(table), table.pk) for table in tables]
    assert {each.stage for each in rows} == {stage for (stage, _), _ in [*lengths, *places]}
    for each in rows:
        own = [(int(seconds), pk) for (stage, seconds), pk in lengths if stage == each.stage]
        assert (each.stays, each.seconds) == (len(own), sum(seconds for seconds, _ in own))
        limits = [(0, 1), (1, 3), (3, 7), (7, 15), (15, 30), (30, 10**6)]
        buckets = [sum(low * 86_400 < max(seconds, 1) <= high * 86_400 for seconds, _ in own) for low, high in limits]
        found = [each.within_1, each.within_3, each.within_7, each.within_15, each.within_30, each.longer]
        assert found == buckets
        assert not own or (each.longest == max(own)[0] and (each.longest, each.longest_table_id) in own)
        here = [(since, pk) for (stage, since), pk in places if stage == each.stage]
        assert each.now == len(here)
        assert not here or (each.since == min(here)[0] and (each.since, each.since_table_id) in here)


def test_facts_are_what_loops_over_the_tables_give(tables: list[GoalTable]) -> None:
    states = {table.status for table in tables} | {naive.now(table)[0] for table in tables}
    assert states == {"draft", "submitted", "forwarded", "approved", "published", "returned", "adjusting"}
    assert count_facts(60) >= len({(table.project.agency_id, table.project.year) for table in tables})
    assert not Mark.objects.exists()
    assert_counted(tables)


@pytest.mark.parametrize("seed", seeds(2))
def test_facts_follow_any_work(seed: int, tables: list[GoalTable], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "RESTED", timedelta(0))
    random = Random(seed)
    count_facts(60)
    agencies = list(Agency.objects.all())
    for _ in range(4):
        for table in random.sample(tables, 4):
            work = random.choice(("rows", "findings", "kept", "move", "state"))
            if work == "rows":
                table.indicators.filter(position__lte=2).delete()
            elif work == "findings":
                TableFinding.objects.create(table=table, code="vague-target", severity="warn", message="m")
            elif work == "kept":
                table.findings.update(kept=None, code="x")
            elif work == "move":
                agency, year = random.choice(agencies), random.choice(YEARS)
                Project.objects.filter(pk=table.project_id).update(agency=agency, year=year, name=f"移动{table.pk}")
            else:
                GoalTable.objects.filter(pk=table.pk).update(created_at=timezone.now(), status="draft")
        count_facts(60)
        tables = list(all_tables())
        assert_counted(tables)


def test_only_what_is_marked_is_counted_again(tables: list[GoalTable]) -> None:
    count_facts(60)
    AgencyYear.objects.update(at=None)
    tables[0].findings.all().delete()
    tables[0].indicators.all().delete()
    count_facts(60)
    counted = set(AgencyYear.objects.filter(at__isnull=False).values_list("agency", "year"))
    assert counted == {(tables[0].project.agency_id, tables[0].project.year)}


def test_workers_count_an_agency_once_in_a_while_however_often_it_changes(people: People) -> None:
    table = make_table(people.agencies["319101"])
    assert count_facts(60) == 1
    table.indicators.all().delete()
    assert count_facts(60) == 0
    AgencyYear.objects.update(at=timezone.now() - facts.RESTED)
    assert count_facts(60) == 1
    assert _this_year().indicators == 0


def test_an_agency_that_has_lost_its_tables_counts_nothing(people: People) -> None:
    table = make_table(people.agencies["319101"])
    count_facts(60)
    table.project.delete()
    recount(2025, [people.agencies["319101"].pk])
    assert _this_year().tables == 0
    assert not any(model.objects.exists() for model in (FindingFact, LevelFact, StageFact))


def test_counting_takes_the_same_statements_for_any_number_of_tables(people: People) -> None:
    """And of agencies."""
    agencies = [people.agencies["319101"], people.agencies["319202"]]
    numbers = []
    for number in (2, 30):
        live([make_table(agency, name=f"{number}-{each}") for agency in agencies for each in range(number)])
        with CaptureQueriesContext(connection) as queries:
            recount(2025, [agency.pk for agency in agencies])
        numbers.append(len(queries))
    # The first one makes the rows that are locked.
    assert numbers[1] <= numbers[0] <= 40


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
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
    assert _this_year().open_tables == 0  # it had been read before
    assert Mark.objects.filter(agency=agency, year=2025).exists()
    monkeypatch.setattr(facts, "count", usual)
    assert recount_some(Mark.objects.all()) == 1
    assert _this_year().open_tables == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
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
    assert _this_year().indicators == 4
    assert recount_some(Mark.objects.all()) == 1
    assert _this_year().indicators == 0
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


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
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
