"""The page of the search: where the words stand, marked, of what the user may open and nothing else."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from indicators.models import GoalTable
from indicators.search import views, walking
from indicators.search.indexing import index_words
from indicators.search.words import LONGEST, MOST, asked_for
from tests.conftest import People
from tests.tables import make_table

ClientOf = Callable[[User], Client]


@pytest.fixture
def table(people: People) -> GoalTable:
    made = make_table(people.agencies["667201"], "网站平台监管", goal="1.让群众满意<b>\n" + "其他" * 200 + "满意")
    index_words()
    return made


def page(client: Client, words: str, **filters: str) -> str:
    response = client.get("/search/", {"q": words} | filters)
    assert response.status_code == 200
    return response.content.decode().replace("\n</", "</")


def test_where_the_words_stand(client_of: ClientOf, people: People, table: GoalTable) -> None:
    client = client_of(people.officer)
    found = page(client, "监管")
    assert "共 <b>1</b> 张表" in found
    assert f'<a href="/tables/{table.pk}/">网站平台<mark>监管</mark></a>' in found
    assert '<span class="small">项目名称</span>' in found
    assert f'<a href="/tables/{table.pk}/#row-1">三级指标、指标描述 第 1 行</a>' in found
    assert "<mark>监管</mark>属地网站　<mark>监管</mark>属地网站的数量　≥10000个" in found
    found = page(client, "95% 667201")
    assert f'<a href="/tables/{table.pk}/#row-2">指标值 第 2 行</a>' in found
    assert "验收合格率　≥<mark>95%</mark>" in found
    assert "<mark>667201</mark> 天津市滨海新区网格化管理中心" in found
    assert '<span class="small">单位</span>' in found
    found = page(client, "满意")
    assert f'<a href="/tables/{table.pk}/#head-goal">绩效目标</a>' in found
    assert "1.让群众<mark>满意</mark>&lt;b&gt;" in found
    assert "……" in found
    assert f'<a href="/tables/{table.pk}/#head-purpose">资金用途</a>' in page(client, "专项行动")
    assert f'<a href="/tables/{table.pk}/">表名</a>' in page(client, "绩效目标表")


def test_the_places_are_on_the_tables_page(client_of: ClientOf, people: People, table: GoalTable) -> None:
    shown = client_of(people.officer).get(f"/tables/{table.pk}/").content.decode()
    for anchor in ("row-1", "row-4", "head-goal", "head-purpose"):
        assert f'id="{anchor}"' in shown


def test_only_some_places_are_shown_and_each_word_once(client_of: ClientOf, people: People) -> None:
    rows = [("产出指标", "数量指标", f"网站{number}", "≥1个", "") for number in range(9)]
    make_table(people.agencies["667201"], "甲", rows=[*rows, ("产出指标", "数量指标", "末行", "≥77个", "")])
    found = page(client_of(people.officer), "网站 ≥77")
    assert "≥77" in found
    assert "这张表里还有 6 处" in found
    assert found.count("第 10 行") == 1


def test_never_a_table_that_is_not_theirs(client_of: ClientOf, people: People, table: GoalTable) -> None:
    for user in (people.stranger, people.reader, people.department, User.objects.create_user("nobody")):
        found = page(client_of(user), "监管 网站平台")
        assert f"/tables/{table.pk}/" not in found
        assert "<mark>" not in found
    for user in (people.finance, people.administrator, people.officer):
        assert f"/tables/{table.pk}/" in page(client_of(user), "监管")
    assert Client().get("/search/?q=a").status_code == 302
    assert client_of(people.finance).post("/search/").status_code == 405


def test_the_newest_first_and_filters(client_of: ClientOf, people: People) -> None:
    for year, status in ((2023, "published"), (2025, "draft"), (2024, "published")):
        make_table(people.agencies["667201"], f"年{year}", year, status=status)
    client = client_of(people.officer)
    found = page(client, "网站")
    assert found.index("年2025</a>") < found.index("年2024</a>") < found.index("年2023</a>")
    assert "年2024</a>" in page(client, "网站", year="2024")
    assert "年2025</a>" not in page(client, "网站", status="published")
    assert "共 <b>1</b> 张表" in page(client, "网站", status="published", year="2023")
    assert "没有找到" in page(client, "网站", status="draft", year="2023")
    assert "“年度”“状态”没有这样的选项" in page(client, "网站", status="x", year="1999")


def test_pages_and_capped_counts(client_of: ClientOf, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(8):
        make_table(people.agencies["667201"], f"项目{place}", number=place)
    index_words()
    monkeypatch.setattr(views, "PAGE_SIZE", 3)
    client = client_of(people.officer)
    assert "共 <b>8</b> 张表" in page(client, "项目")
    assert ">6</mark>" not in page(client, "项目", page="3")
    assert "项目</mark>6" in page(client, "项目", page="3")
    assert "项目</mark>6" in page(client, "项目", page="99")
    assert "项目</mark>0" in page(client, "项目", page="x")
    monkeypatch.setattr(walking, "MOST", 5)
    monkeypatch.setattr(views, "MOST", 5)
    assert "有 <b>5+</b> 张表" in page(client, "项目")
    monkeypatch.setattr(walking, "CHUNKS", (2,))
    assert "共 <b>1</b> 张表" in page(client, "目7")  # the pair tells it
    GoalTable.objects.filter(number=7).update(goal="庚")
    index_words()
    part = page(client, "庚")
    assert "这一段没有找到" in part
    assert "from=2" in part
    assert "<mark>庚</mark>" in page(client, "庚", **{"from": "6"})


@pytest.mark.parametrize(
    "words", ["%", "_", "'", '"', "\\", "\x00", "😀", "a\x00b", "￿", "(", "[a", "*", "--", "é", "Ａ", "𠮷"]
)
def test_odd_words(client_of: ClientOf, people: People, words: str) -> None:
    make_table(people.agencies["667201"], "甲", goal="100%_'\"\\😀([a*--éＡ𠮷")
    client = client_of(people.officer)
    for _ in range(2):
        found = page(client, words)
        word = asked_for(words).text
        if word and word in "100%_'\"\\😀([a*--éＡ𠮷":
            assert f"<mark>{escape(word)}</mark>" in found or f"{escape(word)}" in found
            assert "共 <b>1</b> 张表" in found
        index_words()


def test_nothing_is_asked(client_of: ClientOf, people: People, table: GoalTable) -> None:
    client = client_of(people.officer)
    for words in ("", "  ", "\x00\x1f"):
        assert "输入要找的词" in page(client, words)
    assert "还没有可以搜索的绩效目标表" in page(client_of(people.stranger), "")


def test_too_much_is_asked(client_of: ClientOf, people: People, table: GoalTable) -> None:
    client = client_of(people.officer)
    assert "输入的文字太长" in page(client, "长" * 5000)
    assert "没有找到" in page(client, "长" * 5000)
    many = page(client, " ".join(f"词{number}" for number in range(30)))
    assert "只查找：词0、词1" in many


def test_the_words_of_a_text() -> None:
    assert asked_for("  甲　乙\t甲\n丙 ") == (["甲", "乙", "丙"], False)
    assert asked_for("AB ab") == (["ab"], False)
    assert len(asked_for(" ".join("一二三四五六七八九十")).words) == MOST
    assert len(asked_for("长" * 1000).text) == LONGEST


def test_the_number_of_queries_does_not_grow(
    client_of: ClientOf, people: People, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = client_of(people.finance)
    for place in range(30):
        make_table(people.agencies["667201"], f"项目{place}")
    page(client, "项目")
    with django_assert_max_num_queries(11):  # type: ignore[attr-defined]
        page(client, "项目 网站平台")


def test_a_field_in_the_bar_for_who_is_signed_in(client_of: ClientOf, people: People) -> None:
    assert 'action="/search/"' in client_of(people.reader).get("/").content.decode()
    assert 'action="/search/"' not in Client().get("/accounts/login/").content.decode()
