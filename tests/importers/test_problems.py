"""Everything that went wrong with a batch, as a list that is counted and cut; and its page."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from importers.batches import create_batch
from importers.models import ImportBatch, ImportFile, ImportTable
from importers.problem_kinds import KINDS, Problem
from importers.problem_staged import Staged
from importers.problem_stored import Stored
from importers.problems import Problems
from importers.staging import findings_of
from indicators.models import Cause, GoalTable, KeptWarning, TableChange, TableFinding
from indicators.storing import content_of
from indicators.storing import replace as write
from tests.conftest import People, sample
from tests.importers.stepping import batch_of, document, imported, named, undo, work_all
from tests.making import forms, word
from tests.making.paper import Box, Grid, Line

BAD = ("坏的.docx", b"PK\x03\x04broken")


def with_odd_text() -> bytes:
    """A document with a cell that no field takes, and a paragraph between the tables."""
    head, *rest = forms.make(named("余文项目")).paper
    assert isinstance(head, Grid)
    head.rows.append([Box("联系电话"), Box("022-12345678", span=head.width - 1)])
    return word.docx([head, *rest, Line("填报说明以外的一段话")])


ODD = ("余文.docx", with_odd_text())
MESSY = ("messy.docx", sample("docx/003-messy.docx").read_bytes())


@pytest.fixture
def admin(people: People, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.administrator)


def edit(project: str) -> None:
    """Somebody works on a table."""
    table = GoalTable.objects.get(project__name=project)
    write(table, replace(content_of(table), goal="2025年改过的目标"), Cause(TableChange.Kind.EDITED))


@pytest.fixture
def batch(people: People) -> ImportBatch:
    """A broken file, one with text that has no place, a table that somebody has edited, one that is new."""
    imported(("早先.docx", document(named("甲"))), user=people.administrator)
    edit("甲")
    both = document(named("乙"), named("甲", purpose="另一个用途"))
    return batch_of(BAD, MESSY, ODD, ("冲突.docx", both), user=people.administrator)


def everything(batch: ImportBatch) -> list[Problem]:
    return list(Problems(batch))


def test_every_finding_of_a_preview_is_there_once(batch: ImportBatch) -> None:
    rows = ImportTable.objects.filter(file__batch=batch)
    expected = Counter(each.message for row in rows for each in findings_of(row))
    expected += Counter(
        message for file in batch.files.all() for message in file.issues.values_list("message", flat=True)
    )
    expected += Counter(rows.filter(state__in=("conflict", "failed")).values_list("reason", flat=True))
    assert Counter(each.message for each in everything(batch)) == expected
    assert len(Problems(batch)) == expected.total()


def test_structure_comes_before_rows(batch: ImportBatch) -> None:
    kinds = [each.kind for each in everything(batch)]
    assert kinds == sorted(kinds, key=list(KINDS).index)
    assert {"file", "table", "unplaced", "warn", "info"} <= set(kinds)


def test_counts_are_those_of_the_kinds(batch: ImportBatch) -> None:
    assert Problems(batch).counts == dict.fromkeys(KINDS, 0) | Counter(each.kind for each in everything(batch))
    for kind in KINDS:
        assert list(Problems(batch, kind)) == [each for each in everything(batch) if each.kind == kind]


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_windows_put_together_are_the_whole(batch: ImportBatch, size: int) -> None:
    whole, problems = everything(batch), Problems(batch)
    assert len(whole) > 7
    assert [each for start in range(0, len(whole), size) for each in problems[start : start + size]] == whole


def test_windows_of_what_was_written_are_the_whole_too(people: People) -> None:
    batch = imported(MESSY, ODD, user=people.administrator)
    whole, problems = everything(batch), Problems(batch)
    assert Counter(each.message for each in whole) == Counter(
        [*TableFinding.objects.values_list("message", flat=True), *_issues(batch)]
    )
    assert any(each.stored for each in whole)
    assert [each for start in range(0, len(whole), 3) for each in problems[start : start + 3]] == whole


def _issues(batch: ImportBatch) -> list[str]:
    return [message for file in batch.files.all() for message in file.issues.values_list("message", flat=True)]


def test_a_problem_says_where_it_stands(batch: ImportBatch) -> None:
    (broken,) = Problems(batch, "file", "坏的")
    assert (broken.file, broken.code, broken.severity, broken.table) == ("坏的.docx", "damaged-file", "block", "")
    (conflict,) = Problems(batch, "table")
    assert (conflict.file, conflict.table, conflict.code) == ("冲突.docx", "第2张表 甲", "table-edited")
    assert conflict.place
    unplaced = next(each for each in Problems(batch, "unplaced") if each.table)
    assert (unplaced.file, unplaced.table) == ("余文.docx", "第1张表 余文项目")
    assert (unplaced.place, unplaced.found) == ("第1个表格第6行第2格", "022-12345678")
    vague = next(each for each in Problems(batch, "info") if each.file == "冲突.docx" and each.code == "vague-target")
    assert vague.place == "指标“服务水平” 指标值"


@pytest.mark.parametrize("written", [False, True])
def test_a_search_finds_what_holds_the_text(people: People, written: bool) -> None:
    batch = (imported if written else batch_of)(
        MESSY, ("另一个.docx", document(named("丙项目"))), user=people.administrator
    )
    whole = everything(batch)
    source: Any = (Stored if written else Staged)(batch, "")
    assert source.count("info")
    for query in ("丙项目", "另一个.docx", "vague-target", "指标值", '"', "没有这样的文字"):
        found = list(Problems(batch, "", query))
        assert len(Problems(batch, "", query)) == len(found)
        for each in found:
            assert any(
                query in text for text in (each.file, each.table, each.message, each.found, each.code, each.place)
            ), query
        certain = [each for each in whole if query in each.message or query in each.file]
        assert set(certain) <= set(found)
    assert Problems(batch, "", "丙项目").count() < len(whole)


def test_what_was_explained_is_no_problem_any_more(people: People) -> None:
    batch = imported(("一.docx", document(named("甲"))), user=people.administrator)
    finding = TableFinding.objects.filter(severity="warn").first()
    assert finding is not None
    before = len(Problems(batch))
    kept = KeptWarning.objects.create(
        table=finding.table, code=finding.code, reason="确实如此", by=people.administrator
    )
    TableFinding.objects.filter(pk=finding.pk).update(kept=kept)
    assert len(Problems(batch)) == before - 1


def test_what_was_not_undone_is_told(people: People) -> None:
    batch = imported(("一.docx", document(named("甲"))), user=people.administrator)
    edit("甲")
    undo(batch, people.administrator)
    (kept,) = Problems(batch, "table")
    assert kept.code == "not-undone"
    assert kept.message
    assert kept.stored == GoalTable.objects.get().pk


def test_what_was_undone_or_taken_over_is_none(people: People) -> None:
    batch = imported(("一.docx", document(named("甲"))), user=people.administrator)
    undo(batch, people.administrator)
    assert everything(batch) == []


def test_what_is_undone_after_it_was_counted_is_left_out(people: People) -> None:
    batch = imported(("一.docx", document(named("甲", goal=""))), user=people.administrator)
    problems = Problems(batch)
    assert len(problems)
    ImportTable.objects.update(result=ImportTable.Result.UNDONE)  # the table stays, as it was before
    assert list(problems) == []


def page_of(client: Client, batch: ImportBatch, **asked: str) -> str:
    response = client.get(f"/imports/{batch.pk}/problems/", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_kinds_places_and_links(admin: Client, batch: ImportBatch) -> None:
    page = page_of(admin, batch)
    row = ImportTable.objects.get(file__batch=batch, state="conflict")
    for words in (
        "文件的问题",
        "没有导入的表",
        "没有归位的文字",
        f"/imports/{batch.pk}/tables/{row.pk}/",
        "damaged-file",
    ):
        assert words in page
    assert "?kind=table" in page


def test_the_page_filters_and_searches(admin: Client, batch: ImportBatch) -> None:
    shown = admin.get(f"/imports/{batch.pk}/problems/", {"kind": "table"}).context["page"]
    assert [each.kind for each in shown] == ["table"]
    shown = admin.get(f"/imports/{batch.pk}/problems/", {"q": "坏的\0"}).context["page"]
    assert [each.file for each in shown] == ["坏的.docx"]
    assert "没有符合条件的问题" in page_of(admin, batch, q="没有这样的文字")
    assert page_of(admin, batch, kind="nonsense").count("damaged-file") == 1


def test_a_table_that_was_written_is_linked(people: People, admin: Client) -> None:
    batch = imported(("一.docx", document(named("甲"))), user=people.administrator)
    assert f'href="/tables/{GoalTable.objects.get().pk}/"' in page_of(admin, batch)


def test_no_problems_are_good_news(admin: Client) -> None:
    assert "没有发现问题" in page_of(admin, ImportBatch.objects.create(year=2025))


def test_a_hundred_a_page(admin: Client) -> None:
    batch = batch_of(BAD)
    file = batch.files.get()
    for number in range(150):
        file.issues.create(code="x", severity="info", message=f"问题{number}。")
    first = admin.get(f"/imports/{batch.pk}/problems/").context["page"]
    second = admin.get(f"/imports/{batch.pk}/problems/", {"page": "2"}).context["page"]
    assert (len(first.object_list), len(second.object_list)) == (100, 51)
    assert not set(first.object_list) & set(second.object_list)


def test_texts_are_text(admin: Client) -> None:
    batch = batch_of(BAD)
    batch.files.get().issues.create(code="x", severity="info", message="<script>x", found="<b>", expected="<i>")
    page = page_of(admin, batch)
    assert "<script>x" not in page
    assert "&lt;b&gt;" in page


@pytest.mark.parametrize("role", ["officer", "department", "finance", "reader", "stranger"])
@pytest.mark.parametrize("page", ["problems/", "result.xlsx"])
def test_others_may_not(people: People, client_of: Callable[[User], Client], role: str, page: str) -> None:
    batch = ImportBatch.objects.create(year=2025)
    assert client_of(getattr(people, role)).get(f"/imports/{batch.pk}/{page}").status_code == 403


@pytest.mark.parametrize("query", ["", "道路"])
@pytest.mark.once
def test_three_hundred_files_cost_no_more_queries(
    admin: Client, people: People, query: str, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    batch = batch_of(("一.docx", document(named("道路甲"))), user=people.administrator)
    row = ImportTable.objects.get(file__batch=batch)
    broken = create_batch(2025, "", "", [BAD])
    work_all(broken)
    source = broken.files.get().source
    for number in range(299):
        file = ImportFile.objects.create(batch=batch, source=source, name=f"{number}.docx", state="ready")
        row.pk, row.file = None, file
        row.save()
        file.issues.create(code="x", severity="warn", message="道路养护。")
    assert len(Problems(batch)) > 1000
    for page in ("1", "8"):
        with django_assert_max_num_queries(22):
            page_of(admin, batch, q=query, page=page)
