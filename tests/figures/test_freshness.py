"""A page counts what has changed a little, and says as of when the rest is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budget.models import Project
from figures import freshness
from figures.facts import count_facts
from figures.freshness import AsOf, up_to_date
from figures.models import AgencyYear, Mark, StageFact, TableReview, TableStay
from figures.selection import Selection, selection_of
from tests.conftest import People
from tests.figures.asking import ask, total
from tests.tables import make_table

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def _selection(user: Any, query: str = "") -> Selection:
    return selection_of(QueryDict(query), user)


def test_an_edit_shows_at_once(people: People) -> None:
    table = make_table(people.agencies["319101"])
    assert total(ask(people.finance, "indicators-agencies"), "indicators") == (4,)
    table.indicators.filter(position__gt=1).delete()
    figure = ask(people.finance, "indicators-agencies")
    assert total(figure, "indicators") == (1,)
    assert "数据截至现在" in figure.says


def test_a_page_counts_only_what_is_selected(people: People) -> None:
    for code in ("319101", "667201"):
        make_table(people.agencies[code])
    assert up_to_date(_selection(people.officer)) == AsOf()
    left = set(Mark.objects.filter(year=2025).values_list("agency__code", flat=True))
    assert left == {"319101"}


def test_it_is_asked_once_for_all_statistics_of_a_page(people: People) -> None:
    make_table(people.agencies["319101"])
    selection = _selection(people.finance)
    up_to_date(selection)
    with CaptureQueriesContext(connection) as queries:
        up_to_date(selection)
    assert not queries


def test_after_a_large_change_the_page_says_how_many_wait(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = [make_table(people.agencies[code]) for code in ("319101", "319202", "667201")]
    count_facts(60)
    monkeypatch.setattr(freshness, "MOST", 2)
    for table in tables:
        table.indicators.all().delete()
    found = up_to_date(_selection(people.finance, "year=2025"))
    assert found.waiting == 3
    assert found.at == min(AgencyYear.objects.filter(year=2025, tables=1).values_list("at", flat=True))
    assert "还有 3 个单位正在重新统计" in found.words
    assert "截至" in found.words
    AgencyYear.objects.filter(agency=people.agencies["319101"]).delete()
    assert up_to_date(_selection(people.finance, "year=2025")).at is None


def test_a_table_that_was_moved_is_not_told_to_who_saw_it_before(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows behind the facts are its old agency's until they are counted again."""
    table, _ = (make_table(people.agencies[code]) for code in ("319101", "319202"))
    count_facts(60)
    told = {"agency": table.agency, "year": 2025, "line": table.line}
    TableStay.objects.create(**told, stage="draft", seconds=9, until=timezone.now())
    of_draft = {"agency": table.agency, "year": 2025, "stage": "draft"}
    StageFact.objects.update_or_create(**of_draft, defaults={"stays": 1, "seconds": 9})
    TableReview.objects.create(**told, code="x", first=1)
    asked = (("stages-stays", ""), ("findings-reviewed", "reviewed=first"))
    for key, query in asked:
        assert len(ask(people.department, key, query).rows) == 1
    monkeypatch.setattr(freshness, "MOST", 0)
    Project.objects.filter(pk=table.project_id).update(agency=people.agencies["667201"])
    for key, query in asked:
        figure = ask(people.department, key, query)
        assert not figure.rows
        assert "正在重新统计" in figure.empty


def test_who_can_not_write_now_shows_what_was_counted(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    make_table(people.agencies["319101"])

    def locked(*_: object) -> int:
        raise OperationalError("database is locked")

    monkeypatch.setattr(freshness, "recount_some", locked)
    assert up_to_date(_selection(people.finance, "year=2025")).waiting == 1


@pytest.mark.sqlite
def test_a_page_is_less_patient_than_others_only_while_it_counts(people: People) -> None:
    make_table(people.agencies["319101"])

    def patience() -> int:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            return int(cursor.fetchone()[0])

    seen: list[int] = []
    usual: Callable[..., int] = freshness.recount_some

    def watched(*arguments: Any) -> int:
        seen.append(patience())
        return usual(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(freshness, "recount_some", watched)
        up_to_date(_selection(people.finance))
    assert seen[0] == freshness.PATIENCE
    assert patience() == 20_000


@pytest.mark.once
@pytest.mark.parametrize("key", ["findings-checks", "findings-agencies", "findings-review", "findings-review-agencies",
                                 "indicators-levels", "indicators-agencies", "stages-lengths", "stages-now",
                                 "stages-agencies", "indicators-targets", "indicators-outliers"])  # fmt: skip
def test_no_statistic_asks_more_of_more_tables(key: str, people: People) -> None:
    def asked() -> int:
        selection = _selection(people.department, "year=2025")
        up_to_date(selection)
        from figures.registry import entries

        with CaptureQueriesContext(connection) as queries:
            entries()[key].make(people.department, selection)
        return len(queries)

    make_table(people.agencies["319101"])
    few = asked()
    for number in range(12):
        make_table(people.agencies["319101" if number % 2 else "319202"], name=f"{number}")
    assert asked() <= max(few, 4) <= 8
