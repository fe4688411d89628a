"""importers/undoable.py: findings and source of a table are kept beside a change, and come back as they were."""

from typing import Any

import pytest

from importers.batches import create_batch
from importers.models import ImportFile, TableSource
from importers.undoable import put_back, remembered
from indicators.findings import Finding, Place
from indicators.keeping import keep
from indicators.models import GoalTable, TableFinding
from indicators.storing import content_of, store_findings
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.django_db
FINDINGS = (
    Finding("unplaced-text", "info", "余文😀“引号”\n第二行", Place("一.xlsx", 1, 2, 3, "Sheet1"), "原文", "应为"),
    Finding("vague-target", "warn", "笼统", None, field="target", level3="服务水平"),
)


@pytest.fixture
def table(people: People) -> GoalTable:
    made = make_table(people.agencies["667201"])
    store_findings([(made, FINDINGS)])
    return made


@pytest.fixture
def file() -> ImportFile:
    return create_batch(2025, "", "批次", [("一.docx", b"1")]).files.get()


def findings(table: GoalTable) -> list[Any]:
    return [
        {name: value for name, value in values.items() if name != "id"}
        for values in TableFinding.objects.filter(table=table).order_by("pk").values()
    ]


def test_findings_and_source_come_back(table: GoalTable, file: ImportFile) -> None:
    TableSource.objects.create(table=table, file=file, ordinal=3, place="第3个表格", digest="d" * 64)
    before = findings(table)
    text = remembered([table])[table.pk]
    store_findings([(table, [Finding("amount", "block", "别的")])])
    TableSource.objects.filter(table=table).update(ordinal=9, digest="")
    put_back({table.pk: text})
    assert findings(table) == before
    source = TableSource.objects.get(table=table)
    assert (source.file, source.ordinal, source.place, source.digest) == (file, 3, "第3个表格", "d" * 64)


def test_a_table_without_source_and_findings_has_none_afterwards(table: GoalTable, file: ImportFile) -> None:
    TableFinding.objects.all().delete()
    text = remembered([table])[table.pk]
    assert text  # tells a table that was there from one that was not
    store_findings([(table, FINDINGS)])
    TableSource.objects.create(table=table, file=file, ordinal=1, place="", digest="")
    put_back({table.pk: text})
    assert findings(table) == []
    assert not TableSource.objects.exists()


def test_a_reason_holds_on(table: GoalTable, people: People) -> None:
    kept = keep(table, content_of(table), table.findings.get(severity="warn"), "经批准保留", people.officer)
    text = remembered([table])[table.pk]
    put_back({table.pk: text})
    assert list(table.findings.order_by("pk").values_list("kept", flat=True)) == [None, kept.pk]


def test_nothing_is_remembered_of_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert remembered([]) == {}


def test_many_tables_are_remembered_with_two_questions(people: People, django_assert_num_queries: Any) -> None:
    tables = [make_table(people.agencies["667201"], name=f"项目{n}") for n in range(5)]
    with django_assert_num_queries(2):
        assert set(remembered(tables)) == {table.pk for table in tables}
