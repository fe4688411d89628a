"""The history of a table: which change did what, who sees it, pages, queries."""

from collections.abc import Callable
from dataclasses import replace as changed
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from budget.models import Agency, Membership, Role
from indicators.content import IndicatorContent, TableContent
from indicators.models import Cause, GoalTable, TableChange
from indicators.storing import content_of, create_tables, replace
from tests.conftest import People
from tests.tables import make_table

Kind = TableChange.Kind
ROW = IndicatorContent("产出指标", "数量指标", "单次图层更新服务费", "每次", "≤15000元")
CONTENT = TableContent(
    "图层更新", "667201", "网格中心", "表", 1, "元", Decimal(30000), None, None, "用途", "目标", (ROW,)
)
CREATED = Cause(Kind.IMPORTED, None, "003.docx 第 3 张表", "/imports/7/")


def make(agency: Agency, cause: Cause = CREATED) -> GoalTable:
    return create_tables(2025, [(agency, CONTENT, cause)])[0]


def with_target(target: str) -> TableContent:
    return CONTENT.with_indicators((changed(ROW, target=target),))


@pytest.fixture
def table(people: People) -> GoalTable:
    return make(people.agencies["667201"])


def entries(client: Client, table: GoalTable, **asked: str) -> list[Any]:
    response = client.get(f"/tables/{table.pk}/history/", asked)
    assert response.status_code == 200
    return list(response.context["page"])


def text(client: Client, table: GoalTable) -> str:
    return client.get(f"/tables/{table.pk}/history/").content.decode()


def test_each_change_tells_what_it_did(table: GoalTable, people: People, client_of: Callable[[User], Client]) -> None:
    replace(table, with_target("15000元"), Cause(Kind.EDITED, people.officer))
    replace(table, changed(with_target("16000元"), goal="新目标"), Cause(Kind.REPLACED, people.administrator))
    last, middle, first = entries(client_of(people.officer), table)
    assert last.difference.summary == "绩效目标、指标值 1 处"
    assert [(each.before, each.after) for each in middle.difference.rows[0].fields] == [("≤15000元", "15000元")]
    assert (first.difference, first.indicators) == (None, 1)
    page = text(client_of(people.officer), table)
    assert page.index("导入更新") < page.index("修改<span") < page.index("导入建立")
    assert "预算编制员" in page
    assert "建立这张表，共 1 条指标" in page
    assert "<del>≤15000元</del>" in page
    assert "没有记录操作人" in page


def test_reasons_and_origins_are_text(table: GoalTable, people: People, client_of: Callable[[User], Client]) -> None:
    cause = Cause(Kind.TAKEN_OVER, people.administrator, "<b>.docx", "/imports/8/", "以<i>文件</i>为准")
    replace(table, with_target("1元"), cause)
    page = text(client_of(people.officer), table)
    assert "理由：以&lt;i&gt;文件&lt;/i&gt;为准" in page
    assert "来自：&lt;b&gt;.docx" in page


def test_only_administrators_get_links_to_imports(
    table: GoalTable, people: People, client_of: Callable[[User], Client]
) -> None:
    assert '<a href="/imports/7/">003.docx 第 3 张表</a>' in text(client_of(people.administrator), table)
    local = User.objects.create_user("local")
    Membership.objects.create(user=local, role=Role.ADMINISTRATOR, agency=people.agencies["667201"])
    for user in (people.officer, people.finance, local):
        page = text(client_of(user), table)
        assert "来自：003.docx 第 3 张表" in page
        assert "/imports/7/" not in page


def test_another_address_is_no_link(people: People, client_of: Callable[[User], Client]) -> None:
    table = make(people.agencies["667201"], Cause(Kind.IMPORTED, None, "x.docx", "javascript:alert(1)"))
    assert "javascript:" not in text(client_of(people.administrator), table)


def test_a_writing_that_changed_nothing_says_so(
    table: GoalTable, people: People, client_of: Callable[[User], Client]
) -> None:
    replace(table, content_of(table), Cause(Kind.REPLACED, people.administrator))
    assert "内容没有变化" in text(client_of(people.officer), table)


def test_a_table_without_changes_says_when_it_was_made(people: People, client_of: Callable[[User], Client]) -> None:
    table = make_table(people.agencies["667201"], total=None, rows=[])
    page = text(client_of(people.officer), table)
    assert f"建立于 {table.created_at:%Y}年" in page
    assert "没有修改记录" in page


@pytest.mark.once
def test_pages_fit_together_and_need_no_more_queries(
    table: GoalTable, people: People, client_of: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    for number in range(44):
        replace(table, with_target(f"{number}元"), Cause(Kind.EDITED, people.officer))
    client = client_of(people.officer)
    found = []
    for page in ("1", "2", "3"):
        with django_assert_max_num_queries(9):
            found += entries(client, table, page=page)
    targets = [each.difference.rows[0].fields[0].after for each in found[:-1]]
    assert targets == [f"{number}元" for number in reversed(range(44))]
    assert found[-1].indicators == 1
    for wrong in ("99", "x", "-1"):
        assert 1 <= len(entries(client, table, page=wrong)) <= 20


def test_a_stranger_finds_nothing(table: GoalTable, people: People, client_of: Callable[[User], Client]) -> None:
    for user in (people.stranger, people.department, people.reader):
        assert client_of(user).get(f"/tables/{table.pk}/history/").status_code == 404
    assert client_of(people.finance).get("/tables/999999/history/").status_code == 404


def test_history_is_only_read(table: GoalTable, people: People, client_of: Callable[[User], Client]) -> None:
    assert client_of(people.officer).post(f"/tables/{table.pk}/history/").status_code == 405


def test_the_page_of_the_table_leads_there(
    table: GoalTable, people: People, client_of: Callable[[User], Client]
) -> None:
    page = client_of(people.officer).get(f"/tables/{table.pk}/").content.decode()
    assert f'href="/tables/{table.pk}/history/">修改历史</a>' in page
