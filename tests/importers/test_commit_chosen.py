"""importers/commit.py after a preview: what was ticked is taken as it was shown, not where it changed meanwhile."""

from typing import Any

import pytest

from accounts.models import User
from importers.asking import confirm, look_again
from importers.models import ImportBatch, ImportFile, ImportTable, TableSource
from indicators.content import TableContent
from indicators.models import Cause, GoalTable, Status, TableChange
from indicators.storing import content_of, digest, same
from indicators.storing import replace as write
from tests.conftest import People
from tests.importers.stepping import batch_of, document, imported, named, results, work_all

pytestmark = pytest.mark.django_db
NAMES = ("甲", "乙", "丙")
OLD = tuple(named(name, number=number) for number, name in enumerate(NAMES, 1))
NEW = tuple(named(name, number=number, goal="2025年内养护道路30公里") for number, name in enumerate(NAMES, 1))


def stored(name: str) -> TableContent:
    return content_of(table(name))


def table(name: str) -> GoalTable:
    return GoalTable.objects.get(project__name=name)


def edit(name: str, **changes: Any) -> None:
    write(table(name), named(name, **changes), Cause("edited"))


def row(batch: ImportBatch, name: str) -> ImportTable:
    return ImportTable.objects.get(file__batch=batch, project_name=name)


def taken(batch: ImportBatch, user: Any = None) -> dict[str, str]:
    """What became of the tables when the batch is confirmed."""
    confirm(batch, user)
    work_all(batch)
    return results(batch)


def test_only_what_is_ticked_is_taken() -> None:
    batch = batch_of(("一.docx", document(*OLD)))
    ImportTable.objects.filter(project_name="乙").update(chosen=False)
    assert taken(batch) == {"甲": "written", "乙": "left", "丙": "written"}
    assert set(GoalTable.objects.values_list("project__name", flat=True)) == {"甲", "丙"}
    file = batch.files.get()
    assert (file.state, file.written, file.new) == ("done", 2, 3)


@pytest.mark.parametrize("meanwhile", ["edited", "submitted", "imported", "removed"])
def test_what_changed_since_the_preview_is_left_and_told_and_the_rest_goes_in(meanwhile: str) -> None:
    imported(("一.docx", document(*OLD)))
    batch = batch_of(("二.docx", document(*NEW)))
    if meanwhile == "edited":
        edit("乙", goal="有人改过")
    elif meanwhile == "submitted":
        GoalTable.objects.filter(project__name="乙").update(status=Status.SUBMITTED)
    elif meanwhile == "imported":
        imported(("三.docx", document(named("丁"), named("乙", goal="另一批导入的"))))
    else:
        table("乙").project.delete()
    before = stored("乙") if meanwhile != "removed" else None
    assert taken(batch) == {"甲": "written", "乙": "left", "丙": "written"}
    left = row(batch, "乙")
    assert left.state == "conflict"
    assert left.reason.startswith("二.docx 第2张表“乙”：")
    words = {
        "edited": "有人修改过",
        "submitted": "待主管部门审核",
        "imported": "预览之后，已有的表又有了变化",
        "removed": "预览之后，已有的表又有了变化",
    }
    assert words[meanwhile] in left.reason
    assert (left.chosen, bool(left.content)) == (False, True)
    assert stored("丙") == NEW[2]
    if before:
        assert stored("乙") == before
    else:
        assert not GoalTable.objects.filter(project__name="乙").exists()


def test_what_was_new_in_the_preview_and_is_there_now_is_not_taken() -> None:
    batch = batch_of(("二.docx", document(*NEW)))
    imported(("一.docx", document(named("甲"))))
    assert taken(batch) == {"甲": "left", "乙": "written", "丙": "written"}
    assert stored("甲") == OLD[0]
    assert row(batch, "甲").reason_code == "changed-since-preview"


def test_what_became_the_same_meanwhile_is_no_conflict() -> None:
    batch = batch_of(("二.docx", document(*NEW)))
    imported(("一.docx", document(named("甲", goal=NEW[0].goal))))
    assert taken(batch)["甲"] == "left"
    assert (row(batch, "甲").state, row(batch, "甲").reason) == ("unchanged", "")


def test_an_edited_table_is_taken_over_with_a_reason_and_only_then(people: People) -> None:
    imported(("一.docx", document(*OLD)))
    edit("甲", goal="有人改过")
    batch = batch_of(("二.docx", document(*NEW)), user=people.administrator)
    ImportTable.objects.filter(pk=row(batch, "甲").pk).update(chosen=True)
    assert taken(batch)["甲"] == "left"
    assert stored("甲").goal == "有人改过"
    look_again(batch)
    work_all(batch)
    ImportTable.objects.filter(pk=row(batch, "甲").pk).update(chosen=True, takeover="以文件为准")
    assert taken(batch, people.administrator)["甲"] == "written"
    assert same(stored("甲"), NEW[0])
    change = table("甲").changes.order_by("-pk")[0]
    assert (change.kind, change.reason, change.by) == ("taken-over", "以文件为准", people.administrator)
    assert change.content_before
    assert same(change.content_before, named("甲", goal="有人改过"))
    assert (change.origin, change.address) == ("二.docx 第1张表", f"/imports/{batch.pk}/")


def test_a_frozen_table_is_never_taken_over() -> None:
    imported(("一.docx", document(*OLD)))
    GoalTable.objects.filter(project__name="甲").update(status=Status.SUBMITTED)
    batch = batch_of(("二.docx", document(*NEW)))
    ImportTable.objects.filter(pk=row(batch, "甲").pk).update(chosen=True, takeover="就要覆盖")
    assert taken(batch)["甲"] == "left"
    assert stored("甲") == OLD[0]


