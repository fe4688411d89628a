"""The pages: sections, filters that go along, units, order, pages of long tables, links as they are written, empty."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from budget.models import Agency
from figures.facts import count_facts
from figures.registry import sections
from indicators.models import GoalTable
from tests.conftest import People
from tests.tables import make_table

ClientOf = Callable[[User], Client]


def shown(client: Client, address: str) -> dict[str, Any]:
    """The statistics on a page by key."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return {each.figure.key: each for each in answer.context["statistics"]}


def words(row: str) -> list[str]:
    """What stands in the cells of a row."""
    return [unescape(each) for each in re.findall(r">([^<>]+)<", row)]


def text(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


@pytest.mark.once
def test_every_section_shows_its_statistics(people: People, years: list[GoalTable], client_of: ClientOf) -> None:
    client = client_of(people.finance)
    for section in sections():
        page = text(client, f"/statistics/{section.key}/?year=2025")
        for key, each in shown(client, f"/statistics/{section.key}/?year=2025").items():
            assert f'id="{key}"' in page
            assert each.figure.says in page
    front = shown(client, "/statistics/")
    assert list(front) == ["money-years", "states-departments"]


@pytest.mark.once
def test_the_front_page_says_the_whole(people: People, client_of: ClientOf) -> None:
    make_table(people.agencies["667201"], "甲", rows=[], total="123456.5")
    make_table(people.agencies["667201"], "乙", rows=[], total=None, status="approved")
    page = text(client_of(people.officer), "/statistics/")
    assert "12.34565 <small>万元" in page
    assert "50%" in page
    assert "1 / 2 张" in page
    assert 'href="/tables/?year=2025&submitted=no"' in page


@pytest.mark.once
def test_amounts_in_each_unit_are_exact(people: People, client_of: ClientOf) -> None:
    make_table(people.agencies["667201"], rows=[], total="123456.5")
    client = client_of(people.officer)
    for unit, amount in (("元", "123,456.50"), ("万元", "12.34565"), ("亿元", "0.001234565"), ("美元", "12.34565")):
        assert words(shown(client, f"/statistics/money/?unit={unit}")["money-years"].rows[0])[2] == amount


def test_what_is_missing_is_not_nothing(people: People, client_of: ClientOf) -> None:
    make_table(people.agencies["667201"], rows=[], total=None)
    client = client_of(people.officer)
    assert words(shown(client, "/statistics/money/")["money-years"].rows[0])[2] == "—"
    make_table(people.agencies["667201"], "零", rows=[], total="0")
    assert words(shown(client, "/statistics/money/")["money-years"].rows[0])[2] == "0.00"


@pytest.mark.once
def test_the_selection_goes_along(people: People, years: list[GoalTable], client_of: ClientOf) -> None:
    page = text(client_of(people.finance), "/statistics/money/?year=2024&department=319&unit=元")
    assert 'href="/statistics/states/?year=2024&department=319&unit=%E5%85%83"' in page
    assert '<option value="319" selected>' in page
    assert '<input type="hidden" name="unit" value="元">' in page
    assert "2024 年度、319 市政务服务系统主管部门" in page


@pytest.mark.once
def test_what_makes_no_sense_is_left_out_and_named(
    people: People, years: list[GoalTable], client_of: ClientOf
) -> None:  # fmt: skip
    client = client_of(people.reader)
    page = text(client, "/statistics/money/?year=1999&department=667&unit=x&sort=y&money-agencies=-3")
    assert "“年度”“主管部门”没有这样的选项" in page
    assert client.get("/statistics/nonsense/").status_code == 404
    assert client.get("/statistics/money-years.pdf").status_code == 404
    assert client.get("/statistics/nonsense.csv").status_code == 404
    assert client.post("/statistics/").status_code == 405


@pytest.mark.once
def test_rows_in_the_order_that_is_asked_for(people: People, client_of: ClientOf) -> None:
    for code, total in (("319101", "5"), ("319202", None), ("511101", "7"), ("667201", "6")):
        make_table(people.agencies[code], rows=[], total=total)
    client = client_of(people.finance)

    def order(sort: str) -> list[str]:
        found = shown(client, f"/statistics/money/?sort={sort}")["money-agencies"]
        return [words(row)[0][:6] for row in found.rows]

    assert order("money-agencies:-total") == ["511101", "667201", "319101", "319202"]
    assert order("money-agencies:total") == ["319101", "667201", "511101", "319202"]  # what is missing stays last
    assert order("money-agencies:-agency") == ["667201", "511101", "319202", "319101"]
    assert order("money-states:-total") == order("money-agencies:nonsense") == order("")
    page = text(client, "/statistics/money/?sort=money-agencies:-total")
    assert 'aria-sort="descending"><a href="?sort=money-agencies%3Atotal#money-agencies"' in page


@pytest.mark.once
def test_long_tables_have_pages(people: People, client_of: ClientOf) -> None:
    for number in range(52):
        make_table(Agency.objects.create(code=f"7{number:05}", name=f"单位{number}"), rows=[])
    client = client_of(people.finance)
    first = shown(client, "/statistics/money/?unit=元")["money-agencies"]
    assert (len(first.rows), first.number) == (50, 52)
    assert [leaf.words for leaf in first.leaves] == ["1", "2", "下一页 ›"]
    address = first.leaves[-1].address
    assert address == "?unit=%E5%85%83&money-agencies=2#money-agencies"
    second = shown(client, "/statistics/money/" + address.partition("#")[0])["money-agencies"]
    assert [words(row)[0] for row in second.rows] == ["700050 单位50", "700051 单位51"]
    assert words(second.total)[1] == "52"
    assert len(shown(client, "/statistics/money/?money-agencies=99")["money-agencies"].rows) == 2


def test_links_open_the_list_with_that_many_tables(
    people: People, years: list[GoalTable], client_of: ClientOf
) -> None:  # fmt: skip
    client = client_of(people.department)
    links = 0
    for section in ("money", "states"):
        for address, number in re.findall(
            r'<a href="(/tables/\?[^"]*)">(\d+)</a>', text(client, f"/statistics/{section}/")
        ):
            if links % 7 == 0:  # each kind of link is followed in the other tests
                assert client.get(address).context["totals"]["tables"] == int(number), address
            links += 1
    assert links > 50


def test_no_tables_yet(people: People, client_of: ClientOf) -> None:
    for address in ("/statistics/", "/statistics/money/", "/statistics/states/"):
        page = text(client_of(people.finance), address)
        assert "还没有绩效目标表" in page
        assert "<table" not in page
    for section in ("money-agencies", "submission"):
        assert client_of(people.finance).get(f"/statistics/{section}.csv").status_code == 200


@pytest.mark.once
def test_only_roles_are_let_in(people: People, client_of: ClientOf) -> None:
    nobody = client_of(User.objects.create_user("nobody"))
    for address in ("/statistics/", "/statistics/money/", "/statistics/money-years.xlsx"):
        assert nobody.get(address).status_code == 403
    assert "统计" not in text(nobody, "/")
    assert 'href="/statistics/">统计</a>' in text(client_of(people.reader), "/")


@pytest.mark.once
def test_names_are_text_and_never_markup(people: People, client_of: ClientOf) -> None:
    agency = Agency.objects.create(code="700001", name="<b>单位</b>&“x”")
    make_table(agency, rows=[])
    page = client_of(people.finance).get("/statistics/money/").content.decode()
    assert "<b>单位" not in page
    assert "&lt;b&gt;单位&lt;/b&gt;" in page
    assert "style=" not in page


@pytest.mark.once
def test_more_tables_and_agencies_need_no_more_queries(
    people: People, client_of: ClientOf, django_assert_num_queries: Any
) -> None:  # fmt: skip
    client = client_of(people.finance)
    addresses = {"/statistics/": 9, "/statistics/money/": 8, "/statistics/states/": 14}
    for size in range(2):
        for number in range(6):
            make_table(Agency.objects.create(code=f"7{size}{number}000", name="单位"), rows=[])
        count_facts(60)
        for address, queries in addresses.items():
            with django_assert_num_queries(queries):
                client.get(address)
