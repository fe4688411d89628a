"""importers/planning.py: what taking a table would do, decided beside what is stored, and nothing written."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from budget.models import Agency
from importers.batches import create_batch
from importers.models import ImportFile, TableSource
from importers.planning import Document, Outcome, judge_twin, plan
from importers.reading_types import ReadTable
from indicators.content import IndicatorContent, TableContent
from indicators.findings import Place
from indicators.models import Cause, GoalTable, Status
from indicators.storing import create_tables, digest
from indicators.storing import replace as write
from tests.importers.stepping import CONTENT, ROWS, named

pytestmark = pytest.mark.django_db


def file(year: int = 2025, region: str = "") -> ImportFile:
    return create_batch(year, region, "批次", [(f"{year}{region}.docx", b"1")]).files.get()


def read(content: TableContent, ordinal: int = 1) -> ReadTable:
    return ReadTable(content, "project", ordinal, Place("一.docx", ordinal))


def planned_from(made_from: str, content: TableContent) -> Outcome:
    """What becomes of a sheet that says what it was made from."""
    (outcome,) = plan([Document(file(), [replace(read(content), made_from=made_from)])])
    return outcome


def planned(*contents: TableContent, into: ImportFile | None = None) -> list[Outcome]:
    return plan([Document(into or file(), [read(content, n) for n, content in enumerate(contents, 1)])])


@pytest.fixture
def stored() -> GoalTable:
    """CONTENT, as it was imported by another batch."""
    agency = Agency.objects.create(code="667201", name="网格中心")
    (table,) = create_tables(2025, [(agency, CONTENT, Cause("imported"))])
    TableSource.objects.create(table=table, file=file(), ordinal=1, place="", digest=digest(CONTENT))
    return table


CHANGED = replace(CONTENT, goal="别的目标")


@pytest.mark.parametrize(
    "change",
    [
        {"goal": "别的"},
        {"purpose": ""},
        {"number": 2},
        {"title": "标题"},
        {"currency_unit": "万元"},
        {"budget_total": Decimal("100.01")},
        {"other_funds": Decimal(0)},
        {"indicators": ROWS[:2]},
        {"indicators": (ROWS[1], ROWS[0], ROWS[2])},
        {"indicators": (replace(ROWS[0], target="≥22份"), *ROWS[1:])},
        {"indicators": (replace(ROWS[0], weight=Decimal(10)), *ROWS[1:])},
    ],
    ids=lambda change: "-".join(change),
)
def test_whatever_differs_is_a_change(stored: GoalTable, change: dict[str, Any]) -> None:
    (outcome,) = planned(replace(CONTENT, **change))
    assert (outcome.state, outcome.table, outcome.base) == ("changed", stored, digest(CONTENT))


@pytest.mark.parametrize(
    "content",
    [CONTENT, replace(CONTENT, agency_name="网格化中心"), replace(CONTENT, budget_total=Decimal("100.00"))],
    ids=["the same", "another spelling of the agency", "more decimals"],
)
def test_what_says_the_same_is_no_change(stored: GoalTable, content: TableContent) -> None:
    (outcome,) = planned(content)
    assert (outcome.state, outcome.reason) == ("unchanged", None)


def test_weights_that_are_equal_are_no_change() -> None:
    agency = Agency.objects.create(code="667201", name="网格中心")
    weighted = replace(CONTENT, indicators=(replace(ROWS[0], weight=Decimal("7.50")),))
    (table,) = create_tables(2025, [(agency, weighted, Cause("imported"))])
    TableSource.objects.create(table=table, file=file(), ordinal=1, place="", digest=digest(weighted))
    same = replace(weighted, indicators=(replace(ROWS[0], weight=Decimal("7.5")),))
    (outcome,) = planned(same)
    assert outcome.state == "unchanged"
    (outcome,) = planned(replace(same, goal="别的"))
    assert outcome.state == "changed"  # and not edited meanwhile


@pytest.mark.parametrize(
    ("into", "content"),
    [
        ((2026, ""), CONTENT),
        ((2025, "滨海新区"), CONTENT),
        ((2025, ""), replace(CONTENT, agency_code="667202")),
        ((2025, ""), named("别的项目")),
    ],
    ids=["year", "region", "agency", "name"],
)
def test_another_project_is_new(stored: GoalTable, into: tuple[int, str], content: TableContent) -> None:
    (outcome,) = planned(content, into=file(*into))
    assert (outcome.state, outcome.table, outcome.base) == ("new", None, "")


def test_nothing_is_written_not_even_agencies() -> None:
    (outcome,) = planned(CONTENT)
    assert outcome.agency is not None
    assert outcome.agency.pk is None
    assert not Agency.objects.exists()


@pytest.mark.parametrize(
    ("status", "code", "takeable"),
    [
        (Status.DRAFT, "table-edited", True),
        (Status.RETURNED, "table-edited", True),
        (Status.SUBMITTED, "table-frozen", False),
        (Status.APPROVED, "table-frozen", False),
    ],
)
def test_what_somebody_worked_on_is_a_conflict(stored: GoalTable, status: str, code: str, takeable: bool) -> None:
    write(stored, replace(CONTENT, goal="有人改过"), Cause("edited"))
    GoalTable.objects.update(status=status)
    for content in (CHANGED, CONTENT):  # also the document as it was before
        (outcome,) = planned(content)
        assert (outcome.state, outcome.takeable) == ("conflict", takeable)
        assert outcome.reason
        assert outcome.reason.code == code
        assert outcome.reason.message.startswith("一.docx 第1张表“道路养护项目”：")
    (outcome,) = planned(replace(CONTENT, goal="有人改过"))
    assert outcome.state == "unchanged"


def test_a_table_without_source_was_typed() -> None:
    agency = Agency.objects.create(code="667201", name="网格中心")
    create_tables(2025, [(agency, CONTENT, Cause())])
    (outcome,) = planned(CHANGED)
    assert outcome.reason
    assert (outcome.state, outcome.takeable) == ("conflict", True)
    assert "不是导入得来的" in outcome.reason.message


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED])
def test_a_sheet_made_from_what_is_stored_now_is_a_change(stored: GoalTable, status: str) -> None:
    now = replace(CONTENT, goal="有人改过")
    write(stored, now, Cause("edited"))
    GoalTable.objects.update(status=status)
    outcome = planned_from(digest(now), CHANGED)
    assert (outcome.state, outcome.reason, outcome.base) == ("changed", None, digest(now))
    assert planned_from(digest(now), now).state == "unchanged"
    TableSource.objects.all().delete()
    assert planned_from(digest(now), CHANGED).state == "changed"


def test_a_sheet_made_from_what_was_stored_before_is_told_as_such(stored: GoalTable) -> None:
    write(stored, replace(CONTENT, goal="有人改过"), Cause("edited"))
    for without in (False, True):
        if without:
            TableSource.objects.all().delete()
        outcome = planned_from(digest(CONTENT), CHANGED)
        assert outcome.reason
        assert (outcome.state, outcome.reason.code, outcome.takeable) == ("conflict", "table-edited", True)
        said = "工作簿导出之后，这张表在系统里又修改过，不会被覆盖。"
        assert outcome.reason.message == f"一.docx 第1张表“道路养护项目”：{said}"


def test_what_is_stored_as_it_was_imported_changes_whatever_a_sheet_was_made_from(stored: GoalTable) -> None:
    assert planned_from("0" * 64, CHANGED).state == "changed"


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.APPROVED])
def test_no_digest_opens_a_closed_table(stored: GoalTable, status: str) -> None:
    GoalTable.objects.update(status=status)
    outcome = planned_from(digest(CONTENT), CHANGED)
    assert outcome.reason
    assert (outcome.state, outcome.reason.code, outcome.takeable) == ("conflict", "table-frozen", False)


def test_a_copied_sheet_carries_nothing_over_to_another_project(stored: GoalTable) -> None:
    agency = Agency.objects.get()
    create_tables(2025, [(agency, named("桥梁养护项目"), Cause())])
    assert planned_from(digest(CONTENT), named("桥梁养护项目", goal="别的目标")).state == "conflict"
    assert planned_from(digest(CONTENT), named("新的项目")).state == "new"


def test_two_sheets_made_from_the_same_table_are_twins_still(stored: GoalTable) -> None:
    TableSource.objects.all().delete()
    reads = [replace(read(content, n), made_from=digest(CONTENT)) for n, content in enumerate((CHANGED, CONTENT), 1)]
    first, second = plan([Document(file(), reads)])
    assert (first.state, second.state, second.takeable) == ("changed", "conflict", True)
    assert second.reason
    assert second.reason.code == "project-twice"


def test_the_file_that_a_table_came_from_may_change_it_and_others_of_its_batch_may_not(stored: GoalTable) -> None:
    source = TableSource.objects.get().file
    (outcome,) = planned(CHANGED, into=source)
    assert outcome.state == "changed"
    other = ImportFile.objects.create(batch=source.batch, source=source.source, name="二.docx")
    (outcome,) = planned(CHANGED, into=other)
    assert outcome.reason
    assert (outcome.state, outcome.reason.code, outcome.takeable) == ("conflict", "project-twice", True)


def test_twins_of_a_stored_table(stored: GoalTable) -> None:
    first, second, third = planned(CHANGED, CONTENT, CHANGED)
    assert [each.state for each in (first, second, third)] == ["changed", "conflict", "unchanged"]
    assert {each.base for each in (first, second, third)} == {digest(CONTENT)}
    assert second.takeable
    GoalTable.objects.update(status=Status.SUBMITTED)
    assert [each.takeable for each in planned(CHANGED, CONTENT, CHANGED)] == [False, False, False]


def test_a_twin_may_be_judged_beside_any_other() -> None:
    one, two = Outcome(ImportFile(), read(CONTENT), "new"), Outcome(ImportFile(), read(CHANGED, 2), "new")
    judge_twin(one, two)
    assert one.reason
    assert (one.state, one.takeable) == ("conflict", True)
    assert "第2张表" in one.reason.message


def test_outcomes_are_looked_up_and_not_compared() -> None:
    """A thousand of them are, and each comparison would go through all their rows."""
    assert Outcome(ImportFile(), read(CONTENT), "new") != Outcome(ImportFile(), read(CONTENT), "new")


def test_the_agency_of_a_table_that_has_only_its_name(stored: GoalTable) -> None:
    (outcome,) = planned(replace(CHANGED, agency_code=""))
    assert (outcome.state, outcome.read.content.agency_code) == ("changed", "667201")


def test_odd_texts_are_names_too() -> None:
    odd = [named(text) for text in ("😀", "'); DROP TABLE x; --", '"', "\\", "%s", "a\u0301", "á")]
    assert {each.state for each in planned(*odd)} == {"new"}
    assert len({each.key for each in planned(*odd)}) == 7


def test_few_questions_for_many_tables(django_assert_max_num_queries: Any) -> None:
    into, rows = file(), (IndicatorContent("产出指标", "数量指标", "数量", "", "1"),)
    many = [named(f"项目{n}", agency_code=f"667{n % 9}", indicators=rows) for n in range(300)]
    with django_assert_max_num_queries(5):
        assert len(planned(*many, into=into)) == 300