@pytest.mark.parametrize("meanwhile", ["edited again", "submitted"])
def test_a_takeover_holds_for_what_was_seen(meanwhile: str) -> None:
    imported(("一.docx", document(*OLD)))
    edit("甲", goal="有人改过")
    batch = batch_of(("二.docx", document(*NEW)))
    ImportTable.objects.filter(pk=row(batch, "甲").pk).update(chosen=True, takeover="以文件为准")
    if meanwhile == "submitted":
        GoalTable.objects.update(status=Status.SUBMITTED)
    else:
        edit("甲", goal="又改过")
    before = stored("甲")
    assert taken(batch)["甲"] == "left"
    assert stored("甲") == before
    assert row(batch, "甲").takeover == ""


def test_a_row_that_cant_be_stored_is_not_taken_though_it_is_ticked() -> None:
    batch = batch_of(("一.docx", document(named("好的"), named("坏的", agency_name="", agency_code=""))))
    ImportTable.objects.update(chosen=True, takeover="就要")
    assert taken(batch) == {"好的": "written", "坏的": "left"}
    assert row(batch, "坏的").state == "failed"


def test_of_two_tables_of_one_project_the_one_taken_over_wins() -> None:
    batch = batch_of(("一.docx", document(named("甲"), named("甲", goal="第二张的目标"))))
    ImportTable.objects.filter(ordinal=2).update(chosen=True, takeover="第二张是对的")
    confirm(batch, None)
    work_all(batch)
    assert stored("甲").goal == "第二张的目标"
    first, second = ImportTable.objects.order_by("ordinal")
    assert (first.result, first.state, first.reason_code) == ("left", "conflict", "project-twice")
    assert "第2张表" in first.reason
    assert (second.result, second.state) == ("written", "conflict")
    assert list(TableChange.objects.values_list("kind", "reason")) == [("imported", "第二张是对的")]


def test_of_two_files_with_one_project_the_first_is_written_and_the_other_is_left() -> None:
    batch = batch_of(("一.docx", document(named("甲"))), ("二.docx", document(named("甲", goal="别的"))))
    ImportTable.objects.filter(file__name="二.docx").update(chosen=True, takeover="第二个文件是对的")
    confirm(batch, None)
    work_all(batch)
    assert stored("甲") == named("甲")
    assert ImportTable.objects.get(file__name="二.docx").result == "left"
    look_again(batch)
    work_all(batch)
    again = ImportTable.objects.get(file__name="二.docx")
    assert (again.state, again.reason_code, again.takeable) == ("conflict", "project-twice", True)
    ImportTable.objects.filter(pk=again.pk).update(chosen=True, takeover="第二个文件是对的")
    confirm(batch, None)
    work_all(batch)
    assert stored("甲").goal == "别的"


def test_of_two_files_the_second_alone_may_be_taken() -> None:
    batch = batch_of(("一.docx", document(named("甲"))), ("二.docx", document(named("甲", goal="别的"))))
    ImportTable.objects.filter(file__name="一.docx").update(chosen=False)
    ImportTable.objects.filter(file__name="二.docx").update(chosen=True, takeover="第二个文件是对的")
    confirm(batch, None)
    work_all(batch)
    assert stored("甲").goal == "别的"


def test_history_says_who_and_which_document(people: People) -> None:
    first = imported(("一.docx", document(*OLD)), user=people.administrator)
    second = imported(("二.docx", document(*NEW)), user=people.finance)
    for number, name in enumerate(NAMES, 1):
        made, replaced = table(name).changes.order_by("pk")
        assert (made.kind, made.by, made.origin) == ("imported", people.administrator, f"一.docx 第{number}张表")
        assert (replaced.kind, replaced.by, replaced.origin) == ("replaced", people.finance, f"二.docx 第{number}张表")
        assert made.content_before is None
        assert replaced.content_before
        assert same(replaced.content_before, OLD[number - 1])
        assert [made.address, replaced.address] == [f"/imports/{first.pk}/", f"/imports/{second.pk}/"]


def test_the_source_of_a_table_is_the_last_document(people: People) -> None:
    imported(("一.docx", document(*OLD)))
    batch = imported(("二.docx", document(*NEW)))
    source = table("丙").source
    assert (source.file, source.ordinal, source.digest) == (batch.files.get(), 3, digest(stored("丙")))
    assert TableSource.objects.count() == 3


def test_who_confirmed_counts_and_a_user_may_be_gone(people: People) -> None:
    batch = batch_of(("一.docx", document(named("甲"))), user=people.administrator)
    confirm(batch, people.finance)
    User.objects.filter(pk=people.finance.pk).delete()
    work_all(batch)
    assert table("甲").changes.get().by == people.administrator
    User.objects.filter(pk=people.administrator.pk).delete()
    assert table("甲").changes.get().by is None
    assert ImportBatch.objects.get().created_by is None


def test_what_was_taken_keeps_no_second_copy_of_its_content() -> None:
    imported(("一.docx", document(*OLD)))
    rows = ImportTable.objects.all()
    assert {(each.content, each.findings, each.result) for each in rows} == {("", "", "written")}
    assert [each.table for each in rows] == list(GoalTable.objects.order_by("pk"))


def test_a_file_without_ticks_is_done_with_nothing() -> None:
    batch = batch_of(("一.docx", document(named("甲"))), ("二.docx", document(named("乙"))))
    ImportTable.objects.filter(project_name="甲").update(chosen=False)
    assert taken(batch) == {"甲": "left", "乙": "written"}
    assert dict(ImportFile.objects.values_list("name", "written")) == {"一.docx": 0, "二.docx": 1}
