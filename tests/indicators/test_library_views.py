"""The pages of the library: who reads what, filters, search, order, pages, bad input; what the editor is answered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from indicators.library import views
from indicators.library.building import count_now
from indicators.models import LibraryEntry, Status
from tests.conftest import People
from tests.tables import make_table

ClientOf = Callable[[User], Client]
SECRET = ("产出指标", "数量指标", "内部系统数量", "≥3个", "不该别人看见")
RATE = ("产出指标", "质量指标", "验收合格率", "≥95%", "合格的比例")


@pytest.fixture
def tables(people: People) -> None:
    make_table(people.agencies["667201"], "甲", rows=[RATE, SECRET])
    make_table(people.agencies["319101"], "乙", rows=[RATE, ("产出指标", "质量指标", "2.验收合格率", "100%", "")])
    make_table(people.agencies["511101"], "丙", rows=[RATE], status=Status.APPROVED)
    make_table(
        people.agencies["511101"],
        "丁",
        rows=[("满意度指标", "满意度", "群众满意度", "≥90%", "")],
        status=Status.PUBLISHED,
    )
    count_now()


def names(client: Client, **asked: str) -> list[str]:
    response = client.get("/library/", asked)
    assert response.status_code == 200
    return [each.name for each in response.context["page"]]


def suggested(client: Client, **asked: str) -> list[dict[str, Any]]:
    response = client.get("/library/suggest/", asked)
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()["suggestions"]
    return found


def text(client: Client, address: str, **asked: str) -> str:
    return client.get(address, asked).content.decode()


@pytest.mark.usefixtures("tables")
def test_each_role_reads_what_is_common(people: People, client_of: ClientOf) -> None:
    for user in (people.officer, people.department, people.reader, people.stranger):
        assert names(client_of(user)) == ["验收合格率", "群众满意度"]
    for user in (people.finance, people.administrator):
        assert names(client_of(user)) == ["验收合格率", "内部系统数量", "群众满意度"]


@pytest.mark.usefixtures("tables")
def test_nothing_of_a_stranger_s_draft_is_told(people: People, client_of: ClientOf) -> None:
    client = client_of(people.stranger)
    for address in ("/library/?q=系统", "/library/?q=不该", "/library/suggest/?q=系统", "/library/?source=own&q=系统"):
        page = client.get(address).content.decode()
        assert "内部系统" not in page
        assert "不该别人看见" not in page
        assert "\\u5185\\u90e8" not in page
    assert client.get("/library/indicator/", {"key": "数量|内部系统数量"}).status_code == 404
    one = text(client, "/library/indicator/", key="质量|验收合格率")
    assert "丙" in one
    assert "511101" in one
    assert "667201" not in one
    assert "319101" not in one
    assert "甲" not in one
    assert "4 次，3 个单位" in one


@pytest.mark.usefixtures("tables")
def test_own_tables_are_another_source(people: People, client_of: ClientOf) -> None:
    client = client_of(people.officer)
    assert names(client, source="own") == ["内部系统数量", "验收合格率"]
    assert names(client, source="own", q="系统") == names(client, source="own", level2="数量指标") == ["内部系统数量"]
    assert names(client, source="own", level1="满意度指标") == []
    assert names(client, source="own", sort="name", q="率") == ["验收合格率"]
    assert names(client, source="own", standard="on") == []
    assert client.get("/library/indicator/", {"key": "数量|内部系统数量"}).status_code == 200
    assert names(client_of(people.reader), source="own") == []


def test_as_long_as_nothing_is_common_one_reads_one_s_own(people: People, client_of: ClientOf) -> None:
    make_table(people.agencies["667201"], rows=[SECRET])
    count_now()
    assert names(client_of(people.officer)) == ["内部系统数量"]
    assert names(client_of(people.stranger)) == []


@pytest.mark.usefixtures("tables")
def test_filters_and_order(people: People, client_of: ClientOf) -> None:
    client = client_of(people.finance)
    assert names(client, q="合格 验收") == names(client, q="1.验收合格率") == names(client, q="比例") == ["验收合格率"]
    assert names(client, q="没有的") == []
    assert names(client, level1="满意度指标") == names(client, level2="服务对象满意度指标") == ["群众满意度"]
    assert names(client, sort="name") == ["内部系统数量", "群众满意度", "验收合格率"]
    assert names(client, sort="agencies")[0] == "验收合格率"
    assert names(client, standard="on") == []
    LibraryEntry.objects.create(key="数量|内部系统数量", level1="产出指标", level2="数量指标", name="系统数")
    count_now()
    assert names(client, standard="on") == ["系统数"]


@pytest.mark.usefixtures("tables")
def test_a_row_shows_spellings_and_usual_targets(people: People, client_of: ClientOf) -> None:
    page = text(client_of(people.finance), "/library/")
    assert "也写作：2.验收合格率" in page
    assert '≥95%<span class="small">（3 次）</span>' in page
    assert "4 次" in page
    assert "3 个" in page


@pytest.mark.usefixtures("tables")
def test_wrong_values_are_left_out_and_named(people: People, client_of: ClientOf) -> None:
    client = client_of(people.finance)
    assert len(names(client, level2="没有", sort="x", page="x")) == 3
    assert "一级指标”“二级指标" in text(client, "/library/", level1="没有", level2="没有")
    assert len(names(client, source="own")) == 3  # who sees everything has no other source
    assert names(client, page="999") == names(client)
    key = "质量|验收合格率"
    assert client.get("/library/indicator/", {"key": f"{key}\0"}).status_code == 200  # PostgreSQL can't look for that
    assert client.get("/library/indicator/", {"key": "\0"}).status_code == 404


def test_pages(people: People, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    make_table(people.agencies["667201"])
    count_now()
    for user, source in ((people.finance, ""), (people.officer, "own")):
        pages = [names(client_of(user), source=source, page=str(number)) for number in (1, 2)]
        assert [len(page) for page in pages] == [2, 2]
        assert len({*pages[0], *pages[1]}) == 4


def test_an_empty_library_says_what_to_do(people: People, client_of: ClientOf) -> None:
    assert "添加指标" in text(client_of(people.administrator), "/library/")
    assert "会自动汇总到这里" in text(client_of(people.officer), "/library/")
    assert "没有符合条件的指标" in text(client_of(people.officer), "/library/", q="x")


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("who", ["officer", "finance"])
@pytest.mark.once
def test_queries_are_bounded(who: str, people: People, client_of: ClientOf, django_assert_max_num_queries: Any) -> None:
    client = client_of(getattr(people, who))
    for number in range(5):
        rows = [("产出指标", "数量指标", f"检查{each}次") for each in "甲乙丙丁"]
        make_table(people.agencies["667201"], f"更多{number}", rows=rows)
    count_now()
    for address in ("/library/", "/library/?source=own", "/library/indicator/?key=质量|验收合格率"):
        with django_assert_max_num_queries(11):
            assert client.get(address).status_code == 200
    with django_assert_max_num_queries(11):
        assert client.get("/library/suggest/?q=检查").json()["suggestions"]


@pytest.mark.usefixtures("tables")
def test_suggestions(people: People, client_of: ClientOf) -> None:
    officer = client_of(people.officer)
    assert suggested(officer, q="合格") == [
        {"name": "验收合格率", "level1": "产出指标", "level2": "质量指标", "description": "合格的比例",
         "target": "≥95%", "count": 4, "standard": False}
    ]  # fmt: skip
    assert [each["name"] for each in suggested(officer, q="数量")] == ["内部系统数量"]  # one's own draft
    assert suggested(client_of(people.stranger), q="数量") == []
    assert suggested(client_of(people.reader), q="数量") == []
    assert suggested(officer, q="合格", level2="数量指标") == suggested(officer, q="合格", level2="数量指标\0") == []
    assert [each["name"] for each in suggested(officer, level2="质量指标")] == ["验收合格率"]
    assert suggested(officer) == suggested(officer, q="x" * 61) == suggested(officer, q="没有的") == []


def test_standard_ones_come_first_and_ten_are_enough(people: People, client_of: ClientOf) -> None:
    rows = [("产出指标", "数量指标", f"检查{each}次数") for each in "甲乙丙丁戊己庚辛壬癸子丑"]
    make_table(people.agencies["667201"], rows=[*rows, rows[3]], status=Status.PUBLISHED)
    LibraryEntry.objects.create(
        key="数量|检查丑次数", level1="产出指标", level2="数量指标", name="检查丑（次）", unit="次"
    )
    count_now()
    found = suggested(client_of(people.officer), q="检查")
    assert len(found) == 10
    assert [each["name"] for each in found[:2]] == ["检查丑（次）", "检查丁次数"]
    assert (found[0]["standard"], found[0]["target"], found[1]["count"]) == (True, "次", 2)


def test_the_editor_is_answered_in_json_whoever_asks(people: People, client_of: ClientOf) -> None:
    signed_out = Client().get("/library/suggest/?q=x")
    assert signed_out.status_code == 401
    assert signed_out.json()["login"] == "/accounts/login/"
    nobody = client_of(User.objects.create_user("nobody")).get("/library/suggest/?q=x")
    assert nobody.status_code == 403
    assert nobody.json()["error"]
    assert client_of(people.officer).post("/library/suggest/").status_code == 405
