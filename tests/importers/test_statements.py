"""The number of statements of an import, from its bytes to its undoing, is the same for few tables and for many.

COPY does not pass through Django's count on PostgreSQL, one for a model at most; everything else is counted.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budget.models import Agency
from importers.asking import confirm
from importers.models import ImportBatch
from indicators.models import GoalTable, TableFinding
from tests.importers.stepping import batch_of, document, imported, named, states, undo, work_all

pytestmark = pytest.mark.django_db
FEW, MANY = 10, 150
# Django deletes what hangs on a row by the hundred; all else is done at once.
KINDS = 4
PER_HUNDRED = 12


def tables(number: int, **changes: Any) -> bytes:
    each = range(1, number + 1)
    return document(*(named(f"项目{n}", number=n, agency_code=code_of(n), **changes) for n in each))


def code_of(number: int) -> str:
    return f"6672{number // 30:02}"


@contextmanager
def counted(into: list[int]) -> Iterator[None]:
    with CaptureQueriesContext(connection) as statements:
        yield
    into.append(len(statements))


def walked(number: int) -> list[int]:
    """Statements of: reading and staging, writing, the same for a change of all, undoing it, undoing the first."""
    counts: list[int] = []
    with counted(counts):
        first = batch_of(("一.docx", tables(number)))
    with counted(counts):
        take(first)
    with counted(counts):
        second = batch_of(("二.docx", tables(number, goal="2025年内养护道路30公里")))
    assert set(states(second).values()) == {"changed"}
    with counted(counts):
        take(second)
    for batch in (second, first):
        with counted(counts):
            undo(batch)
    assert not GoalTable.objects.exists()
    return counts


def take(batch: ImportBatch) -> None:
    confirm(batch, None)
    work_all(batch)


def test_few_and_many_tables_take_the_same_number_of_statements(settings: Any) -> None:
    settings.IMPORT_SILENCE = 3600  # a slow machine would give signs of life, which are statements
    for code in set(map(code_of, range(1, MANY + 1))):
        Agency.objects.create(code=code, name=code)  # agencies that are there already are looked at, and locked
    few, many = walked(FEW), walked(MANY)
    # Rows go in by statements of one length and one for the rest: one more for each kind of rows, not for each row.
    assert max(more - less for less, more in zip(few[:-1], many[:-1], strict=True)) <= KINDS
    assert many[-1] - few[-1] <= PER_HUNDRED * MANY // 100
    assert max(few) < 80, few


@pytest.mark.parametrize("leave", [lambda batch: undo(batch), lambda batch: None])
def test_what_stored_tables_are_told_beside_new_ones_follows_an_import(leave: Callable[[ImportBatch], None]) -> None:
    imported(("一.docx", document(named("甲"))))
    told = TableFinding.objects.filter(table__project__name="甲", code="duplicate-row-other-table")
    assert not told.exists()
    copy = imported(("二.docx", document(named("乙", number=2))))
    assert "“乙”" in told.get().message
    leave(copy)
    assert told.exists() == GoalTable.objects.filter(project__name="乙").exists()


def test_a_change_of_another_table_takes_the_finding_back() -> None:
    imported(("一.docx", document(named("甲"), named("乙", number=2))))
    told = TableFinding.objects.filter(table__project__name="甲", code="duplicate-row-other-table")
    before = set(TableFinding.objects.filter(table__project__name="甲").values_list("code", "message"))
    assert told.exists()
    change = imported(("二.docx", document(named("乙", number=2, indicators=named("乙").indicators[:1]))))
    assert not told.exists()
    undo(change)
    assert set(TableFinding.objects.filter(table__project__name="甲").values_list("code", "message")) == before
