"""Money by year, state, department and agency against plain loops over all tables, for each role and selection."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import Any

import pytest

from budget.models import Agency
from figures.figure import Figure
from indicators.models import GoalTable, Status
from tests.conftest import People
from tests.figures.asking import Follower, ask, check_links, total, unlinked, values
from tests.figures.made_up import REGION, ROLES, all_tables, department_key, money_of, seen_by, sum_of
from tests.tables import make_table

SUMS = ("tables", "total", "fiscal_funds", "other_funds", "without_total")
STATISTICS = ("money-years", "money-states", "money-departments", "money-agencies")
Group = Callable[[GoalTable], Hashable]


def naive(tables: list[GoalTable], by: Group) -> dict[Any, tuple[Any, ...]]:
    """Tables, sums, and how many have no budget, by anything."""
    groups: defaultdict[Any, list[GoalTable]] = defaultdict(list)
    for table in tables:
        groups[by(table)].append(table)
    return {key: sums(group) for key, group in groups.items()}


def sums(tables: list[GoalTable]) -> tuple[Any, ...]:
    missing = sum(1 for each in tables if money_of(each, "total") is None)
    return (len(tables), *(sum_of(tables, name) for name in SUMS[1:4]), missing)


def of_year(tables: list[GoalTable], year: int | None) -> list[GoalTable]:
    return [each for each in tables if year in (None, each.project.year)]


def by_code(figure: Figure) -> dict[str, tuple[Any, ...]]:
    """The rows by what stands before the name."""
    return {name.split(" ")[0]: found for name, found in values(figure, *SUMS).items()}


def test_every_sum_is_what_loops_over_the_tables_give(people: People, years: list[GoalTable]) -> None:
    for role in ROLES:  # the years take longer to make than to count
        check_sums(role, people, years)


def check_sums(role: str, people: People, years: list[GoalTable]) -> None:
    user, seen = getattr(people, role), seen_by(role, years)
    expected = naive(seen, lambda each: f"{each.project.year} 年")
    assert values(ask(user, "money-years"), *SUMS) == expected
    for year, query in ((2025, "year=2025"), (2024, "year=2024"), (None, "year=")):
        tables = of_year(seen, year)
        if not tables:
            continue  # a year without tables is no choice
        states = naive(tables, lambda each: Status(each.status).label)
        assert values(ask(user, "money-states", query), *SUMS) == states
        departments = ask(user, "money-departments", query)
        assert by_code(departments) == naive(tables, lambda each: department_key(each.agency))
        agencies = naive(tables, lambda each: str(each.agency) + each.agency.region)
        found = ask(user, "money-agencies", query)
        # Agencies of two regions may be called the same: compared as they are listed, in the order of the codes.
        assert sorted(values(found, *SUMS).values(), key=str) == sorted(agencies.values(), key=str)
        assert total(found, *SUMS) == total(departments, *SUMS) == sums(tables)


def test_selected_by_region_department_and_agency(people: People, years: list[GoalTable]) -> None:
    here = [each for each in years if each.agency.region == ""]
    there = [each for each in years if each.agency.region == REGION]
    agency = Agency.objects.get(region=REGION, code="667201")
    queries: tuple[tuple[str, list[GoalTable]], ...] = (
        ("region=-", here),
        (f"region={REGION}", there),
        ("department=319", [each for each in here if each.agency.code.startswith("319")]),
        (f"department={REGION}-319", [each for each in there if each.agency.code.startswith("319")]),
        (f"agency={agency.pk}", [each for each in there if each.agency == agency]),
    )
    for query, tables in queries:
        found = ask(people.finance, "money-years", query)
        assert values(found, *SUMS) == naive(tables, lambda each: f"{each.project.year} 年"), query
        this_year = ask(people.finance, "money-departments", f"year=2025&{query}")
        assert total(this_year, *SUMS) == sums(of_year(tables, 2025)), query
        assert check_links(this_year, people.finance)


def test_numbers_lead_to_what_they_count(people: People, years: list[GoalTable]) -> None:
    for role in ROLES:  # the years take longer to make than to count
        check_own_links(role, people, years)


def check_own_links(role: str, people: People, years: list[GoalTable]) -> None:
    user = getattr(people, role)
    follower = Follower(user)
    for key in STATISTICS:
        for query in ("", "year="):
            figure = ask(user, key, query)
            assert follower.check(figure)
            assert unlinked(figure) == []


def test_no_amount_is_not_an_amount_of_nothing(people: People) -> None:
    agency = people.agencies["667201"]
    make_table(agency, "没有", rows=[], total=None)
    assert total(ask(people.officer, "money-agencies"), "total", "share", "without_total") == (None, None, 1)
    make_table(agency, "零", rows=[], total="0")
    assert total(ask(people.officer, "money-agencies"), "total", "share", "without_total") == (Decimal(0), None, 1)


def test_shares_and_growth(people: People) -> None:
    make_table(people.agencies["667201"], rows=[], total="300")
    make_table(people.agencies["319202"], rows=[], total="100")
    make_table(people.agencies["319202"], rows=[], total="500", year=2024)
    make_table(people.agencies["319202"], rows=[], total="1", year=2022)
    figure = ask(people.finance, "money-agencies", "year=2025")
    assert [share for (share,) in values(figure, "share").values()] == [0.25, 0.75]
    grown = values(ask(people.finance, "money-years"), "more")
    assert grown == {"2022 年": (None,), "2024 年": (None,), "2025 年": (Decimal(-100),)}


def test_nobody_elses_money(people: People, years: list[GoalTable]) -> None:
    stranger = people.agencies["667201"].pk
    for query in (f"agency={stranger}", "department=667", f"region={REGION}"):
        figure = ask(people.reader, "money-agencies", f"year=2025&{query}")
        own = [each for each in all_tables() if each.agency.code == "319202" and each.project.year == 2025]
        assert total(figure, *SUMS) == sums(own), query


@pytest.mark.once
def test_more_tables_and_agencies_need_no_more_queries(people: People, django_assert_num_queries: Any) -> None:
    for size in range(2):
        for number in range(6):
            agency = Agency.objects.create(code=f"7{size}{number}000", name="单位")
            for year in (2024, 2025):
                make_table(agency, rows=[], year=year)
        for key in STATISTICS:
            ask(people.finance, key)
            with django_assert_num_queries(3):
                ask(people.finance, key)
