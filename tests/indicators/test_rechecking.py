"""recompute and rejudge: stored findings made anew, whole agencies at a time, and only what differs is written."""

import pytest

from indicators.checks import VERSION
from indicators.models import GoalTable, Indicator, TableFinding
from indicators.rechecking import Counts, Group, batches, recompute, rejudge
from tests.conftest import People
from tests.tables import ROWS, make_table

LARGE = (*ROWS, ("效益指标", "社会效益指标", "受益人数", "≥300人", ""))


@pytest.fixture
def table(people: People) -> GoalTable:
    return make_table(people.agencies["667201"], rows=LARGE)


def all_of() -> list[tuple[object, ...]]:
    names = ("pk", "table", "code", "severity", "message", "field", "level3", "version")
    return list(TableFinding.objects.order_by("pk").values_list(*names))


def test_findings_are_made_and_a_second_run_writes_nothing(table: GoalTable) -> None:
    counts = recompute(GoalTable.objects.all())
    made = all_of()
    assert counts == Counts(tables=1, changed=1, added=len(made), removed=0)
    assert made
    assert recompute(GoalTable.objects.all()) == Counts(tables=1)
    assert all_of() == made


def test_what_a_reader_found_stays(table: GoalTable) -> None:
    table.findings.create(code="unplaced-text", severity="info", message="联系电话没有地方放")
    recompute(GoalTable.objects.all())
    recompute(GoalTable.objects.all())
    assert table.findings.filter(version=0).get().message == "联系电话没有地方放"


def test_findings_of_an_older_set_go(table: GoalTable) -> None:
    recompute(GoalTable.objects.all())
    right = {row[2:] for row in all_of()}
    table.findings.create(code="a-check-that-is-gone", severity="warn", message="旧", version=VERSION)
    TableFinding.objects.filter(code="level-missing").update(version=VERSION + 1)
    counts = recompute(GoalTable.objects.all())
    assert (counts.changed, counts.added, counts.removed) == (1, 0, 1)
    assert {row[2:] for row in all_of()} == right


def test_the_same_findings_of_an_older_set_get_the_version(table: GoalTable) -> None:
    recompute(GoalTable.objects.all())
    TableFinding.objects.update(version=VERSION + 1)
    assert recompute(GoalTable.objects.all()).changed == 0
    assert set(TableFinding.objects.values_list("version", flat=True)) == {VERSION}


def test_siblings_are_whole_though_one_is_asked_for(table: GoalTable, people: People) -> None:
    twin = make_table(people.agencies["667201"], "别的项目", rows=LARGE)
    assert recompute(GoalTable.objects.filter(pk=table.pk)).tables == 2
    assert table.findings.filter(code="duplicate-row-other-table").exists()
    assert twin.findings.filter(code="duplicate-row-other-table").exists()


def test_when_one_changes_its_siblings_findings_follow(table: GoalTable, people: People) -> None:
    twin = make_table(people.agencies["667201"], "别的项目", rows=LARGE)
    stranger = make_table(people.agencies["511101"], "别处", rows=LARGE)
    rejudge(table)
    assert not stranger.findings.exists()
    for row in Indicator.objects.filter(table=table):
        Indicator.objects.filter(pk=row.pk).update(name=f"新的{row.name}")
    assert rejudge(table).changed == 2
    assert not twin.findings.filter(code="duplicate-row-other-table").exists()


def test_siblings_are_asked_only_what_another_table_can_change(table: GoalTable, people: People) -> None:
    twin = make_table(people.agencies["667201"], "别的项目", rows=LARGE)
    rejudge(table)
    assert table.findings.filter(code="level-missing").exists()
    assert set(twin.findings.values_list("code", flat=True)) == {"duplicate-row-other-table"}
    rejudge(twin)
    assert recompute(GoalTable.objects.all()).changed == 0


@pytest.mark.django_db
def test_no_tables_no_work() -> None:
    assert recompute(GoalTable.objects.all()) == Counts()


def test_batches_are_of_one_region_and_year_and_of_some_hundred_tables() -> None:
    groups = [Group("", 2024, 1, 200), Group("", 2024, 2, 90), Group("", 2024, 3, 20), Group("", 2025, 1, 5)]
    groups += [Group("", 2025, 2, 900), Group("区", 2025, 9, 1)]
    made = list(batches(groups))
    assert [[(one.year, one.agency) for one in batch] for batch in made] == [
        [(2024, 1), (2024, 2)],
        [(2024, 3)],
        [(2025, 1)],
        [(2025, 2)],
        [(2025, 9)],
    ]
