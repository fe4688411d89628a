"""A new table: from nothing, from an earlier year, from any table that one may see."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from budget.models import Project
from indicators.models import Framework, GoalTable
from indicators.new_forms import usual_year
from indicators.starting import blank
from indicators.storing import content_of
from tests.conftest import People
from tests.tables import ROWS, make_table

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
YEAR = timezone.localdate().year


@pytest.fixture
def officer(people: People, client_of: ClientOf) -> Client:
    return client_of(people.officer)


def page(client: Client, **asked: Any) -> str:
    response = client.get("/tables/new/", asked)
    assert response.status_code == 200
    return response.content.decode()


def started(client: Client, people: People, **sent: Any) -> Any:
    """Post the form; names of its fields without their prefix."""
    whom = {"agency": people.agencies["667201"].pk, "year": YEAR}
    prefix = "copy" if "from" in sent else "blank"
    own = {name if name in ("agency", "year", "from") else f"{prefix}-{name}": value for name, value in sent.items()}
    return client.post("/tables/new/", whom | own)


@pytest.mark.parametrize(
    ("code", "pairs"),
    [
        ("2015", ["产出/数量", "产出/质量", "产出/时效", "效益/经济效益", "满意度/服务对象满意度"]),
        ("2021", ["成本/经济成本", "产出/数量", "产出/质量", "效益/经济效益", "满意度/服务对象满意度"]),
    ],
)
def test_a_blank_table_is_laid_out_by_its_framework(code: str, pairs: list[str]) -> None:
    rows = blank(Framework.objects.get(code=code), "甲").indicators
    assert [f"{row.level1}/{row.level2}".replace("指标", "") for row in rows] == pairs
    assert {(row.level3, row.target) for row in rows} == {("", "")}


@pytest.mark.parametrize("code", ["2015", "2021"])
def test_from_nothing(officer: Client, people: People, code: str) -> None:
    framework = Framework.objects.get(code=code)
    response = started(officer, people, name="新项目", framework=framework.pk)
    table = GoalTable.objects.get()
    assert response.url == f"/tables/{table.pk}/edit/"
    assert (table.project.agency, table.project.year, table.framework) == (people.agencies["667201"], YEAR, framework)
    assert (table.title, table.number, table.status, table.indicators.count()) == ("新项目绩效目标表", 1, "draft", 5)
    change = table.changes.get()
    assert (change.kind, change.by, change.origin, change.before) == ("created", people.officer, "", "")
    assert table.findings.filter(code="required-missing").exists()
    assert "已建立“新项目”" in officer.get(response.url).content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": " "}, "这个字段是必填项"),
        ({"name": "长" * 301}, "300"),
        ({"name": "已有的"}, "已经有同名的项目"),
        ({"name": "甲", "framework": "999"}, "选择一个有效的选项"),
        ({"name": "甲", "framework": "x"}, "选择一个有效的选项"),
    ],
)
def test_what_is_wrong_is_said(officer: Client, people: People, sent: dict[str, str], said: str) -> None:
    make_table(people.agencies["667201"], "已有的", year=YEAR)
    response = started(officer, people, **({"framework": Framework.objects.all()[0].pk} | sent))
    assert response.status_code == 400
    assert said in response.content.decode()
    assert GoalTable.objects.count() == 1


def test_a_name_that_is_taken_meanwhile_is_no_crash(
    officer: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_table(people.agencies["667201"], "已有的", year=YEAR)
    monkeypatch.setattr("indicators.starting.Project.objects.filter", lambda **names: Project.objects.none())
    response = started(officer, people, name="已有的", framework=Framework.objects.all()[0].pk)
    assert response.status_code == 400
    assert "已经有同名的项目" in response.content.decode()


@pytest.mark.parametrize("asked", [{"agency": "x"}, {"agency": "0"}, {"year": "1800"}, {"year": "x"}])
def test_a_wrong_agency_or_year_is_refused(officer: Client, people: People, asked: dict[str, str]) -> None:
    assert officer.get("/tables/new/", asked).status_code == 400
    sent = {"name": "甲", "framework": Framework.objects.all()[0].pk} | asked
    assert started(officer, people, **sent).status_code == 400
    assert not GoalTable.objects.exists()


def test_other_agencies_are_no_choice(officer: Client, people: People) -> None:
    other = people.agencies["511101"]
    assert other.name not in page(officer)
    sent = {"name": "甲", "framework": Framework.objects.all()[0].pk, "agency": other.pk}
    assert started(officer, people, **sent).status_code == 400
    assert not GoalTable.objects.exists()


def test_earlier_tables_without_one_in_the_year_are_offered(officer: Client, people: People) -> None:
    agency = people.agencies["667201"]
    wanted = make_table(agency, "持续的项目", year=YEAR - 1)
    make_table(agency, "持续的项目", year=YEAR - 2)
    make_table(agency, "已有的项目", year=YEAR - 1)
    make_table(agency, "已有的项目", year=YEAR)
    make_table(people.agencies["511101"], "别人的项目", year=YEAR - 1)
    shown = page(officer, year=YEAR)
    assert shown.count(">持续的项目</a>") == 1
    assert f"from={wanted.pk}" in shown
    assert ">已有的项目</a>" not in shown
    assert "别人的项目" not in shown


def test_copied_from_last_year_years_stay_unless_one_asks(officer: Client, people: People) -> None:
    last = YEAR - 1
    rows = [*ROWS, ("产出指标", "时效指标", "完成时间", f"{last}年12月底前", "")]
    source = make_table(
        people.agencies["667201"], f"{last}年平台", year=last, rows=rows, goal=f"{last}年运行", number=7,
        purpose=f"依据〔{last}〕5号",
    )  # fmt: skip
    shown = page(officer, year=YEAR, **{"from": source.pk})
    assert f"把文字里的 {last} 年改为 {YEAR} 年（3 处）" in shown
    assert f"例如“{YEAR}年平台”" in shown
    started(officer, people, **{"from": source.pk, "name": f"{last}年平台", "amounts": "on"})
    kept = GoalTable.objects.get(project__year=YEAR)
    assert (kept.goal, kept.number) == (f"{last}年运行", 1)
    assert content_of(kept).indicators == content_of(source).indicators
    assert kept.project.budget.total == 200_000
    change = kept.changes.get()
    assert (change.kind, change.by) == ("created", people.officer)
    assert change.origin == f"复制自 {last} 年度 天津市滨海新区网格化管理中心“{last}年平台”"
    started(officer, people, **{"from": source.pk, "name": f"{YEAR}年平台", "shift": "on"})
    shifted = content_of(GoalTable.objects.get(project__name=f"{YEAR}年平台"))
    assert (shifted.goal, shifted.purpose, shifted.title) == (
        f"{YEAR}年运行",
        f"依据〔{last}〕5号",
        f"{YEAR}年平台绩效目标表",
    )
    assert shifted.indicators[-1].target == f"{YEAR}年12月底前"
    assert (shifted.budget_total, shifted.fiscal_funds) == (None, None)
    assert content_of(source).goal == f"{last}年运行"


def test_any_table_that_one_may_see_can_be_copied(people: People, client_of: ClientOf) -> None:
    source = make_table(people.agencies["511101"], "别人的平台", year=YEAR)
    administrator = client_of(people.administrator)
    asked = {"agency": people.agencies["667201"].pk, "year": YEAR}
    for words in ("别人 平台", "别\0人"):
        assert f"from={source.pk}" in page(administrator, q=words, **asked)
    assert "没有找到" in page(administrator, q="不存在的", **asked)
    shown = page(administrator, **asked, **{"from": source.pk})
    assert "带上预算金额" in shown
    assert "改为" not in shown  # the same year
    assert 'name="copy-amounts" class="form-check-input" id="id_copy-amounts">' in shown  # not ticked
    started(administrator, people, **{"from": source.pk, "name": "我们的平台"})
    made = GoalTable.objects.get(project__name="我们的平台")
    assert (made.project.agency, made.title) == (people.agencies["667201"], "我们的平台绩效目标表")


@pytest.mark.parametrize("key", ["0", "x", "９", "9" * 30])
def test_what_is_not_there_can_not_be_copied(officer: Client, people: People, key: str) -> None:
    assert officer.get("/tables/new/", {"from": key}).status_code == 404
    assert started(officer, people, **{"from": key, "name": "甲"}).status_code == 404


def test_a_stranger_s_table_is_not_there(officer: Client, people: People) -> None:
    hidden = make_table(people.agencies["511101"], "看不到的项目")
    assert officer.get("/tables/new/", {"from": hidden.pk}).status_code == 404
    assert started(officer, people, **{"from": hidden.pk, "name": "甲"}).status_code == 404
    assert "没有找到" in page(officer, q="看不到")
    assert GoalTable.objects.count() == 1


@pytest.mark.parametrize("name", ["finance", "reader", "department"])
def test_others_make_no_tables(people: People, client_of: ClientOf, name: str) -> None:
    client = client_of(getattr(people, name))
    assert started(client, people, name="甲", framework=Framework.objects.all()[0].pk).status_code == 403
    assert 'href="/tables/new/"' not in client.get("/tables/").content.decode()
    assert not GoalTable.objects.exists()


def test_the_list_offers_it_to_who_may(officer: Client, people: People) -> None:
    assert 'href="/tables/new/">新建绩效目标表</a>' in officer.get("/tables/").content.decode()
    make_table(people.agencies["667201"])
    assert 'href="/tables/new/">新建</a>' in officer.get("/tables/").content.decode()


@pytest.mark.parametrize(
    ("today", "year"), [(date(2025, 6, 30), 2025), (date(2025, 7, 1), 2026), (date(2025, 12, 31), 2026)]
)
def test_the_usual_year(today: date, year: int) -> None:
    assert usual_year(today) == year


def test_an_administrator_without_any_agency_is_told(client_of: ClientOf) -> None:
    root = User.objects.create_superuser("root", password="root-root")
    response = client_of(root).get("/tables/new/")
    assert response.status_code == 200
    assert "还没有预算单位" in response.content.decode()
