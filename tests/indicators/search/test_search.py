"""Searching words gives what reading all tables gives, whatever was written since the index was made."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from budget.models import Agency, Project
from indicators.content import IndicatorContent
from indicators.models import Cause, GoalTable, Indicator, TableLine, TableText
from indicators.search import gram_tables, indexing
from indicators.search.indexing import index_some, index_words
from indicators.search.texts import mentions
from indicators.storing import content_of, create_tables, replace
from tests.conftest import People
from tests.effort import seeds
from tests.tables import make_table

pytestmark = pytest.mark.django_db
PIECES = (
    "满意",
    "满意度",
    "意度",
    "养护",
    "A",
    "ab",
    "PM2.5",
    "≥95%",
    "９５",
    "95",
    "%",
    "_",
    "\\",
    "'",
    "（1）",
    "𠮷",
    "é",
    "É",
)
WORDS = (
    *PIECES,
    "意",
    "a",
    "aB",
    "pm2.5",
    "养护A",
    "度养",
    "95%",
    "护\\",
    "_%",
    "没有",
    "满意满意",
    "é满",
    "目标表",
    "319101",
)


def naive(text: str) -> set[int]:
    """What reading every table says."""
    tables = GoalTable.objects.all()
    for word in text.split():
        tables = tables.filter(mentions(word, Q()))
    return set(tables.values_list("pk", flat=True))


def assert_found(words: list[str]) -> None:
    for text in words:
        expected = naive(text)
        assert set(GoalTable.objects.search(text).values_list("pk", flat=True)) == expected, text
        lines = TableLine.objects.search(text).values_list("pk", flat=True)
        assert sorted(lines) == sorted(expected), text


def _text(random: Random) -> str:
    return "".join(random.choice(("", "\n", " ", *PIECES)) for _ in range(random.randint(0, 5))).strip()


def _rows(random: Random) -> tuple[IndicatorContent, ...]:
    one = ("产出指标", "数量指标")
    return tuple(
        IndicatorContent(*one, _text(random), _text(random), _text(random), None) for _ in range(random.randint(1, 3))
    )


def _edit(random: Random, people: People, table: GoalTable) -> None:
    replace(table, content_of(table).with_indicators(_rows(random)), Cause("edited"))


def _create(random: Random, people: People, table: GoalTable) -> None:
    name = f"{_text(random)}{GoalTable.objects.count()}".replace("\n", "")
    content = content_of(table).with_indicators(_rows(random))
    values = {field: getattr(content, field) for field in content.__slots__} | {"project_name": name}
    create_tables(2025, [(random.choice(list(people.agencies.values())), type(content)(**values), Cause())])


def _rename(random: Random, people: People, table: GoalTable) -> None:
    word = _text(random).replace("\n", "")
    random.choice([
        lambda: Project.objects.filter(pk=table.project_id).update(purpose=word),
        lambda: Project.objects.filter(pk=table.project_id).update(name=f"{word}{table.pk}"),
        lambda: Agency.objects.filter(pk=table.project.agency_id).update(name=f"{word}局"),
        lambda: GoalTable.objects.filter(pk=table.pk).update(goal=word),
        lambda: GoalTable.objects.filter(pk=table.pk).update(title=word),
        lambda: Project.objects.filter(pk=table.project_id).update(agency=people.agencies["319202"]),
    ])()  # fmt: skip


def _write_over(random: Random, people: People, table: GoalTable) -> None:
    field = random.choice(["name", "description", "target"])
    Indicator.objects.filter(table=table).update(**{field: _text(random)})


def _delete(random: Random, people: People, table: GoalTable) -> None:
    if GoalTable.objects.count() > 2:
        table.project.delete()


def _index(random: Random, people: People, table: GoalTable) -> None:
    index_some()


@pytest.mark.parametrize("seed", seeds(2))
def test_random_work_is_found_as_reading_everything_finds_it(
    people: People, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    for code in ("667201", "319101", "319202"):
        make_table(people.agencies[code], name=f"开始{code}", goal=_text(random))
    for _ in range(30):
        table = random.choice(list(GoalTable.objects.select_related("project__agency")))
        random.choice([_edit, _create, _rename, _rename, _write_over, _delete, _index, _index])(random, people, table)
        assert_found([*random.sample(WORDS, 3), " ".join(random.sample(WORDS, 2))])
    index_words()
    assert not TableLine.objects.filter(indexed=False).exists()
    assert_found(list(WORDS))
    assert set(TableText.objects.values_list("pk", flat=True)) == set(GoalTable.objects.values_list("pk", flat=True))


def test_without_an_index_of_pairs_texts_are_looked_through(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on an SQLite that was built without FTS5."""
    monkeypatch.setattr(gram_tables, "is_there", lambda: False)
    if connection.vendor == "postgresql":
        return
    make_table(people.agencies["319101"], name="道路养护", goal="满意度≥95%")
    index_words()
    assert_found(list(WORDS))


def test_words_are_not_joined_across_texts(people: People) -> None:
    make_table(people.agencies["319101"], name="道路养", goal="护路\n满意")
    make_table(people.agencies["319202"], name="公园", goal="度过满意")
    for _ in range(2):
        assert not GoalTable.objects.search("养护")
        assert not GoalTable.objects.search("满意度")
        assert GoalTable.objects.search("路养 满意").count() == 1
        index_words()


def test_what_is_indexed_is_told_by_the_index_alone(people: People) -> None:
    """Else nothing would be won: what it does not know is read, and here it would know something else."""
    table = make_table(people.agencies["319101"], goal="桥梁养护")
    index_words()
    gram_tables.write({}, {10**9: "别的 xy"})
    Indicator.objects.filter(table=table).update(name="绿化")
    assert GoalTable.objects.search("绿化").count() == 1
    TableLine.objects.update(indexed=True)
    assert not GoalTable.objects.search("绿化")
    assert GoalTable.objects.search("梁养").count() == 1


def test_a_change_of_state_does_not_make_it_forget(people: People) -> None:
    make_table(people.agencies["319101"])
    index_words()
    GoalTable.objects.update(status="approved", number=5)
    Project.objects.update(year=2024)
    Agency.objects.update(region="甲区")
    assert TableLine.objects.get().indexed


def test_texts_of_deleted_tables_go(people: People) -> None:
    table = make_table(people.agencies["319101"], goal="桥梁养护")
    index_words()
    table.project.delete()
    assert index_words() == 0
    assert not TableText.objects.exists()
    assert not _candidates("桥梁")


def _candidates(word: str) -> list[Any]:
    from indicators.search.grams import grams

    found = gram_tables.having(grams(word))
    with connection.cursor() as cursor:
        cursor.execute(found.sql, found.params)
        return cursor.fetchall()
