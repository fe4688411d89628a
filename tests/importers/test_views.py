"""Where a table came from: the panel, and the document with everything that could go wrong about handing it out."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from importers.models import ImportBatch, ImportFile, SourceFile, TableSource
from indicators.models import GoalTable
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.once

SHA = "08cde6ba8a0e" + "0" * 52


@pytest.fixture
def table(people: People) -> GoalTable:
    return make_table(people.agencies["667201"])


@pytest.fixture
def officer(people: People, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.officer)


def give_source(
    *tables: GoalTable, name: str = "年度文件.txt", content: bytes = b"text", user: User | None = None, **counts: int
) -> ImportFile:
    """One document that holds these tables; `counts` say how many it held altogether."""
    document = SourceFile.objects.create(sha256=SHA, name=name, size=len(content), content=content)
    batch = ImportBatch.objects.create(year=2025, created_by=user)
    counts = counts or {"new": len(tables)}
    file = ImportFile.objects.create(batch=batch, source=document, name=name, state="done", **counts)
    for number, table in enumerate(tables, 1):
        TableSource.objects.create(table=table, file=file, ordinal=number, place=f"{name} 第{number}个表格", digest="")
    return file


def panel(client: Client, table: GoalTable, **headers: str) -> str:
    response = client.get(f"/tables/{table.pk}/source/", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_panel_says_file_place_digest_and_who(people: People, officer: Client, table: GoalTable) -> None:
    give_source(table, user=people.administrator)
    page = panel(officer, table)
    for words in (
        "年度文件.txt",
        "第 1 张绩效目标表",
        "年度文件.txt 第1个表格",
        "管理员员",
        f'title="{SHA}"',
        SHA[:12],
    ):
        assert words in page
    assert f'href="/tables/{table.pk}/document/"' in page


def test_it_is_a_fragment_for_the_table_page_and_a_page_without_scripts(officer: Client, table: GoalTable) -> None:
    give_source(table)
    assert "<html" in panel(officer, table)
    assert "<html" not in panel(officer, table, **{"HX-Request": "true"})


def test_a_table_that_nobody_imported_says_so(officer: Client, table: GoalTable) -> None:
    assert "不是由文件导入的" in panel(officer, table)
    assert officer.get(f"/tables/{table.pk}/document/").status_code == 404


def test_a_batch_of_the_command_line_has_no_user(officer: Client, table: GoalTable) -> None:
    give_source(table)
    assert "None" not in panel(officer, table)


def test_a_text_is_shown_as_text_and_given_as_it_came(officer: Client, table: GoalTable) -> None:
    original = "绩效目标表".encode("gb18030")
    give_source(table, content=original)
    shown = officer.get(f"/tables/{table.pk}/document/")
    assert shown.content.decode() == "绩效目标表"
    assert shown.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    given = officer.get(f"/tables/{table.pk}/document/?download=1")
    assert given.content == original
    assert given.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("表.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("表.XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("表.doc", "application/octet-stream"),
        ("表.html", "application/octet-stream"),
        ("表.svg", "application/octet-stream"),
        ("没有扩展名", "application/octet-stream"),
    ],
)
def test_other_documents_are_downloads(officer: Client, table: GoalTable, name: str, kind: str) -> None:
    give_source(table, name=name, content=b"<script>alert(1)</script>")
    response = officer.get(f"/tables/{table.pk}/document/")
    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content == b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("archive.zip/内/a.docx", 'filename="a.docx"'),
        ("..\\..\\a.docx", 'filename="a.docx"'),
        ('a"\r\nSet-Cookie: x=1.docx', 'filename="a___Set-Cookie_ x=1.docx"'),
        ("...", 'filename="document"'),
    ],
)
def test_names_are_made_harmless(officer: Client, table: GoalTable, name: str, given: str) -> None:
    give_source(table, name=name)
    response = officer.get(f"/tables/{table.pk}/document/")
    assert given in response.headers["Content-Disposition"]
    assert "Set-Cookie" not in response.headers


def test_a_document_with_tables_of_others_is_not_handed_out(
    people: People, client_of: Callable[[User], Client], officer: Client, table: GoalTable
) -> None:
    give_source(table, make_table(people.agencies["511101"], name="别人的"))
    page = panel(officer, table)
    assert "无权查看" in page
    assert "/document/" not in page
    assert officer.get(f"/tables/{table.pk}/document/").status_code == 403
    for user in (people.finance, people.administrator):
        assert client_of(user).get(f"/tables/{table.pk}/document/").status_code == 200


@pytest.mark.parametrize("counts", [{"new": 1, "failed": 1}, {"new": 1, "conflict": 1}, {"new": 1, "unchanged": 1}])
def test_tables_that_were_not_taken_over_count_too(officer: Client, table: GoalTable, counts: dict[str, int]) -> None:
    give_source(table, **counts)
    assert officer.get(f"/tables/{table.pk}/document/").status_code == 403


def test_who_sees_all_agencies_of_a_document_may_open_it(people: People, client_of: Callable[[User], Client]) -> None:
    first = make_table(people.agencies["319101"])
    give_source(first, make_table(people.agencies["319202"], name="乙"))
    assert client_of(people.department).get(f"/tables/{first.pk}/document/").status_code == 200


def test_the_same_document_imported_again_is_still_one(officer: Client, table: GoalTable) -> None:
    file = give_source(table)
    ImportFile.objects.create(batch=file.batch, source=file.source, name=file.name, state="done", unchanged=1)
    assert officer.get(f"/tables/{table.pk}/document/").status_code == 200


def test_the_panel_does_not_read_the_document(
    officer: Client, table: GoalTable, django_assert_max_num_queries: Callable[..., object]
) -> None:
    give_source(table)
    with django_assert_max_num_queries(8) as captured:
        panel(officer, table)
    assert not any('"content"' in query["sql"] for query in captured.captured_queries)
