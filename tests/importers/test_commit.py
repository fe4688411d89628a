"""importers/commit.py: what happens to each table of a document, and that nothing of ours is overwritten silently."""

from dataclasses import replace
from decimal import Decimal

import pytest

from budget.models import Agency, Project
from importers.batches import add_document, create_batch
from importers.commit import Outcome, commit
from importers.models import ImportFile, TableSource
from importers.planning import Document
from importers.reading_types import Kind, ReadTable
from importers.staging import findings_of
from indicators.content import IndicatorContent, TableContent
from indicators.findings import Finding, Place
from indicators.models import Cause, GoalTable, Status
from indicators.storing import content_of
from indicators.storing import replace as write

pytestmark = pytest.mark.django_db

ROW = IndicatorContent("产出指标", "数量指标", "报告数量", "", "≥21份")
CONTENT = TableContent("甲项目", "667201", "网格中心", budget_total=Decimal(100), goal="目标", indicators=(ROW,))
CHANGED = replace(CONTENT, goal="别的目标")


def file(name: str = "一.docx", year: int = 2025, region: str = "", batch: ImportFile | None = None) -> ImportFile:
    where = batch.batch if batch else create_batch(year, region, "", [])
    return add_document(where, name, name.encode())


def read(
    content: TableContent, ordinal: int = 1, kind: Kind = "project", findings: tuple[Finding, ...] = ()
) -> ReadTable:
    return ReadTable(content, kind, ordinal, Place("一.docx", ordinal), findings)


def put(content: TableContent, into: ImportFile | None = None) -> Outcome:
    (outcome,) = commit([Document(into or file(), [read(content)])])
    return outcome


def stored() -> TableContent:
    return content_of(GoalTable.objects.get())


def test_new_then_the_same_then_changed() -> None:
    assert put(CONTENT).state == "new"
    assert put(CONTENT).state == "unchanged"
    assert put(CHANGED).state == "changed"
    assert stored() == CHANGED
    assert Project.objects.count() == TableSource.objects.count() == 1


def test_the_agency_is_made_once_and_found_by_its_code_in_its_region() -> None:
    Agency.objects.create(code="667201", name="早先建立的名称")
    put(CONTENT)
    put(CONTENT, file(region="滨海新区"))
    assert sorted(Agency.objects.values_list("region", "name")) == [("", "早先建立的名称"), ("滨海新区", "网格中心")]


def test_another_year_is_another_table() -> None:
    put(CONTENT)
    assert put(CONTENT, file(year=2026)).state == "new"


def test_an_agency_without_code_is_found_by_its_name_only() -> None:
    nameless = replace(CONTENT, agency_code="")
    refused = put(nameless)
    assert refused.state == "failed"
    assert refused.reason is not None
    assert "系统里没有这个单位" in refused.reason.message
    Agency.objects.create(code="1", name="网格中心")
    assert put(nameless).state == "new"
    Agency.objects.create(code="2", name="网格中心")
    again = put(replace(nameless, project_name="乙"))
    assert again.reason is not None
    assert "同名" in again.reason.message


def test_an_agency_without_code_is_the_same_at_the_next_import() -> None:
    Agency.objects.create(code="1", name="网格中心")
    nameless = replace(CONTENT, agency_code="")
    assert put(nameless).state == "new"
    assert put(nameless).state == "unchanged"
    assert put(replace(nameless, goal="别的目标")).state == "changed"
    assert stored() == replace(CONTENT, agency_code="1", goal="别的目标")


def test_work_done_since_the_last_import_is_not_overwritten() -> None:
    table = put(CONTENT).table
    assert table is not None
    write(GoalTable.objects.get(), replace(CONTENT, goal="有人改过"), Cause("edited"))
    conflict = put(CHANGED)
    assert (conflict.state, conflict.reason and conflict.reason.code) == ("conflict", "table-edited")
    assert stored().goal == "有人改过"
    # The old document again would take back what somebody has typed, so that is to be said too.
    assert put(CONTENT).state == "conflict"
    assert stored().goal == "有人改过"


