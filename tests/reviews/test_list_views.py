"""The lists of the review: what stands in which, in which order, with what beside it, in how many queries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from indicators.models import TableFinding
from reviews import list_views, listing
from reviews.commenting import add_comment
from reviews.models import Deadline
from reviews.states import Action
from reviews.workflow import perform
from tests.conftest import People
from tests.reviews.lists import officer_of, table_in

pytestmark = pytest.mark.once

ClientOf = Callable[[User], Client]


def page(client: Client, **asked: str) -> str:
    response = client.get("/reviews/", asked)
    assert response.status_code == 200
    return response.content.decode()


def listed(client: Client, **asked: str) -> list[str]:
    return [table.project.name for table in client.get("/reviews/", asked).context["page"]]


def tabs(client: Client, **asked: str) -> list[tuple[str, int | None]]:
    return [(tab.words, tab.number) for tab in client.get("/reviews/", asked).context["tabs"]]


def test_each_role_has_its_lists(people: People, client_of: ClientOf) -> None:
    table_in(people, "submitted", "甲")
    for days in (1, 2):
        table_in(people, "forwarded", f"乙{days}", days=days)
    table_in(people, "returned", "丙")
    table_in(people, "draft", "丁")
    department = client_of(people.department)
    assert tabs(department) == [("待审核", 1), ("已审核", None), ("被退回", 1)]
    assert listed(department) == ["甲"]
    assert set(listed(department, tab="judged")) == {"乙1", "乙2", "丙"}
    finance = client_of(people.finance)
    assert listed(finance) == ["乙2", "乙1"]
    officer = client_of(officer_of(people, "319101"))
    assert tabs(officer) == [("被退回", 1), ("待提交", 2), ("我提交的", None)]
    assert set(listed(officer, tab="draft")) == {"丙", "丁"}
    assert set(listed(officer, tab="mine")) == {"甲", "乙1", "乙2", "丙"}
    assert tabs(client_of(people.reader)) == [("被退回", 0)]
    assert tabs(client_of(people.stranger))[0] == ("被退回", 0)


def test_of_very_many_that_one_has_done_the_latest_are_listed(
    people: People, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = [table_in(people, "forwarded", name, days=days) for days, name in enumerate("甲乙丙")]
    department = client_of(people.department)
    assert "共 <b>3</b> 张表" in page(department, tab="judged")
    for module in (listing, list_views):
        monkeypatch.setattr(module, "MOST", 2)
    monkeypatch.setattr(list_views, "PAGE_SIZE", 1)
    assert [listed(department, tab="judged", page=number) for number in "19"] == [["甲"], ["乙"]]
    assert "超过 <b>2</b> 张表，只列出最近有变化的 2 张" in page(department, tab="judged")
    assert listed(department, tab="judged", q="丙") == ["丙"]
    text = department.get(f"/reviews/{tables[2].pk}/?tab=judged").content.decode()
    assert f'href="/reviews/{tables[1].pk}/?tab=judged' in text


def test_another_ones_tab_is_the_first_of_ones_own(people: People, client_of: ClientOf) -> None:
    assert client_of(people.finance).get("/reviews/?tab=draft").context["listing"].tab == "waiting"
    assert client_of(people.finance).get("/reviews/?tab=<b>").context["listing"].tab == "waiting"


def test_a_row_says_what_there_is_to_know(people: People, client_of: ClientOf) -> None:
    table = table_in(people, "forwarded", "<b>平台</b>")
    TableFinding.objects.filter(table=table).delete()
    for severity in ("block", "warn", "warn"):
        TableFinding.objects.create(table=table, code="x", severity=severity, message="m")
    add_comment(table.pk, people.finance, "请核对", 1)
    type(table).objects.filter(pk=table.pk).update(changed_at=timezone.now() - timedelta(days=3))
    text = page(client_of(people.finance), q="平台")
    assert "&lt;b&gt;平台&lt;/b&gt;" in text
    assert "3 天" in text
    assert "需说明 </span>2</span>" in text
    assert '1<span class="visually-hidden"> 条未解决</span>' in text
    assert f'href="/reviews/{table.pk}/?tab=waiting&amp;year=&amp;q=%E5%B9%B3%E5%8F%B0"' in text


def test_a_returned_table_says_who_why_and_when(people: People, client_of: ClientOf) -> None:
    table = table_in(people, "forwarded", "平台")
    perform(table.pk, Action.RETURN, people.finance, "成本指标与预算不一致")
    for user, tab in ((officer_of(people, "319101"), "returned"), (people.finance, "returned")):
        text = page(client_of(user), tab=tab)
        assert "成本指标与预算不一致" in text
        assert f"财政审核员 {timezone.localtime():%-m月%-d日}" in text


def test_filters_hold_and_a_wrong_one_is_named(people: People, client_of: ClientOf) -> None:
    table_in(people, "forwarded", "旧", year=2024)
    table_in(people, "forwarded", "新", code="319202")
    client = client_of(people.finance)
    assert set(listed(client)) == {"旧", "新"}  # whatever waits, of whatever year
    assert listed(client, year="2024") == ["旧"]
    assert listed(client, agency=str(people.agencies["319202"].pk)) == ["新"]
    assert set(listed(client, department="319")) == {"旧", "新"}
    assert listed(client, department="667") == []
    assert "没有符合条件的表" in page(client, q="没有这个词")
    assert "已忽略" in page(client, findings="x")


def test_what_is_late_can_be_listed_alone(people: People, client_of: ClientOf) -> None:
    table_in(people, "forwarded", "逾期的")
    table_in(people, "forwarded", "不急的", year=2026)
    Deadline.objects.create(year=2025, stage="finance", due=timezone.localdate() - timedelta(days=2))
    client = client_of(people.finance)
    text = page(client)
    assert "逾期 <b>1</b> 张" in text
    assert text.count("逾期 2 天") == 1
    assert listed(client, late="1") == ["逾期的"]
    assert client.get("/reviews/", {"late": "1"}).context["tabs"][0].number == 2


@pytest.mark.parametrize(
    ("role", "tab", "words"),
    [
        ("finance", "waiting", "没有等待您审核的表"),
        ("finance", "judged", "您还没有审核过表"),
        ("reader", "returned", "没有被退回的表"),
        ("officer", "draft", "没有待提交的表"),
        ("officer", "mine", "您还没有提交过表"),
    ],
)
def test_an_empty_list_says_so(people: People, client_of: ClientOf, role: str, tab: str, words: str) -> None:
    assert words in page(client_of(getattr(people, role)), tab=tab)


def test_pages_of_fifty(people: People, client_of: ClientOf) -> None:
    from tests.tables import make_table

    for number in range(52):
        make_table(people.agencies["319101"], name=f"项目{number}", rows=[], status="forwarded")
    client = client_of(people.finance)
    assert len(listed(client)) == 50
    assert len(listed(client, page="2")) == 2
    assert "选中全部 52 张" in page(client)


def test_publishing_has_a_list_of_its_own_whoever_approved(people: People, client_of: ClientOf) -> None:
    table_in(people, "approved", "甲")
    client = client_of(people.finance)
    assert listed(client, tab="publish") == ["甲"]
    assert 'value="publish"' in page(client, tab="publish")
    assert 'value="publish"' not in page(client, tab="judged")
    assert 'value="publish"' not in page(client_of(people.department), tab="publish")


@pytest.mark.parametrize(("role", "tab"), [("finance", "waiting"), ("finance", "judged"), ("officer", "draft")])
@pytest.mark.once
def test_more_tables_need_no_more_queries(
    people: People, client_of: ClientOf, django_assert_max_num_queries: Any, role: str, tab: str
) -> None:
    user = officer_of(people, "319101") if role == "officer" else people.finance
    client = client_of(user)
    numbers = []
    for size in (2, 6):
        for number in range(size):
            for state in ("forwarded", "returned", "approved"):
                table_in(people, state, f"{state}{size}{number}")
        with django_assert_max_num_queries(20) as queries:
            client.get("/reviews/", {"tab": tab})
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_the_site_bar_leads_there_for_who_has_a_role(people: People, client_of: ClientOf) -> None:
    words = [each.words for each in client_of(people.reader).get("/reviews/").context["pages"]]
    assert "审核" in words
    assert "检查" in words
    nobody = User.objects.create_user("nobody")
    assert "审核" not in [each.words for each in client_of(nobody).get("/").context["pages"]]
