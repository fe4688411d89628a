"""Year on year against plain loops over all tables, for each role; kept up to date whatever changes; links; pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from accounts.models import User
from budget.models import Agency, Budget, Project
from figures.facts import count_facts, recount
from figures.figure import PAGE, Figure
from figures.models import AgencyYear, ChangeFact, Mark, ProjectChange
from figures.pairing import CHANGES
from figures.registry import entries
from figures.selection import selection_of
from indicators.models import GoalTable
from tests.conftest import People
from tests.figures.asking import ask, total, unlinked, values
from tests.figures.made_up import REGION, ROLES, all_tables, department_key, money_of, seen_by, sum_of
from tests.tables import make_table

ClientOf = Callable[[User], Client]
Pairs = list[tuple[GoalTable | None, GoalTable | None]]


@pytest.fixture
def counted(years: list[GoalTable]) -> list[GoalTable]:
    """What the workers do after an import: pages count only a little."""
    count_facts(60)
    assert not Mark.objects.exists()
    return years


def naive(tables: list[GoalTable], year: int) -> Pairs:
    """Each project of both years once: of the same region, code and name, or the name with the year moved along."""
    before = [each for each in tables if each.project.year == year - 1]
    pairs: Pairs = []
    left = list(before)
    for exactly in (True, False):
        for table in tables:
            if table.project.year != year or any(table is now for _, now in pairs):
                continue
            for other in left:
                name = other.project.name if exactly else other.project.name.replace(f"{year - 1}年", f"{year}年")
                same = (other.agency.region, other.agency.code) == (table.agency.region, table.agency.code)
                if same and name == table.project.name:
                    pairs.append((other, table))
                    left.remove(other)
                    break
            else:
                if not exactly:
                    pairs.append((None, table))
    return pairs + [(other, None) for other in left]


def words_of(before: GoalTable | None, now: GoalTable | None) -> str:
    if before is None or now is None:
        return "新增" if before is None else "取消"
    old, new = money_of(before, "total"), money_of(now, "total")
    if old == new:
        return "金额不变"
    if old is None or new is None:
        return "一年未填金额"
    return "金额增加" if new > old else "金额减少"


def sums(pairs: Pairs) -> tuple[Any, ...]:
    """Projects, both sums, the difference, the indicators of both years."""
    before, now = ([pair[side] for pair in pairs if pair[side]] for side in (0, 1))
    old, new = sum_of(before, "total"), sum_of(now, "total")
    difference = None if old is None and new is None else (new or 0) - (old or 0)
    indicators = (sum(each.indicators.count() for each in side) for side in (before, now))
    return (len(pairs), old, new, difference, *indicators)


SUMS = ("projects", "before", "now", "difference", "before_indicators", "now_indicators")


def test_kinds_and_departments_are_what_loops_give(people: People, counted: list[GoalTable]) -> None:
    for role in ROLES:  # the years take longer to make than to count
        check_kinds(role, people, counted)


def check_kinds(role: str, people: People, counted: list[GoalTable]) -> None:
    user, seen = getattr(people, role), seen_by(role, counted)
    for year in (2024, 2025):
        both = {each.project.year for each in seen} >= {year - 1, year}
        pairs = naive(seen, year) if both else []
        kinds = {words: [pair for pair in pairs if words_of(*pair) == words] for words in CHANGES.values()}
        figure = ask(user, "changes-kinds", f"year={year}")
        if {each.project.year for each in seen} >= {year}:
            assert values(figure, *SUMS) == {words: sums(some) for words, some in kinds.items() if some}
        if pairs:
            assert total(figure, *SUMS) == sums(pairs)
            check_departments(ask(user, "changes-departments", f"year={year}"), pairs)


def check_departments(figure: Figure, pairs: Pairs) -> None:
    departments: dict[str, Pairs] = {}
    for before, now in pairs:
        departments.setdefault(department_key((now or before).agency), []).append((before, now))  # type: ignore[union-attr]
    expected = {}
    for key, some in departments.items():
        counts = Counter(words_of(*pair) for pair in some)
        expected[key] = (*(counts[words] for words in CHANGES.values()), *sums(some)[1:4])
    found = values(figure, *CHANGES, "before", "now", "difference")
    assert {name.split(" ")[0]: row for name, row in found.items()} == expected


def test_each_project_is_listed(people: People, counted: list[GoalTable]) -> None:
    for role in ("finance", "department", "officer"):  # the years take longer to make than to count
        check_projects(role, people, counted)


def check_projects(role: str, people: People, counted: list[GoalTable]) -> None:
    user = getattr(people, role)
    pairs = naive(seen_by(role, counted), 2025)
    selection = selection_of(QueryDict("year=2025"), user, everything=True)
    figure = entries()["changes"].make(user, selection)
    expected = [
        (
            (now or before).project.name,  # type: ignore[union-attr]
            words_of(before, now),
            before and money_of(before, "total"),
            now and money_of(now, "total"),
            before and before.indicators.count(),
            now and now.indicators.count(),
        )
        for before, now in pairs
    ]
    keys = ("project", "change", "before", "now", "before_indicators", "now_indicators")
    rows = [tuple(row[figure.place(key)].value for key in keys) for row in figure.rows]
    assert Counter(rows) == Counter(expected)
    assert figure.in_all == len(pairs)
    sizes = [abs(row[figure.place("difference")].value or 0) for row in figure.rows]
    assert sizes == sorted(sizes, reverse=True)
    links = {row[figure.place("now")].link for row in figure.rows}
    assert links - {""} == {f"/tables/{now.pk}/" for _, now in pairs if now}


def test_numbers_lead_to_the_projects_that_they_count(people: People, counted: list[GoalTable]) -> None:
    followed = 0
    for key in ("changes-kinds", "changes-departments"):
        for query in ("year=2025", f"year=2025&region={REGION}"):
            figure = ask(people.finance, key, query)
            assert unlinked(figure, "before_indicators", "now_indicators") == []
            for row in [*figure.rows, figure.total]:
                for cell in row or ():
                    if cell.link:
                        link = urlsplit(cell.link)
                        assert link.path == "/statistics/changes/"
                        assert ask(people.finance, "changes", link.query).in_all == cell.value, cell.link
                        followed += 1
    assert followed > 20


def test_what_changes_shows_at_once(people: People) -> None:
    agency = people.agencies["667201"]
    old = make_table(agency, "2024年运行", rows=[], year=2024, total="5")

    def rows() -> list[tuple[Any, ...]]:
        figure = ask(people.finance, "changes", "year=2025")
        return [tuple(cell.value for cell in row[2:6]) for row in figure.rows]

    make_table(people.agencies["319202"], rows=[], year=2025, total="1")
    one = ("新增", None, Decimal(1), Decimal(1))
    assert rows() == [("取消", Decimal(5), None, Decimal(-5)), one]
    new = make_table(agency, "2025年运行", rows=[], total="9")
    assert rows() == [("金额增加", Decimal(5), Decimal(9), Decimal(4)), one]
    Budget.objects.filter(project=old.project_id).update(total=20)
    assert rows() == [("金额减少", Decimal(20), Decimal(9), Decimal(-11)), one]
    Project.objects.filter(pk=new.project_id).update(name="别的")
    assert sorted(row[0] for row in rows()) == ["取消", "新增", "新增"]
    Project.objects.filter(pk=new.project_id).update(name="2024年运行", agency=people.agencies["319101"])
    assert sorted(row[0] for row in rows()) == ["取消", "新增", "新增"]
    new.project.delete()
    assert rows() == [("取消", Decimal(20), None, Decimal(-20)), one]


def test_the_first_tables_of_a_year_find_what_others_no_longer_have(people: People) -> None:
    make_table(people.agencies["667201"], rows=[], year=2024, total="5")
    count_facts()
    make_table(people.agencies["319202"], rows=[], year=2025)
    assert values(ask(people.finance, "changes-kinds", "year=2025"), "projects") == {"新增": (1,), "取消": (1,)}


def test_whoever_holds_the_next_year_is_asked_to_count_it_again(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    agency = people.agencies["667201"]
    make_table(agency, rows=[], year=2024)
    make_table(agency, rows=[], year=2025)
    count_facts()
    AgencyYear.objects.filter(year=2025).update(tables=0)
    monkeypatch.setattr("figures.pair_facts._locked", lambda rows: [])
    recount(2024, [agency.pk])
    assert list(Mark.objects.values_list("agency", "year")) == [(agency.pk, 2025)]


def test_counting_again_changes_nothing(people: People, counted: list[GoalTable]) -> None:
    def stored() -> list[Any]:
        fields = [each.name for each in ProjectChange._meta.fields if each.name != "id"]
        facts = [each.name for each in ChangeFact._meta.fields if each.name != "id"]
        return [*sorted(ProjectChange.objects.values_list(*fields), key=str),
                *sorted(ChangeFact.objects.values_list(*facts), key=str)]  # fmt: skip

    before = stored()
    for year in (2023, 2024, 2025):
        recount(year, list(Agency.objects.values_list("pk", flat=True)))
    assert stored() == before


def test_nothing_to_compare_with(people: People) -> None:
    make_table(people.agencies["667201"], rows=[], year=2023)
    make_table(people.agencies["667201"], rows=[], year=2025)
    for key in ("changes-kinds", "changes-departments", "changes"):
        figure = ask(people.finance, key, "year=2025")
        assert (tuple(figure.rows), figure.total, figure.empty) == ((), None, "没有 2024 年度的表，无法与上年比较。")


def test_the_latest_year_where_none_is_selected_and_pages(people: People, client_of: ClientOf) -> None:
    for number in range(PAGE + 2):
        make_table(people.agencies["667201"], f"项目{number}", rows=[], total=str(number))
    make_table(people.agencies["667201"], "旧", rows=[], year=2024, total="0")
    count_facts()
    client = client_of(people.finance)
    first = client.get("/statistics/changes/?year=").context["statistics"][-1]
    assert (first.figure.key, len(first.rows), first.number) == ("changes", PAGE, PAGE + 3)
    assert "2025 年度与 2024 年度相比" in first.figure.says
    assert first.headings[0].address == ""
    last = client.get("/statistics/changes/?changes=2").context["statistics"][-1]
    assert len(last.rows) == 3
    only = client.get("/statistics/changes/?change=gone").context["statistics"][-1]
    assert [">旧<" in row for row in only.rows] == [True]
    assert only.figure.notes[-1] == "只列出取消的项目。"


@pytest.mark.once
def test_more_tables_need_no_more_queries(people: People, django_assert_num_queries: Any) -> None:
    for size in range(2):
        for number in range(4):
            agency = Agency.objects.create(code=f"7{size}{number}000", name="单位")
            for year in (2024, 2025):
                make_table(agency, rows=[], year=year)
        count_facts()
        for key in ("changes-kinds", "changes-departments", "changes"):
            selection = selection_of(QueryDict("year=2025"), people.finance)
            with django_assert_num_queries(6 if key == "changes" else 5):
                entries()[key].make(people.finance, selection)


def test_rows_are_of_tables_that_are_there(people: People, counted: list[GoalTable]) -> None:
    keys = {each.pk for each in all_tables()}
    rows = ProjectChange.objects.values_list("before_table", "now_table")
    assert {key for row in rows for key in row if key} == keys
