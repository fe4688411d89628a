"""How long stages take and what waits now, against plain loops over the log."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median_low

import pytest
from django.http import QueryDict
from django.utils import timezone
from django.utils.timezone import localtime

from figures.facts import count_facts
from figures.registry import entries
from figures.selection import selection_of
from figures.stages import WORDS, median_bucket
from indicators.models import GoalTable
from reviews.models import Deadline
from tests.conftest import People
from tests.figures import naive
from tests.figures.asking import Follower, ask, total, unlinked, values
from tests.figures.lives import live
from tests.figures.made_up import ROLES, seen_by
from tests.tables import make_table

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = 86_400
SPANS = ("within_1", "within_3", "within_7", "within_15", "within_30", "longer")
LIMITS = (1, 3, 7, 15, 30, 10**6)


@pytest.fixture
def tables(years: list[GoalTable]) -> list[GoalTable]:
    lived = live(years)
    count_facts(60)
    return lived


def test_everything_is_what_loops_over_the_log_give(people: People, tables: list[GoalTable]) -> None:
    """For each role: making the years takes longer than asking."""
    for role in ROLES:
        _everything_is_what_loops_over_the_log_give(role, people, tables)


def _everything_is_what_loops_over_the_log_give(role: str, people: People, tables: list[GoalTable]) -> None:
    user, seen = getattr(people, role), seen_by(role, tables)
    for year, query in ((2025, "year=2025"), (None, "year=")):
        some = [each for each in seen if year in (None, each.project.year)]
        if not some:
            continue
        lengths: dict[str, list[int]] = {}
        for table in some:
            for stage, seconds in naive.stays(table):
                lengths.setdefault(stage, []).append(int(seconds))
        figure = ask(user, "stages-lengths", query)
        assert values(figure, "stays", "mean", "longest") == {
            WORDS[stage]: (len(each), sum(each) / len(each) / DAY, max(each) / DAY) for stage, each in lengths.items()
        }
        titles = [column.title for column in figure.columns]
        for stage, each in lengths.items():
            counts = values(figure, *SPANS)[WORDS[stage]]
            assert sum(counts) == len(each)
            middle = next(place for place, days in enumerate(LIMITS) if median_low(each) <= days * DAY)
            assert values(figure, "median")[WORDS[stage]] == (titles[figure.place(SPANS[middle])],)
        _assert_now(ask(user, "stages-now", query), some)
        means = tuple(sum(lengths[each]) / len(lengths[each]) / DAY if each in lengths else None for each in WORDS)
        for key in ("stages-departments", "stages-agencies"):
            assert not lengths or total(ask(user, key, query), *WORDS) == pytest.approx(means)


def _assert_now(figure: object, tables: list[GoalTable]) -> None:
    places: dict[str, list[object]] = {}
    for table in tables:
        stage, since = naive.now(table)
        if stage != "published":
            places.setdefault(stage, []).append(since)
    assert values(figure, "tables", "since") == {  # type: ignore[arg-type]
        WORDS[stage]: (len(each), f"{localtime(min(each)):%Y-%m-%d}")
        for stage, each in places.items()  # type: ignore[type-var]
    }


def test_the_longest_stay_leads_to_its_table(people: People, tables: list[GoalTable]) -> None:
    longest = max((seconds, table.pk) for table in tables for stage, seconds in naive.stays(table) if stage == "draft")
    row = ask(people.finance, "stages-lengths", "year=").rows[0]
    assert row[-1].link == f"/tables/{longest[1]}/history/"


def test_what_waits_is_told_by_its_days_and_leads_there(people: People) -> None:
    now = timezone.now()
    for number, (status, days) in enumerate([("submitted", 2), ("submitted", 8), ("submitted", 31), ("forwarded", 4)]):
        table = make_table(people.agencies["319101"], name=f"{number}")
        GoalTable.objects.filter(pk=table.pk).update(status=status, changed_at=now - timedelta(days=days))
    make_table(people.agencies["319101"], name="编报中")
    figure = ask(people.finance, "stages-waiting")
    names = ("tables", "over_3", "over_7", "over_15", "over_30")
    assert values(figure, *names) == {"主管部门审核": (3, 2, 2, 1, 1), "财政审核": (1, 1, 0, 0, 0)}
    assert Follower(people.finance).check(figure) == 7
    assert not ask(people.officer, "stages-waiting").rows


def test_each_number_of_tables_leads_to_the_list_that_it_counts(people: People, tables: list[GoalTable]) -> None:
    for user in (people.finance, people.department, people.officer):
        follower = Follower(user)
        for query in ("year=2025", "year="):
            for key in ("stages-lengths", "stages-now", "stages-waiting"):
                figure = ask(user, key, query)
                assert follower.check(figure) or not figure.rows
                assert not unlinked(figure), key


def test_stays_one_by_one_are_what_the_log_gives(people: People, tables: list[GoalTable]) -> None:
    for role in ("finance", "department", "officer"):
        some = [each for each in seen_by(role, tables) if each.project.year == 2025]
        lengths = [(stage, int(seconds), table.pk) for table in some for stage, seconds in naive.stays(table)]
        for more, passes in (
            ("", lambda stage, days: True),
            ("&stage=draft", lambda stage, days: stage == "draft"),
            ("&stage=submitted&span=within_3", lambda stage, days: stage == "submitted" and 1 < days <= 3),
            ("&span=longer", lambda stage, days: days > 30),
            ("&span=within_1", lambda stage, days: days <= 1),
        ):
            selection = selection_of(QueryDict(f"year=2025{more}"), getattr(people, role), everything=True)
            figure = entries()["stages-stays"].make(selection.user, selection)
            expected = [each for each in lengths if passes(each[0], each[1] / DAY)]
            shown = [(str(row[2].value), row[3].value, str(row[0].link)) for row in figure.rows]
            assert [each[1] for each in shown] == sorted((each[1] for each in shown), reverse=True)  # type: ignore[type-var]
            assert sorted(shown, key=str) == sorted(
                ((WORDS[stage], seconds / DAY, f"/tables/{pk}/history/") for stage, seconds, pk in expected), key=str
            )


def test_what_was_handed_in_late_is_told_and_leads_there(people: People, tables: list[GoalTable]) -> None:
    """By the first submission that was not taken back; what was returned since is not submitted."""
    due = date(2025, 2, 1)
    Deadline.objects.filter(stage="submit").update(due=due)
    for role in ROLES:
        user = getattr(people, role)
        some = [each for each in seen_by(role, tables) if each.project.year == 2025]
        late = [
            table.agency.pk
            for table in some
            if not (table.status in ("draft", "returned") and table.in_force_id is None)
            and (at := naive.handed_in(table)) and localtime(at).date() > due
        ]  # fmt: skip
        if not some:
            continue
        departments, agencies = (ask(user, key, "year=2025") for key in ("submission-departments", "submission"))
        assert total(departments, "handed_in_late") == (len(late),)
        place = agencies.place("handed_in_late")
        assert sorted(row[place].value for row in agencies.rows if row[place].value) == sorted(  # type: ignore[type-var]
            late.count(agency) for agency in set(late)
        )
        follower = Follower(user)
        for figure in (departments, agencies):
            assert follower.check(figure)
            assert not unlinked(figure)
        assert late or role not in ("finance", "administrator")


def test_the_middle_stay() -> None:
    assert median_bucket([1]) == 0
    assert median_bucket([1, 1]) == 0
    assert median_bucket([1, 2, 0]) == 1
    assert median_bucket([0, 0, 3, 0, 2]) == 2
    with pytest.raises(ValueError, match="no stays"):
        median_bucket([0, 0])
