"""Usual targets of alike indicators on the page: counted in the background, or looked at now; who sees what."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from figures import target_counting, targets
from figures.models import TargetCount, TargetOutlier, UsualTarget
from figures.target_counting import count_targets, count_targets_now
from indicators.models import GoalTable
from tests.conftest import People
from tests.figures.asking import Follower, ask, unlinked
from tests.figures.lives import live
from tests.figures.made_up import ROLES, seen_by
from tests.tables import make_table

pytestmark = pytest.mark.django_db
WHOLE, PART = "year=2025", "year=2025&region=-"


@pytest.fixture
def tables(years: list[GoalTable]) -> list[GoalTable]:
    lived = live(years)
    count_targets_now()
    return lived


def naive(tables: list[GoalTable]) -> dict[tuple[str, str], tuple[object, ...]]:
    """By the 二级 and normal name, and unit: how many numbers, of how many tables, lowest, median, highest."""
    groups: dict[tuple[str, str], list[tuple[Decimal, int]]] = {}
    for table in tables:
        for row in table.indicators.all():
            if row.kind == "number":
                groups.setdefault((row.library_key, row.unit), []).append((row.number, table.pk))
    found = {}
    for key, same in groups.items():
        numbers = [number for number, _ in same]
        if len(same) >= 5:
            found[key] = (len(same), len({pk for _, pk in same}), min(numbers), median(numbers), max(numbers))
    return found


def shown(figure: object) -> dict[tuple[str, str], tuple[object, ...]]:
    """The same from the rows of the statistic; the key from the link to the library."""
    from urllib.parse import parse_qs, urlsplit

    found = {}
    for row in figure.rows:  # type: ignore[attr-defined]
        key = parse_qs(urlsplit(row[0].link).query)["key"][0]
        found[key, row[2].value] = (row[3].value, row[4].value, *(Decimal(row[place].value) for place in (5, 7, 9)))
    return found


def test_what_is_usual_is_what_loops_over_the_tables_give(people: People, tables: list[GoalTable]) -> None:
    """For each role: making the years takes longer than asking."""
    for role in ROLES:
        _what_is_usual_is_what_loops_over_the_tables_give(role, people, tables)


def _what_is_usual_is_what_loops_over_the_tables_give(role: str, people: People, tables: list[GoalTable]) -> None:
    user = getattr(people, role)
    seen = [each for each in seen_by(role, tables) if each.project.year == 2025]
    if not seen:
        return
    figure = ask(user, "indicators-targets", WHOLE)
    assert shown(figure) == naive(seen)
    assert figure.in_all == len(figure.rows)
    assert not unlinked(figure)
    assert Follower(user).check(figure) == sum(3 if row[-1].value else 2 for row in figure.rows)
    here = [each for each in seen if each.agency.region == ""]
    assert shown(ask(user, "indicators-targets", PART)) == naive(here)


def test_outliers_lead_to_their_tables_and_say_why(people: People, tables: list[GoalTable]) -> None:
    rows = [("产出指标", "数量指标", "植树棵数", f"≥{number}棵") for number in (500, 500, 520, 480, 510, 500, 51000)]
    planting = make_table(people.agencies["667201"], name="植树", rows=rows)
    for row in planting.indicators.all():
        row.kind, row.number, row.unit = "number", Decimal(row.target[1:-1]), "棵"
        row.save()
    count_targets_now()
    for query in (WHOLE, PART):
        figure = ask(people.finance, "indicators-outliers", query)
        assert figure.rows[0][0].link == f"/tables/{planting.pk}/"
        assert [cell.value for cell in figure.rows[0][2:]] == [
            "植树棵数", "≥51000棵", "500～515棵，中位数 500棵（7 个）", "与中位数相差 10 倍以上",
        ]  # fmt: skip
        keys = {f"/tables/{table.pk}/": table for table in [*tables, planting]}
        for row in figure.rows:
            table = keys[row[0].link]
            assert row[0].value == table.project.name
            assert row[3].value in [each.target for each in table.indicators.all()]
        assert {str(row[5].value) for row in figure.rows} <= {
            "与中位数相差 10 倍以上",
            "计量单位与多数不同",
            "超出通常范围",
        }
        assert "1.5 个四分位距" in figure.notes[0]


def test_nobody_is_shown_tables_of_others(people: People, tables: list[GoalTable]) -> None:
    own = {f"/tables/{table.pk}/" for table in seen_by("officer", tables)}
    rows = ask(people.officer, "indicators-outliers", WHOLE).rows
    assert {row[0].link for row in rows} <= own


def test_years_are_not_put_together_and_too_many_tables_are_not_looked_at(
    people: People, tables: list[GoalTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in (people.finance, people.officer):
        assert "年度" in ask(user, "indicators-targets", "year=").empty
    monkeypatch.setattr(targets, "MANY", 3)
    for key in ("indicators-targets", "indicators-outliers"):
        with CaptureQueriesContext(connection) as queries:
            figure = ask(people.officer, key, WHOLE)
        assert not figure.rows
        assert "请先选择" in figure.empty
        assert not any("indicators_indicator" in each["sql"] for each in queries)


def test_before_the_first_counting_the_page_says_so(people: People, years: list[GoalTable]) -> None:
    for key in ("indicators-targets", "indicators-outliers"):
        assert "还没有统计过" in ask(people.finance, key, WHOLE).empty


def test_outliers_of_tables_that_are_gone_are_not_shown(people: People, tables: list[GoalTable]) -> None:
    from indicators.models import TableLine

    before = ask(people.finance, "indicators-outliers", WHOLE)
    gone = int(before.rows[0][0].link.split("/")[2])
    TableLine.objects.filter(pk=gone).delete()
    after = ask(people.finance, "indicators-outliers", WHOLE)
    assert f"/tables/{gone}/" not in {row[0].link for row in after.rows}
    assert after.in_all == len(after.rows)


def test_it_is_counted_when_tables_have_changed_and_not_too_often(
    people: People, tables: list[GoalTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not count_targets()  # nothing has changed
    tables[0].indicators.update(number=10**6, kind="number")
    GoalTable.objects.filter(pk=tables[0].pk).update(changed_at=timezone.now())
    assert not count_targets()  # just now
    last = TargetCount.objects.get()
    TargetCount.objects.update(at=timezone.now() - timedelta(minutes=2))
    assert count_targets()
    assert TargetCount.objects.get().at > last.at
    monkeypatch.setattr(target_counting, "mark_of_tables", lambda: "another")
    TargetCount.objects.update(at=timezone.now() - timedelta(minutes=2), seconds=60)
    assert not count_targets()  # at most a twentieth of the time


def test_who_was_slower_writes_nothing(people: People, tables: list[GoalTable]) -> None:
    last = TargetCount.objects.get()
    TargetCount.objects.update(at=timezone.now())
    UsualTarget.objects.all().delete()
    count_targets_now(last)
    assert not UsualTarget.objects.exists()
    assert TargetOutlier.objects.exists()
