"""Indicators by level, department and agency against plain loops; links are followed to the list of tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from figures.facts import count_facts
from indicators.models import GoalTable
from tests.conftest import People
from tests.figures import naive
from tests.figures.asking import Follower, ask, total, unlinked, values
from tests.figures.lives import live
from tests.figures.made_up import ROLES, seen_by

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LEVEL = ("indicators", "numbers", "dates", "texts", "tables", "quantified_tables", "text_tables")
KEYS = ("indicators-first", "indicators-levels", "indicators-departments", "indicators-agencies")


@pytest.fixture
def tables(years: list[GoalTable]) -> list[GoalTable]:
    lived = live(years)
    count_facts(60)
    return lived


def test_everything_is_what_loops_over_the_tables_give(people: People, tables: list[GoalTable]) -> None:
    """For each role: making the years takes longer than asking."""
    for role in ROLES:
        _everything_is_what_loops_over_the_tables_give(role, people, tables)


def _everything_is_what_loops_over_the_tables_give(role: str, people: People, tables: list[GoalTable]) -> None:
    user, seen = getattr(people, role), seen_by(role, tables)
    for year, query in ((2025, "year=2025"), (2023, "year=2023"), (None, "year=")):
        some = [each for each in seen if year in (None, each.project.year)]
        if not some:
            continue
        assert values(ask(user, "indicators-first", query), *LEVEL) == naive.levels(some, whole=True)
        assert values(ask(user, "indicators-levels", query), *LEVEL) == naive.levels(some, whole=False)
        kinds = [[row.kind for row in table.indicators.all()] for table in some]
        rows = [kind for each in kinds for kind in each]
        texts = rows.count("text")
        for key in ("indicators-departments", "indicators-agencies"):
            figure = ask(user, key, query)
            if not rows:
                assert not figure.rows
                continue
            found = total(figure, "indicators", "quantified", "texts", "share", "text_tables", "wordy_tables")
            assert found == (
                len(rows), len(rows) - texts, texts, (len(rows) - texts) / len(rows),
                sum("text" in each for each in kinds), sum(set(each) == {"text"} for each in kinds),
            )  # fmt: skip


def test_the_share_of_each_first_level_by_agency(people: People, tables: list[GoalTable]) -> None:
    agency = people.agencies["667201"]
    rows = [row for table in tables if table.agency == agency and table.project.year == 2025
            for row in table.indicators.select_related("category__parent")]  # fmt: skip
    there = [row for row in rows if naive.level_of(row, whole=True) == "产出指标"]
    figure = ask(people.officer, "indicators-agencies", "year=2025")
    share = sum(row.kind != "text" for row in there) / len(there)
    assert values(figure, "share-产出") == {str(agency): (share,)}


def test_weights_are_told_where_there_are_any(people: People, tables: list[GoalTable]) -> None:
    rows = [row for table in tables for row in table.indicators.select_related("category__parent")]
    there = [row.weight for row in rows if naive.level_of(row, whole=True) == "效益指标" and row.weight is not None]
    figure = ask(people.finance, "indicators-first", "year=")
    mean = f"{sum(there) / len(there):.4f}".rstrip("0").rstrip(".")
    assert values(figure, "weight")["效益指标"] == (mean,)
    for table in tables:
        table.indicators.update(weight=None)
    assert "weight" not in [each.key for each in ask(people.finance, "indicators-first", "year=").columns]


def test_one_nodes_of_several_frameworks_are_one_level(people: People, tables: list[GoalTable]) -> None:
    """产出 / 数量 of both frameworks stands once, and its list holds the tables of both."""
    figure = ask(people.finance, "indicators-levels", "year=")
    words = [str(row[0].value) for row in figure.rows]
    assert words.count("产出指标 / 数量指标") == 1
    assert Decimal(sum(row[1].value for row in figure.rows)) == figure.total[1].value  # type: ignore[index, arg-type]


def test_each_number_leads_to_the_list_that_it_counts(people: People, tables: list[GoalTable]) -> None:
    """For each role: making the years takes longer than asking."""
    for role in ("finance", "department", "officer"):
        _each_number_leads_to_the_list_that_it_counts(role, people, tables)


def _each_number_leads_to_the_list_that_it_counts(role: str, people: People, tables: list[GoalTable]) -> None:
    user = getattr(people, role)
    follower = Follower(user)
    for key in KEYS:
        for query in ("year=2025", "year="):
            figure = ask(user, key, query)
            assert follower.check(figure) or not figure.rows
            assert not unlinked(figure), key
