"""Findings by check and place, and before and after the review, against plain loops; links are followed."""

from __future__ import annotations

from collections import Counter

import pytest

from figures.facts import count_facts
from indicators.checks import CHECKS
from indicators.models import GoalTable
from indicators.reader_codes import check_words
from tests.conftest import People
from tests.figures import naive
from tests.figures.asking import Follower, ask, total, unlinked, values
from tests.figures.lives import live
from tests.figures.made_up import ROLES, department_key, seen_by

pytestmark = [pytest.mark.django_db, pytest.mark.once]
REVIEW = ("first", "removed", "remaining", "added", "approved", "approved_kept")
TABLES = ("tables", "open_tables", "block_tables", "warn_tables", "info_tables", "kept_tables", "clean_tables", "open",
          "kept")  # fmt: skip
KEYS = ("findings-checks", "findings-departments", "findings-agencies", "findings-review",
        "findings-review-departments", "findings-review-agencies")  # fmt: skip


@pytest.fixture
def tables(years: list[GoalTable]) -> list[GoalTable]:
    lived = live(years)
    count_facts(60)
    return lived


def of_year(tables: list[GoalTable], year: int | None) -> list[GoalTable]:
    return [each for each in tables if year in (None, each.project.year)]


def improved(tables: list[GoalTable]) -> dict[str, tuple[int, ...]]:
    """By the words of a check, the numbers of REVIEW."""
    found: dict[str, Counter[str]] = {}
    for table in tables:
        for code, numbers in naive.improvement(table).items():
            found.setdefault(check_words(code), Counter()).update(numbers)
    for each in found.values():
        each["remaining"] = each["first"] - each["removed"]
    return {words: tuple(each[name] for name in REVIEW) for words, each in found.items()}


def test_everything_is_what_loops_over_the_tables_give(people: People, tables: list[GoalTable]) -> None:
    """For each role: making the years takes longer than asking."""
    for role in ROLES:
        _everything_is_what_loops_over_the_tables_give(role, people, tables)


def _everything_is_what_loops_over_the_tables_give(role: str, people: People, tables: list[GoalTable]) -> None:
    user, seen = getattr(people, role), seen_by(role, tables)
    for year, query in ((2025, "year=2025"), (2024, "year=2024"), (None, "year=")):
        some = of_year(seen, year)
        if not some:
            continue  # a year without tables is no choice
        expected = {code: each for code, each in naive.findings(some).items() if code in CHECKS}
        by_check = values(ask(user, "findings-checks", query), "open", "open_tables", "kept", "kept_tables")
        assert {words: by_check.get(words) for words in map(check_words, expected)} == {
            check_words(code): each for code, each in expected.items()
        }
        whole = naive.with_findings(some)
        for key in ("findings-departments", "findings-agencies"):
            assert total(ask(user, key, query), *TABLES) == tuple(whole[name] for name in TABLES), (key, year)
        departments = values(ask(user, "findings-departments", query), *TABLES)
        assert {words.split(" ")[0]: row for words, row in departments.items()} == {
            department: tuple(numbers[name] for name in TABLES) for department, numbers in _by_department(some).items()
        }
        assert values(ask(user, "findings-review", query), *REVIEW) == improved(some)


def _by_department(tables: list[GoalTable]) -> dict[str, Counter[str]]:
    groups: dict[str, list[GoalTable]] = {}
    for table in tables:
        groups.setdefault(department_key(table.agency), []).append(table)
    return {key: Counter(naive.with_findings(same)) for key, same in groups.items()}


def test_places_add_up_to_what_the_checks_say(people: People, tables: list[GoalTable]) -> None:
    """The same findings, put together in two ways."""
    for query in ("year=2025", "year=2024", "year=", "year=2025&region=-", "year=2025&department=319"):
        reviewed = ask(people.finance, "findings-review", query)
        for key in ("findings-review-departments", "findings-review-agencies"):
            found = ask(people.finance, key, query)
            if found.total:
                expected = total(reviewed, *REVIEW) if reviewed.total else (0,) * len(REVIEW)
                assert total(found, *REVIEW) == expected, (key, query)
        assert total(ask(people.finance, "findings-checks", query), "open", "kept") == total(
            ask(people.finance, "findings-agencies", query), "open", "kept"
        )


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
            followed = follower.check(figure)
            assert followed or not figure.rows
            assert not unlinked(figure), key


def test_what_readers_found_leads_to_its_lists_too(people: People, tables: list[GoalTable]) -> None:
    figure = ask(people.finance, "findings-checks", "year=2025")
    rows = {str(row[0].value): row for row in figure.rows}
    assert rows["导入时没有归入栏目的文字"][3].link == "/tables/?year=2025&code=unplaced-text"
    others = rows["导入时的其他提示"]  # of many codes: their tables are not added up
    assert (others[2].link, others[3].value) == ("/findings/?year=2025&code=-&findings=any", None)


def test_without_tables_nothing_is_said(people: People) -> None:
    for key in KEYS:
        figure = ask(people.finance, key)
        assert (tuple(figure.rows), figure.total) == ((), None)
        assert figure.empty
