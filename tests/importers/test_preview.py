"""importers/preview.py: filters, order and differences of the tables of a batch."""

from dataclasses import replace
from typing import Any

import pytest

from importers.models import ImportBatch, ImportTable
from importers.preview import PreviewFilter, shown, tables_of
from indicators.models import Cause, GoalTable
from indicators.storing import replace as write
from tests.importers.stepping import CONTENT, ROWS, batch_of, document, imported, named

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch() -> ImportBatch:
    """One table of each state; the conflict stands last in the document."""
    imported(("旧.docx", document(named("有变化的"), named("没有变化的"), named("有人改的"))))
    write(GoalTable.objects.get(project__name="有人改的"), named("有人改的", goal="手改"), Cause("edited"))
    rows = (replace(ROWS[0], target="≥22份"), *ROWS[1:])
    changed = named("有变化的", indicators=rows, number=1, purpose="改了用途")
    nameless = named("没有单位的", agency_code="", agency_name="")
    return batch_of(("新.docx", document(changed, named("没有变化的"), named("有人改的"), named("新来的"), nameless)))


def names(batch: ImportBatch, **asked: str) -> list[str]:
    form = PreviewFilter(asked, with_results=False)
    return [row.project_name for row in form.apply(tables_of(batch))]


def test_what_asks_for_a_decision_comes_first(batch: ImportBatch) -> None:
    assert names(batch) == ["没有单位的", "有人改的", "有变化的", "新来的", "没有变化的"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"state": "conflict"}, ["有人改的"]),
        ({"chosen": "yes"}, ["有变化的", "新来的"]),
        ({"q": "≥22份"}, ["有变化的"]),
        ({"q": "新.docx 新来"}, ["新来的"]),
        ({"q": "667201", "chosen": "no"}, ["有人改的", "没有变化的"]),
        ({"findings": "block"}, []),
        ({"state": "nonsense", "q": "新来"}, ["新来的"]),
        ({"q": "到处都没有"}, []),
    ],
)
def test_filters(batch: ImportBatch, asked: dict[str, str], expected: list[str]) -> None:
    assert names(batch, **asked) == expected


def test_differences_are_those_to_what_is_stored(batch: ImportBatch) -> None:
    by_name = {each.row.project_name: each for each in shown(tables_of(batch).select_related("file"))}
    changed = by_name["有变化的"].difference
    assert changed is not None
    assert changed.summary == "资金用途、指标值 1 处"
    conflict = by_name["有人改的"].difference
    assert conflict is not None
    assert ("手改", CONTENT.goal) in [(each.before, each.after) for each in conflict.head]
    assert by_name["新来的"].difference is None
    assert by_name["没有变化的"].difference is None


def test_many_changes_are_shown_in_part(batch: ImportBatch) -> None:
    rows = tuple(replace(row, target=f"{row.target}改") for row in ROWS)
    more = batch_of(("再.docx", document(named("有变化的", indicators=rows, goal="改", purpose="改"))))
    (one,) = shown(tables_of(more).select_related("file"))
    first = one.first_changes
    assert len(first.head) + len(first.rows) == 3
    assert one.more == 2


@pytest.mark.once
def test_a_page_takes_few_queries_however_long(batch: ImportBatch, django_assert_max_num_queries: Any) -> None:
    contents = [named(f"项目{number}") for number in range(30)]
    imported(("三十.docx", document(*contents)))
    again = batch_of(("三十.docx", document(*(replace(each, goal="改") for each in contents))))
    with django_assert_max_num_queries(3):
        rows = shown(tables_of(again).select_related("file"))
    assert sum(each.difference is not None for each in rows) == 30
    assert ImportTable.objects.filter(file__batch=again, state="changed").count() == 30
