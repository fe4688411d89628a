"""Checking a region anew in steps: all groups once, whatever is between two steps."""

import pytest

from indicators import rechecking, region_checks
from indicators.models import Recheck, TableFinding
from indicators.region_checks import ask, carry_on
from tests.conftest import People
from tests.tables import make_table


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rechecking, "BATCH", 2)
    monkeypatch.setattr(region_checks, "BATCH", 2)
    monkeypatch.setattr(region_checks, "STEPS", 2)


@pytest.mark.usefixtures("small_steps")
def test_all_tables_are_checked_once(people: People) -> None:
    made = [
        make_table(agency, f"{year}-{number}", year=year)
        for year in (2024, 2025, 2026)
        for agency in people.agencies.values()
        for number in range(3 if agency.code == "319101" else 1)
    ]
    run, must_start = ask("", people.administrator)
    assert must_start
    calls = 1
    while carry_on(run.pk):
        calls += 1
        assert calls < 20
    run.refresh_from_db()
    assert (run.tables, run.changed) == (len(made), len(made))
    assert calls > 3  # in several tasks
    assert set(TableFinding.objects.values_list("table", flat=True)) == {table.pk for table in made}
    assert not carry_on(run.pk)  # a task that comes twice
    assert not carry_on(0)


def test_one_run_at_a_time(people: People) -> None:
    run, must_start = ask("", people.administrator)
    assert must_start
    assert ask("", people.administrator) == (run, False)
    assert ask("滨海", people.administrator)[1]
    carry_on(run.pk)
    again, must_start = ask("", people.administrator)
    assert must_start
    assert again != run
    assert Recheck.objects.count() == 3
