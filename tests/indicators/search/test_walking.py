"""What the page of the search finds is what reading every table gives: in order, cut where it is said to be cut."""

from __future__ import annotations

from itertools import cycle
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budget.models import Budget
from indicators.models import Indicator, TableLine
from indicators.search import walking
from indicators.search.indexing import index_words
from indicators.search.listed import hits
from indicators.search.walking import walk
from tests.conftest import People
from tests.indicators.search.test_search import PIECES, WORDS, naive
from tests.tables import make_table

pytestmark = pytest.mark.django_db


def made(people: People, number: int = 40) -> None:
    """Tables of three years with all kinds of texts; a third of them unknown to the index."""
    random = Random(7)
    agencies = list(people.agencies.values())
    for place in range(number):
        rows = [("产出指标", "数量指标", "".join(random.choices(PIECES, k=3)), random.choice(PIECES), "") for _ in "ab"]
        make_table(random.choice(agencies), f"项目{place}", 2023 + place % 3, rows, goal=random.choice(PIECES))
    index_words()
    for table in TableLine.objects.order_by("?")[: number // 3]:
        Indicator.objects.filter(table=table.pk, position=1).update(name=random.choice(PIECES))


def in_order() -> list[int]:
    return list(TableLine.objects.order_by(*walking.ORDER).values_list("pk", flat=True))


def test_it_finds_what_reading_everything_finds_the_newest_first(people: People) -> None:
    made(people)
    assert 0 < TableLine.objects.filter(indexed=False).count() < 40
    for text in (*WORDS, "满意 95", "a %", "项目 目标表"):
        expected = naive(text)
        found = walk(TableLine.objects.all(), text.split())
        assert found.keys == [key for key in in_order() if key in expected], text
        assert not found.more
        assert not found.rest


def test_only_lines_that_are_given_are_found(people: People) -> None:
    made(people, 12)
    some = TableLine.objects.filter(year=2024)
    assert walk(some, ["项目"]).keys == list(some.order_by(*walking.ORDER).values_list("pk", flat=True))
    assert walk(TableLine.objects.none(), ["项目"]).keys == []


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize("word", ["项目", "目", "网站平台", "é"])
def test_it_goes_on_where_it_has_stopped(
    people: People, monkeypatch: pytest.MonkeyPatch, word: str, indexed: bool
) -> None:
    """Whatever was looked through in one go: all parts together are the whole."""
    for place in range(25):
        make_table(people.agencies["319101"], f"项目{place}", 2023 + place % 3, goal="网站平台é" if place % 4 else "")
    if indexed:
        index_words()
    whole = walk(TableLine.objects.all(), [word]).keys
    monkeypatch.setattr(walking, "CHUNKS", (3, 4))
    monkeypatch.setattr(walking, "EFFORT", 5)
    parts: list[int] = []
    start, rest = 0, True
    while rest:
        found = walk(TableLine.objects.all(), [word], start)
        assert found.looked_at - start <= 7
        parts += found.keys
        start, rest = found.looked_at, found.rest
    assert parts == whole


def test_more_than_are_counted(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(9):
        make_table(people.agencies["319101"], f"项目{place}")
    index_words()
    monkeypatch.setattr(walking, "MOST", 6)
    for word in ("项目", "项", "网站平台"):
        found = walk(TableLine.objects.all(), [word])
        assert (len(found.keys), found.more, found.rest) == (6, True, False), word
    assert walk(TableLine.objects.all(), ["项目8"]).more is False


def test_numbers_that_are_blank_are_in_order_too(people: People) -> None:
    for number in (2, None, 1):
        make_table(people.agencies["319101"], f"项目{number}", number=number)
    index_words()
    Indicator.objects.filter(table__number=2).update(name="改了")
    found = walk(TableLine.objects.all(), ["项目"]).keys
    assert set(found) == set(in_order())
    assert found.index(_key(1)) < found.index(_key(2))


def _key(number: int) -> Any:
    return TableLine.objects.get(number=number).pk


def test_a_bounded_number_of_queries(people: People) -> None:
    made(people, 30)
    for text in WORDS:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            walk(TableLine.objects.all(), [text])
        assert len(queries) <= 8, text


@pytest.mark.parametrize("cut", [False, True])
def test_the_list_has_the_hits_in_its_order_with_exact_totals(
    people: People, monkeypatch: pytest.MonkeyPatch, cut: bool
) -> None:
    """Also where the words are too rare to be found in what is looked through at first."""
    made(people)
    monkeypatch.setattr(walking, "CHUNKS", (2, 2) if cut else walking.CHUNKS)
    Budget.objects.filter(project__year=2024).update(total=None)
    orders = [("budget", True), ("findings", False), ("year", True)]
    for text, (name, descending) in zip((*WORDS, "满意 95", "没有这样的词"), cycle(orders)):
        lines = TableLine.objects.in_order(name, descending)
        expected = lines.filter(pk__in=naive(text))
        found = hits(lines, text.split(), everything=False)
        assert found.keys == list(expected.values_list("pk", flat=True)), text
        assert found.totals == expected.totals(), text
        assert hits(lines, text.split(), everything=True) == found, text


def test_the_list_is_cut_where_very_many_have_the_words(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    made(people, 9)
    monkeypatch.setattr(walking, "MOST", 6)
    lines = TableLine.objects.in_order("project", True)
    names = list(lines.values_list("pk", flat=True))
    assert hits(lines, ["项目"], everything=False) == (names[:6], {"tables": 6, "more": True})
    assert hits(lines, ["项目"], everything=True) == (names, lines.totals())
