"""From the list of tables: what is ticked, the page, all that match; never what one may not see."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from accounts.models import User
from exporters.models import Export
from indicators.models import GoalTable
from tests.conftest import People
from tests.exporters.going_out import body, index_of, made, projects, unzipped
from tests.tables import make_table

ClientOf = Callable[[User], Client]


@pytest.fixture
def tables(people: People) -> list[GoalTable]:
    return [
        *(make_table(people.agencies["667201"], name=f"网格{number}", number=number) for number in (1, 2, 3)),
        make_table(people.agencies["319202"], name="热线"),
    ]


def ask(client: Client, **values: Any) -> Any:
    return client.post("/exports/new/", {"which": "ticked", "format": "json", "shape": "one", "query": ""} | values)


def said(response: Any, client: Client) -> str:
    assert response.status_code == 302
    return client.get(response["Location"]).content.decode()


def test_the_ticked_in_the_order_of_the_list(people: People, client_of: ClientOf, tables: list[GoalTable]) -> None:
    client, keys = client_of(people.finance), [tables[2].pk, tables[0].pk]
    response = ask(client, table=keys)
    assert unquote(response["Content-Disposition"]).endswith(".json")
    assert projects(body(response)) == ["网格1", "网格3"]
    assert projects(body(ask(client, table=keys, query="sort=-project"))) == ["网格3", "网格1"]
    assert not Export.objects.exists()


def test_one_table_gives_the_file_its_name(people: People, client_of: ClientOf, tables: list[GoalTable]) -> None:
    response = ask(client_of(people.finance), table=[tables[3].pk])
    assert unquote(response["Content-Disposition"]).endswith("''319202 2025年热线绩效目标表.json")


def test_all_that_match_and_those_of_the_page(people: People, client_of: ClientOf, tables: list[GoalTable]) -> None:
    client = client_of(people.finance)
    matching = {"which": "all", "query": f"agency={people.agencies['667201'].pk}&sort=-project"}
    assert projects(body(ask(client, **matching))) == ["网格3", "网格2", "网格1"]
    assert projects(body(ask(client, which="all"))) == ["热线", "网格1", "网格2", "网格3"]
    # Only the hidden keys count there, not the ticks.
    page = {"which": "page", "shown": [tables[3].pk], "table": [tables[0].pk]}
    assert projects(body(ask(client, **page))) == ["热线"]


def test_a_file_for_each_with_an_index(people: People, client_of: ClientOf, tables: list[GoalTable]) -> None:
    tables[0].project.name = "=1+1"
    tables[0].project.save()
    response = ask(client_of(people.officer), which="all", shape="table", format="txt")
    assert response["Content-Type"] == "application/zip"
    files = unzipped(body(response))
    names = ["01 667201 =1+1.txt", "02 667201 网格2.txt", "03 667201 网格3.txt"]
    assert list(files) == [*names, "目录.xlsx"]
    assert "网格2" in files[names[1]].decode()
    rows = index_of(files["目录.xlsx"])
    agency = people.agencies["667201"]
    assert rows[0] == (1, 2025, agency.code, agency.name, "=1+1", 200000, "编报中", names[0])
    assert [row[-1] for row in rows] == names


def test_forged_keys_are_left_out_and_told(people: People, client_of: ClientOf, tables: list[GoalTable]) -> None:
    client = client_of(people.officer)
    response = ask(client, table=[tables[0].pk, tables[3].pk, 999999, "x"])
    page = said(response, client)
    assert "3 张没有权限或不存在，未导出" in page
    export = made(Export.objects.get())
    assert (export.total, export.refused) == (1, 3)
    data = body(client.get(f"/exports/{export.pk}/download/"))
    assert projects(data) == ["网格1"]
    assert "热线" not in data.decode() + page + client.get(f"/exports/{export.pk}/").content.decode()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "没有选中任何表"),
        ({"table": [999999]}, "1 张没有权限或不存在，未导出"),
        ({"which": "all", "query": "q=没有这样的"}, "没有符合条件的表"),
        ({"which": "all", "format": "exe"}, "没有选对格式或文件"),
        ({"which": "all", "shape": "agency"}, "没有选对格式或文件"),
        ({"which": "page", "shown": ["9" * 30]}, "1 张没有权限或不存在"),
    ],
)
def test_what_can_not_be_done_is_said_where_it_was_asked(
    values: dict[str, Any], sentence: str, people: People, client_of: ClientOf, tables: list[GoalTable]
) -> None:
    client = client_of(people.officer)
    response = ask(client, **values)
    assert response["Location"].startswith("/tables/")
    assert sentence in said(response, client)
    assert not Export.objects.exists()


def test_more_than_a_few_become_a_package(
    people: People, client_of: ClientOf, tables: list[GoalTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exporters.orders.AT_ONCE", 3)
    client = client_of(people.finance)
    assert ask(client, table=[table.pk for table in tables[:3]]).status_code == 200
    page = said(ask(client, which="all", query="status=draft"), client)
    export = Export.objects.latest("pk")
    assert (export.total, export.scope, export.by) == (4, "编报中", people.finance)
    assert "开始制作“绩效目标表（4张）" in page
    assert list(export.tables.values_list("table", "agency")) == [
        (table.pk, table.project.agency_id) for table in [tables[3], *tables[:3]]
    ]


def test_nobody_exports_nothing(client_of: ClientOf, tables: list[GoalTable]) -> None:
    client = client_of(User.objects.create_user("nobody"))
    assert "没有选中任何表" not in said(ask(client, table=[tables[0].pk]), client)
    assert ask(client, which="all").status_code == 302
    assert not Export.objects.exists()
    assert Client().post("/exports/new/", {"which": "all"})["Location"].startswith("/accounts/login/")


def test_the_list_asks_for_as_much_with_many_tables(
    people: People, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        make_table(people.agencies["667201"], name=f"项目{number}")
    client = client_of(people.finance)
    for shape in ("one", "table"):
        with django_assert_max_num_queries(16):
            body(ask(client, which="all", shape=shape, format="docx"))
