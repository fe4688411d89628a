"""Whole years and publication packages: in order, numbered, and nothing that was not approved."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from accounts.models import User
from exporters.models import Export
from indicators.models import GoalTable
from tests.conftest import People
from tests.exporters.going_out import approved, body, index_of, made, projects, unzipped
from tests.exporters.reading_back import read
from tests.tables import make_table

ClientOf = Callable[[User], Client]


def ask(client: Client, **values: Any) -> Any:
    order = {"year": "2025", "content": "now", "format": "json", "shape": "one"} | values
    return client.post("/exports/new/", order)


def numbers(key: str, data: bytes) -> list[int | None]:
    return [content.number for content in read(key, data)]


@pytest.fixture
def tables(people: People) -> dict[str, GoalTable]:
    """Numbered otherwise than from 1, made in another order than that of the agencies, and one of another year."""
    laid = [("319202", "丁", 9), ("319202", "丙", 4), ("319101", "乙", 7), ("667201", "甲", 1)]
    made_now = {name: make_table(people.agencies[code], name=name, number=number) for code, name, number in laid}
    return made_now | {"戊": make_table(people.agencies["319202"], name="戊", year=2024)}


def test_a_departments_year_is_one_document_numbered_from_one(
    people: People, client_of: ClientOf, tables: dict[str, GoalTable]
) -> None:
    response = ask(client_of(people.department), department="319", format="txt")
    assert "319 市政务服务系统主管部门2025年度绩效目标表.txt" in unquote(response["Content-Disposition"])
    data = body(response)
    assert [content.project_name for content in read("txt", data)] == ["乙", "丙", "丁"]
    assert numbers("txt", data) == [1, 2, 3]


def test_a_document_for_each_agency_is_numbered_by_itself(
    people: People, client_of: ClientOf, tables: dict[str, GoalTable]
) -> None:
    files = unzipped(body(ask(client_of(people.finance), shape="agency", format="docx")))
    names = [f"{people.agencies[code]}2025年度绩效目标表.docx" for code in ("319101", "319202", "667201")]
    assert list(files) == [*names, "目录.xlsx"]
    assert [numbers("docx", files[name]) for name in names] == [[1], [1, 2], [1]]
    rows = index_of(files["目录.xlsx"])
    assert [(row[0], row[4], row[7]) for row in rows] == [
        (1, "乙", names[0]), (1, "丙", names[1]), (2, "丁", names[1]), (1, "甲", names[2]),
    ]  # fmt: skip


def test_nobody_gets_more_than_they_see(people: People, client_of: ClientOf, tables: dict[str, GoalTable]) -> None:
    reader = client_of(people.reader)
    assert projects(body(ask(reader))) == ["丙", "丁"]
    agency = people.agencies["667201"].pk
    for forged in ({"agency": agency}, {"department": "667"}):
        response = ask(reader, **forged)
        assert response["Location"].startswith("/exports/?")
        assert "没有这样的选项" in reader.get(response["Location"]).content.decode()


def adjusted(table: GoalTable) -> None:
    table.status, table.goal, table.version = "draft", "还没有批复的内容", 2
    table.save()


def test_publication_has_what_is_in_force_and_never_a_draft(
    people: People, client_of: ClientOf, tables: dict[str, GoalTable]
) -> None:
    approved(tables["乙"], people.finance)
    approved(tables["丙"], people.finance, "published")
    adjusted(approved(tables["甲"], people.finance))
    client = client_of(people.finance)
    response = ask(client, content="in-force")
    assert "1 张还没有批复，未收入" in client.get(response["Location"]).content.decode()
    export = made(Export.objects.get())
    assert (export.without, export.total, export.name) == (1, 3, "全部单位2025年度绩效目标公开材料.json")
    data = body(client.get(f"/exports/{export.pk}/download/"))
    assert projects(data) == ["乙", "丙", "甲"]
    assert "还没有批复的内容" not in data.decode()
    assert "1.监管网站平台" in data.decode()


def test_the_index_of_a_publication_does_not_tell_of_drafts(
    people: People, client_of: ClientOf, tables: dict[str, GoalTable]
) -> None:
    approved(tables["丙"], people.finance, "published")
    adjusted(approved(tables["甲"], people.finance))
    client = client_of(people.finance)
    ask(client, content="in-force", shape="table")
    files = unzipped(body(client.get(f"/exports/{made(Export.objects.get()).pk}/download/")))
    assert [row[6] for row in index_of(files["目录.xlsx"])] == ["已公开", "已批复"]
    files = unzipped(body(ask(client, shape="table")))
    assert [row[6] for row in index_of(files["目录.xlsx"])] == ["编报中", "已公开", "编报中", "编报中"]


def test_an_approval_that_is_taken_back_meanwhile_is_left_out_and_told(
    people: People, client_of: ClientOf, tables: dict[str, GoalTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exporters.orders.AT_ONCE", 0)
    for name in ("丙", "丁"):
        approved(tables[name], people.finance)
    client = client_of(people.finance)
    ask(client, content="in-force", agency=people.agencies["319202"].pk)
    ask(client, content="in-force", agency=people.agencies["319202"].pk)
    GoalTable.objects.filter(pk=tables["丙"].pk).update(in_force=None, status="forwarded")
    second, first = Export.objects.all()
    export = made(first)
    assert (export.state, export.left_out) == ("done", 1)
    assert projects(body(client.get(f"/exports/{export.pk}/download/"))) == ["丁"]
    assert "1 张在制作时已被删除或不再有效" in client.get(f"/exports/{export.pk}/").content.decode()
    GoalTable.objects.update(in_force=None)
    assert made(second).state == "failed"
    assert "没有剩下可以导出的表" in client.get(f"/exports/{second.pk}/").content.decode()


def test_nothing_to_publish_is_said(people: People, client_of: ClientOf, tables: dict[str, GoalTable]) -> None:
    client = client_of(people.finance)
    response = ask(client, content="in-force", format="txt")
    page = client.get(response["Location"]).content.decode()
    assert "全部单位2025年度还没有已批复的绩效目标表" in page
    assert '<option value="in-force" selected>' in page
    assert '<option value="txt" selected>' in page
    assert not Export.objects.exists()


def test_a_file_can_hold_too_many(
    people: People, client_of: ClientOf, tables: dict[str, GoalTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from exporters.formats import FORMATS

    monkeypatch.setitem(FORMATS, "txt", replace(FORMATS["txt"], most=1))
    client = client_of(people.finance)
    for shape, number in (("one", 4), ("agency", 2)):
        response = ask(client, format="txt", shape=shape)
        assert f"最多 1 张表，这里有 {number} 张" in client.get(response["Location"]).content.decode()
    assert ask(client, format="txt", shape="table").status_code == 200
