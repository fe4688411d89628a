"""Tables by state, submissions and deadlines against plain loops over all tables, for each role; links; queries."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.utils import timezone

from budget.access import visible_agencies
from budget.models import Agency
from figures.facts import count_facts
from figures.registry import entries
from figures.selection import selection_of
from indicators.models import GoalTable
from reviews.models import Deadline
from tests.conftest import People
from tests.figures.asking import Follower, ask, check_links, total, unlinked, values
from tests.figures.made_up import REGION, ROLES, department_key, seen_by
from tests.tables import make_table

STATES = ("draft", "returned", "submitted", "forwarded", "approved", "published")
COLUMNS = ("tables", *STATES, "adjusting", "overdue", "done")
STATISTICS = ("states-departments", "states-agencies", "submission-departments", "submission", "deadlines")
STAGES = {
    "draft": "submit",
    "returned": "submit",
    "submitted": "department",
    "forwarded": "finance",
    "approved": "publish",
}


def is_adjusting(table: GoalTable) -> bool:
    return table.in_force_id is not None and table.status not in ("approved", "published")


def is_late(table: GoalTable) -> bool:
    """Its stage is over; what is being adjusted is in no stage."""
    if is_adjusting(table) or table.status not in STAGES:
        return False
    where = {"region": table.agency.region, "year": table.project.year, "stage": STAGES[table.status]}
    deadline = Deadline.objects.filter(**where).first()
    return deadline is not None and deadline.due < timezone.localdate()


def is_left(table: GoalTable) -> bool:
    """It has never been submitted, or came back."""
    return table.status in ("draft", "returned") and not is_adjusting(table)


def naive(tables: list[GoalTable]) -> tuple[Any, ...]:
    """The columns of a row."""
    states = Counter("adjusting" if is_adjusting(each) else each.status for each in tables)
    done = sum(states[state] for state in ("approved", "published", "adjusting"))
    late = sum(1 for each in tables if is_late(each))
    numbers = (len(tables), *(states[state] for state in STATES), states["adjusting"], late)
    return (*numbers, done / len(tables) if tables else None)


def of_year(tables: list[GoalTable], year: int | None) -> list[GoalTable]:
    return [each for each in tables if year in (None, each.project.year)]


def test_states_are_what_loops_over_the_tables_give(people: People, years: list[GoalTable]) -> None:
    for role in ROLES:  # the years take longer to make than to count
        check_states(role, people, years)


def check_states(role: str, people: People, years: list[GoalTable]) -> None:
    user, seen = getattr(people, role), seen_by(role, years)
    for year, query in ((2024, "year=2024"), (None, "year=")):
        tables = of_year(seen, year)
        if not tables:
            continue  # a year without tables is no choice
        departments = ask(user, "states-departments", query)
        found = {name.split(" ")[0]: row for name, row in values(departments, *COLUMNS).items()}
        keys = {department_key(each.agency) for each in tables}
        assert found == {key: naive([each for each in tables if department_key(each.agency) == key]) for key in keys}
        agencies = {each.agency for each in tables}
        rows = sorted(values(ask(user, "states-agencies", query), *COLUMNS).values(), key=str)
        assert rows == sorted((naive([each for each in tables if each.agency == one]) for one in agencies), key=str)
        assert total(departments, *COLUMNS) == naive(tables)


def test_submissions_are_what_loops_over_the_tables_give(people: People, years: list[GoalTable]) -> None:
    for role in ROLES:  # the years take longer to make than to count
        check_submissions(role, people, years)


def check_submissions(role: str, people: People, years: list[GoalTable]) -> None:
    user = getattr(people, role)
    year = 2024 if role == "stranger" else 2025  # without tables a year is no choice
    tables = of_year(seen_by(role, years), year)
    submission = ask(user, "submission", f"year={year}")
    columns = ("situation", "tables", "handed_in", "left", "late")
    expected = [filed([each for each in tables if each.agency == agency]) for agency in visible_agencies(user)]
    assert sorted(values_of_all(submission, columns)) == sorted(expected)
    departments = ask(user, "submission-departments", f"year={year}")
    late = sum(1 for each in tables if is_left(each) and is_late(each))
    left = sum(1 for each in tables if is_left(each))
    assert total(departments, "tables", "handed_in", "left", "late") == (len(tables), len(tables) - left, left, late)
    counts = Counter(row[0] for row in expected)
    words = {
        "agencies_none": "尚未提交",
        "agencies_part": "部分提交",
        "agencies_without": "没有表",
        "agencies_done": "全部提交",
    }
    assert total(departments, *words) == tuple(counts[each] for each in words.values())


def values_of_all(figure: Any, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    places = [figure.place(key) for key in columns]
    return [tuple(row[place].value for place in places) for row in figure.rows]


def filed(tables: list[GoalTable]) -> tuple[Any, ...]:
    """The row of an agency."""
    left = [each for each in tables if is_left(each)]
    if not tables:
        situation = "没有表"
    elif not left:
        situation = "全部提交"
    else:
        situation = "尚未提交" if len(left) == len(tables) else "部分提交"
    late = sum(1 for each in left if is_late(each))
    return (situation, len(tables), len(tables) - len(left), len(left), late)


def test_numbers_lead_to_what_they_count(people: People, years: list[GoalTable]) -> None:
    for role in ROLES:  # the years take longer to make than to count
        check_own_links(role, people, years)


def check_own_links(role: str, people: People, years: list[GoalTable]) -> None:
    user = getattr(people, role)
    follower, followed = Follower(user), 0
    for key in STATISTICS:
        for query in ("", "year=", "department=319", f"year=2025&region={REGION}"):
            figure = ask(user, key, query)
            followed += follower.check(figure)
            assert unlinked(figure) == [], (key, query)
    assert followed > 20


def test_numbers_of_agencies_lead_to_those_agencies(people: People, years: list[GoalTable]) -> None:
    figure = ask(people.finance, "submission-departments", "year=2025")
    followed = 0
    for row in [*figure.rows, figure.total]:
        assert row
        for column, cell in zip(figure.columns, row, strict=True):
            if column.key.startswith("agencies_") and cell.value:
                link = urlsplit(cell.link)
                assert (link.path, link.fragment) == ("/statistics/states/", "submission")
                assert len(ask(people.finance, "submission", link.query).rows) == cell.value
                followed += 1
    assert followed > 8


def test_what_is_left_in_each_stage(people: People, years: list[GoalTable]) -> None:
    for role in ("finance", "department", "officer"):  # the years take longer to make than to count
        check_stages(role, people, years)


def check_stages(role: str, people: People, years: list[GoalTable]) -> None:
    user = getattr(people, role)
    tables = of_year(seen_by(role, years), 2025)
    figure = ask(user, "deadlines", "year=2025")
    found = {(row[0].value, row[1].value): (row[3].value, row[4].value) for row in figure.rows}
    expected = {}
    for each in Deadline.objects.filter(year=2025):
        inside = [
            table
            for table in tables
            if table.agency.region == each.region and STAGES.get(table.status) == each.stage and not is_adjusting(table)
        ]
        days = (each.due - timezone.localdate()).days
        expected[each.region or "未分区划", each.get_stage_display()] = (days, len(inside))
    if role != "finance":
        expected = {key: value for key, value in expected.items() if key[0] == "未分区划"}
    assert found == expected


def test_days_and_the_latest_year(people: People) -> None:
    today = timezone.localdate()
    for year, code in ((2024, "667201"), (2025, "667201"), (2025, "319202")):
        make_table(people.agencies[code], rows=[], year=year)
    Deadline.objects.create(year=2025, stage="submit", due=today)
    columns = ("situation", "left", "late", "days")
    figure = ask(people.finance, "submission", "year=")
    assert values(figure, *columns)[str(people.agencies["667201"])] == ("尚未提交", 1, 0, 0)
    assert "最近的 2025 年度" in figure.notes[0]
    assert check_links(figure, people.finance)
    Deadline.objects.update(due=today - timedelta(days=1))
    assert values(ask(people.finance, "submission"), *columns)[str(people.agencies["319202"])] == ("尚未提交", 1, 1, -1)
    older = ask(people.finance, "submission", "year=2024")
    assert values(older, *columns)[str(people.agencies["667201"])] == ("尚未提交", 1, 0, None)
    assert values(older, *columns)[str(people.agencies["319202"])] == ("没有表", 0, 0, None)


def test_only_those_in_a_situation(people: People) -> None:
    make_table(people.agencies["667201"], rows=[], status="submitted")
    make_table(people.agencies["319202"], rows=[])
    figure = ask(people.finance, "submission", "situation=done")
    assert [row[0].value for row in figure.rows] == [str(people.agencies["667201"])]
    assert figure.notes == ("只列出全部提交的单位。",)
    assert urlsplit(figure.whole).query == "year=2025"
    assert len(ask(people.finance, "submission", "situation=nonsense").rows) == 5
    assert not ask(people.finance, "submission", "situation=part").rows


@pytest.mark.once
def test_more_tables_and_agencies_need_no_more_queries(people: People, django_assert_num_queries: Any) -> None:
    queries = {"submission-departments": 6, "submission": 5}  # rows of the second are made as they are shown
    for size in range(2):
        for number in range(6):
            make_table(Agency.objects.create(code=f"7{size}{number}000", name="单位"), rows=[])
        count_facts(60)
        for key in STATISTICS:
            selection = selection_of(QueryDict(), people.finance)
            with django_assert_num_queries(queries.get(key, 2)):
                entries()[key].make(people.finance, selection)
