"""importers/undo.py: what an import wrote goes or becomes what it was, and nobody's work is lost on the way."""

from typing import Any

import pytest
from django.db.models import ProtectedError

from budget.models import Agency, Project
from importers import asking
from importers import undo as module
from importers.asking import confirm
from importers.models import ImportBatch, ImportFile, ImportTable, TableSource
from importers.tasks import import_file
from indicators.content import TableContent
from indicators.keeping import drop, keep
from indicators.models import Cause, GoalTable, Status, TableChange, TableFinding
from indicators.storing import content_of, same
from indicators.storing import replace as write
from tests.conftest import People
from tests.importers.stepping import batch_of, document, imported, named, results, undo, work_all
from tests.tables import make_table

pytestmark = pytest.mark.django_db
NAMES = ("甲", "乙", "丙")
OLD = tuple(named(name, number=number) for number, name in enumerate(NAMES, 1))
NEW = tuple(named(name, number=number, goal="2025年内养护道路30公里") for number, name in enumerate(NAMES, 1))

Picture = dict[str, Any]


def table(name: str) -> GoalTable:
    return GoalTable.objects.get(project__name=name)


def picture() -> Picture:
    """All that an import may change of a table, by project."""
    findings = ("code", "severity", "message", "place", "found", "expected", "field", "level3", "version")
    return {
        each.project.name: (
            content_of(each),
            each.status,
            each.framework_id,
            list(each.findings.order_by("pk").values_list(*findings)),
            list(TableSource.objects.filter(table=each).values_list("file", "ordinal", "place", "digest")),
        )
        for each in GoalTable.objects.select_related("project")
    }


def edit(name: str, by: Any = None, **changes: Any) -> TableContent:
    content = named(name, number=NAMES.index(name) + 1, **changes)
    write(table(name), content, Cause("edited", by))
    return content


def note(batch: ImportBatch, name: str) -> str:
    return ImportTable.objects.get(file__batch=batch, project_name=name).note


def test_new_tables_vanish_and_their_agencies_stay() -> None:
    batch = imported(("一.docx", document(*OLD)))
    undo(batch, None)
    assert not GoalTable.objects.exists()
    assert not Project.objects.exists()
    assert Agency.objects.count() == 1
    assert set(results(batch).values()) == {"undone"}
    file = batch.files.get()
    assert (file.state, file.written, file.new) == ("undone", 0, 3)


def test_changed_tables_come_back_exactly(people: People) -> None:
    imported(("一.docx", document(*OLD)))
    before = picture()
    batch = imported(("二.docx", document(*NEW)))
    assert picture() != before
    undo(batch, people.administrator)
    assert picture() == before
    change = table("甲").changes.order_by("-pk")[0]
    assert (change.kind, change.by, change.origin) == ("undone", people.administrator, "二.docx 第1张表")
    assert change.address == f"/imports/{batch.pk}/"
    assert change.content_before
    assert change.content_before.goal == NEW[0].goal


@pytest.mark.parametrize("round_trip", [False, True], ids=["edited", "edited and put back"])
@pytest.mark.parametrize("fresh", [False, True], ids=["replaced", "new"])
def test_a_table_that_somebody_edited_is_kept(people: People, fresh: bool, round_trip: bool) -> None:
    batch = imported(("一.docx", document(*OLD)))
    if not fresh:
        batch = imported(("二.docx", document(*NEW)))
    before = content_of(table("甲"))
    edited = edit("甲", people.officer, goal="有人改过")
    if round_trip:
        write(table("甲"), before, Cause("edited", people.officer))
    undo(batch, None)
    assert results(batch) == {"甲": "kept", "乙": "undone", "丙": "undone"}
    assert note(batch, "甲").startswith("预算编制员在2")
    assert "修改过这张表，没有撤销" in note(batch, "甲")
    assert same(content_of(table("甲")), before if round_trip else edited)
    undo(batch, None)
    assert results(batch)["甲"] == "kept"


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.FORWARDED, Status.APPROVED, Status.PUBLISHED])
@pytest.mark.parametrize("fresh", [False, True], ids=["replaced", "new"])
def test_a_table_under_review_or_approved_is_kept(status: str, fresh: bool) -> None:
    batch = imported(("一.docx", document(*OLD)))
    if not fresh:
        batch = imported(("二.docx", document(*NEW)))
    GoalTable.objects.filter(project__name="甲").update(status=status)
    before = content_of(table("甲"))
    undo(batch, None)
    assert results(batch) == {"甲": "kept", "乙": "undone", "丙": "undone"}
    assert Status(status).label in note(batch, "甲")
    assert content_of(table("甲")) == before


