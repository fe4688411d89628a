"""check_data finds what was written around the triggers, and nothing where all is well."""

import pytest

from indicators.lines_check import flaws_of_lines, flaws_of_words
from indicators.models import GoalTable, TableLine, TableTally, TableText
from indicators.search import gram_tables
from indicators.search.indexing import index_words
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(people: People) -> GoalTable:
    other = make_table(people.agencies["319202"], name="另一个")
    found = make_table(people.agencies["319101"])
    index_words()
    assert not [*flaws_of_lines(), *flaws_of_words([found.pk, other.pk])]
    return found


def test_lines_that_say_something_else_are_found(table: GoalTable) -> None:
    TableLine.objects.filter(pk=table.pk).update(indicators=99, number=77)
    assert list(flaws_of_lines()) == [f"1 张表的目录行与表不一致，如表 {table.pk}"]
    TableLine.objects.filter(pk=table.pk).delete()
    assert list(flaws_of_lines()) == [f"1 张表的目录行与表不一致，如表 {table.pk}"]


def test_lines_without_a_table_and_wrong_tallies_are_found(table: GoalTable) -> None:
    line = TableLine.objects.get(pk=table.pk)
    line.pk = 10**9
    line.save(force_insert=True)
    assert list(flaws_of_lines()) == ["1 个目录行没有表，如表 1000000000"]
    TableTally.objects.filter(agency=table.project.agency_id).update(total=1)
    assert "1 组表的张数或金额与目录行不一致" in flaws_of_lines()


def test_an_index_of_words_that_is_out_of_date_is_found(table: GoalTable) -> None:
    stale = [f"表 {table.pk} 的检索索引已过时"]
    GoalTable.objects.filter(pk=table.pk).update(goal="另一个目标")
    assert not list(flaws_of_words([table.pk]))  # it says so itself
    TableLine.objects.update(indexed=True)
    assert list(flaws_of_words([table.pk])) == stale
    TableLine.objects.update(indexed=False)
    index_words()
    text = TableText.objects.get(pk=table.pk).text
    gram_tables.write({table.pk: text}, {})
    assert list(flaws_of_words([table.pk])) == stale