def test_a_table_made_by_hand_is_not_overwritten() -> None:
    put(CONTENT)
    TableSource.objects.all().delete()
    assert put(CHANGED).state == "conflict"
    assert stored() == CONTENT


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.FORWARDED, Status.APPROVED, Status.PUBLISHED])
def test_a_table_under_or_after_review_is_frozen(status: str) -> None:
    put(CONTENT)
    GoalTable.objects.update(status=status)
    conflict = put(CHANGED)
    assert (conflict.state, conflict.reason and conflict.reason.code) == ("conflict", "table-frozen")
    assert stored() == CONTENT


def test_a_returned_table_may_be_replaced() -> None:
    put(CONTENT)
    GoalTable.objects.update(status=Status.RETURNED)
    assert put(CHANGED).state == "changed"


def test_the_same_project_twice_in_one_document() -> None:
    outcomes = commit([Document(file(), [read(CONTENT), read(CHANGED, 2), read(CONTENT, 3)])])
    assert [outcome.state for outcome in outcomes] == ["new", "conflict", "unchanged"]
    assert stored() == CONTENT


def test_the_same_project_in_two_files_of_one_batch() -> None:
    first = file()
    put(CONTENT, first)
    conflict = put(CHANGED, file("二.docx", batch=first))
    assert (conflict.state, conflict.reason and conflict.reason.code) == ("conflict", "project-twice")
    assert stored() == CONTENT


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (replace(CONTENT, project_name=""), "project", "project-name-missing"),
        (replace(CONTENT, agency_code="", agency_name=""), "project", "agency-missing"),
        (replace(CONTENT, project_name="长" * 301), "project", "too-long"),
        (replace(CONTENT, indicators=(replace(ROW, level2="长" * 101),)), "project", "too-long"),
        (replace(CONTENT, number=2**40), "project", "too-long"),
        (CONTENT, "self-evaluation", "other-kind"),
        (CONTENT, "overall", "other-kind"),
    ],
)
def test_what_cant_be_stored_is_told_and_the_rest_goes_on(content: TableContent, kind: Kind, code: str) -> None:
    into = file()
    bad = read(content, 1, kind, (Finding("unplaced-text", "warn", "读不到位"),))
    outcomes = commit([Document(into, [bad, read(replace(CONTENT, project_name="好的"), 2)])])
    assert [outcome.state for outcome in outcomes] == ["failed", "new"]
    assert not into.issues.exists()
    row = into.tables.get(state="failed")
    assert (row.reason_code, row.result) == (code, "left")
    assert row.reason.startswith("一.docx 第1张表")
    assert [finding.code for finding in findings_of(row)] == ["unplaced-text"]
    assert (into.failed, into.new, into.written) == (1, 1, 1)


def test_findings_are_stored_with_their_table_and_those_of_the_file_with_the_file() -> None:
    into = file()
    told = (Finding("unplaced-text", "warn", "甲"),)
    commit([Document(into, [read(CONTENT, findings=told)], [Finding("no-tables", "info", "乙")])])
    told = GoalTable.objects.get().findings
    assert list(told.filter(version=0).values_list("message", flat=True)) == ["甲"]
    assert "placeholder" in told.filter(version__gt=0).values_list("code", flat=True)
    assert list(into.issues.values_list("message", flat=True)) == ["乙"]


def test_provenance() -> None:
    into = file()
    put(CONTENT, into)
    source = GoalTable.objects.get().source
    assert (source.file, source.ordinal, source.place) == (into, 1, "第1个表格")


def test_a_document_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("importers.commit._store_sources", fail)
    with pytest.raises(OSError, match="disk full"):
        put(CONTENT)
    assert not GoalTable.objects.exists()
    assert not Agency.objects.exists()