def test_a_returned_table_gets_its_content_back_but_is_never_removed() -> None:
    """It was submitted and reviewed: what was said about it would go with it."""
    first = imported(("一.docx", document(*OLD)))
    GoalTable.objects.update(status=Status.RETURNED)
    second = imported(("二.docx", document(*NEW)))
    undo(second, None)
    assert content_of(table("甲")) == OLD[0]
    assert table("甲").status == Status.RETURNED
    undo(first, None)
    assert set(results(first).values()) == {"kept"}
    assert "送审过" in note(first, "甲")


def test_what_apps_above_protect_is_kept_and_the_rest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = imported(("一.docx", document(*OLD)))
    protected, delete = table("甲").project_id, module._delete

    def refuse(projects: list[int]) -> None:
        if protected in projects:
            raise ProtectedError("a revision", set())
        delete(projects)

    monkeypatch.setattr(module, "_delete", refuse)
    undo(batch, None)
    assert results(batch) == {"甲": "kept", "乙": "undone", "丙": "undone"}
    assert "审核记录" in note(batch, "甲")
    assert batch.files.get().written == GoalTable.objects.count() == 1


def test_reasons_for_keeping_a_warning_are_not_lost(people: People) -> None:
    first = imported(("一.docx", document(*OLD)))
    finding = TableFinding.objects.filter(table=table("甲"), severity="warn")[0]
    keep(table("甲"), content_of(table("甲")), finding, "经批准可以不设", people.officer)
    before = set(table("甲").findings.values_list("code", "kept"))
    second = imported(("二.docx", document(*NEW)))
    undo(second, None)
    assert set(table("甲").findings.values_list("code", "kept")) == before
    undo(first, None)
    assert results(first) == {"甲": "kept", "乙": "undone", "丙": "undone"}
    assert "理由" in note(first, "甲")
    drop(table("甲").kept_warnings.get(), people.officer)
    undo(first, None)
    assert results(first)["甲"] == "kept"  # one that was taken back stays as a trace


def test_a_takeover_gives_back_what_had_been_typed() -> None:
    imported(("一.docx", document(*OLD)))
    typed = edit("甲", goal="有人改过")
    before = picture()
    batch = batch_of(("二.docx", document(*NEW)))
    ImportTable.objects.filter(file__batch=batch, project_name="甲").update(chosen=True, takeover="以文件为准")
    confirm(batch, None)
    work_all(batch)
    assert content_of(table("甲")) == NEW[0]
    undo(batch, None)
    assert content_of(table("甲")) == typed
    assert picture() == before


def test_a_table_made_by_hand_that_was_taken_over_has_no_source_afterwards(people: People) -> None:
    make_table(people.agencies["667201"], name="甲")
    before = picture()
    batch = batch_of(("一.docx", document(OLD[0])))
    ImportTable.objects.update(chosen=True, takeover="以文件为准")
    confirm(batch, None)
    work_all(batch)
    undo(batch, None)
    assert picture() == before


def test_undoing_twice_is_undoing_once() -> None:
    imported(("一.docx", document(*OLD)))
    batch = imported(("二.docx", document(*NEW)))
    undo(batch, None)
    once, changes = picture(), TableChange.objects.count()
    undo(batch, None)
    import_file.func(batch.files.get().pk)  # a job that comes twice
    assert (picture(), TableChange.objects.count()) == (once, changes)


@pytest.mark.parametrize("state", sorted(set(ImportFile.State.values) - {"done", "ready"}))
def test_a_file_that_is_worked_on_or_was_not_written_is_left_alone(state: str) -> None:
    batch = imported(("一.docx", document(*OLD)))
    batch.files.update(state=state)
    assert asking.undo(batch, None) == 0
    assert GoalTable.objects.count() == 3
    assert batch.files.get().state == state


def test_a_table_that_is_gone_already_is_undone() -> None:
    batch = imported(("一.docx", document(*OLD)))
    table("甲").project.delete()
    undo(batch, None)
    assert results(batch)["甲"] == "undone"


def test_an_unattended_batch_is_undone_too() -> None:
    batch = batch_of(("一.docx", document(*OLD)), unattended=True)
    undo(batch, None)
    assert not GoalTable.objects.exists()


def test_an_agency_without_code_in_the_document_is_no_obstacle() -> None:
    Agency.objects.create(code="1", name="网格中心")
    batch = batch_of(("一.txt", NAMELESS), unattended=True)
    assert GoalTable.objects.count() == 1
    undo(batch, None)
    assert not GoalTable.objects.exists()


NAMELESS = (
    "\t项目名称\n\t道路养护\n\n\t预算单位\n\t网格中心\n\n\t绩效目标\n\t养护道路\n\n"
    "\t一级指标\n\t二级指标\n\t三级指标\n\t指标值\n\n\t产出指标\n\t数量指标\n\t里程\n\t≥30公里\n"
).encode()
