"""Facts say what plain loops say, after any work; counting takes the same few statements for any number of tables."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budget.models import Agency, Project
from figures import facts
from figures.facts import count_facts, recount
from figures.models import AgencyYear, FindingFact, LevelFact, Mark, StageFact
from indicators.models import GoalTable, TableFinding
from tests.conftest import People
from tests.effort import seeds
from tests.figures import naive
from tests.figures.counted import assert_counted, this_year
from tests.figures.lives import live
from tests.figures.made_up import YEARS, all_tables
from tests.tables import make_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def tables(years: list[GoalTable]) -> list[GoalTable]:
    """The made-up years, with lives."""
    return live(years)


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
    assert this_year().indicators == 0


def test_an_agency_that_has_lost_its_tables_counts_nothing(people: People) -> None:
    table = make_table(people.agencies["319101"])
    count_facts(60)
    table.project.delete()
    recount(2025, [people.agencies["319101"].pk])
    assert this_year().tables == 0
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
