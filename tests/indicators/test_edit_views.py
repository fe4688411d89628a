"""The editor's page without scripts, and its three addresses for the script."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from indicators.keeping import keep
from indicators.models import GoalTable, KeptWarning, Presence, TableChange
from indicators.rechecking import rejudge
from indicators.storing import content_of
from tests.conftest import People
from tests.effort import tries
from tests.tables import ROWS, make_table

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ClientOf = Callable[[User], Client]
ODD = (
    *ROWS,
    ("满意度指标", "满意度指标", "网民满意度", "≥90百分比", ""),
    ("产出指标", "成本指标", "监管费", "≤18万元", ""),
)


@pytest.fixture
def table(people: People) -> GoalTable:
    made = make_table(people.agencies["667201"], rows=ODD)
    rejudge(made)
    return made


@pytest.fixture
def officer(people: People, client_of: ClientOf) -> Client:
    return client_of(people.officer)


@pytest.fixture
def administrator(people: People, client_of: ClientOf) -> Client:
    return client_of(people.administrator)


def ask(client: Client, table: GoalTable, what: str, body: Any) -> Any:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(f"/tables/{table.pk}/{what}/", text, content_type="application/json")


def content(table: GoalTable, **values: Any) -> dict[str, Any]:
    return content_of(table).to_json() | values


# The plain form.
def fields(page: str) -> dict[str, list[str]]:
    """The fields of the form as a browser would send them."""
    form = page[page.index('<form id="editor"') : page.index("</form>", page.index('<form id="editor"'))]
    found: dict[str, list[str]] = {}
    area_of = r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>'
    input_of = r'<input[^>]*? name="(\w+)"[^>]*?value="([^"]*)"'
    for area, text, name, value in re.findall(f"{area_of}|{input_of}", form, re.S):
        found.setdefault(area or name, []).append(text if area else value)
    found["currency_unit"] = re.findall(r"<option selected>(.+?)</option>", form)
    return found


def edited(client: Client, table: GoalTable, do: str = "save", **changes: Any) -> HttpResponse:
    """Open the page, change some fields, click a button."""
    sent = fields(client.get(f"/tables/{table.pk}/edit/").content.decode())
    return client.post(f"/tables/{table.pk}/edit/", sent | changes | {"do": do})


def shown(response: HttpResponse) -> dict[str, list[str]]:
    return fields(response.content.decode())


def test_saved_as_it_came_nothing_changes(officer: Client, table: GoalTable) -> None:
    before = content_of(table)
    response = edited(officer, table)
    assert response.status_code == 302
    assert (content_of(table), table.changes.count()) == (before, 0)
    assert "内容没有变化，不需要保存。" in officer.get(response.url).content.decode()


def test_texts_and_amounts_are_saved(officer: Client, table: GoalTable, people: People) -> None:
    names = ["全新", *[row[2] for row in ODD[1:]]]
    response = edited(officer, table, project_name="新名称", budget_total="1,234.5", goal="一行\r\n两行", level3=names)
    assert response.status_code == 302
    now = content_of(table)
    assert (now.project_name, str(now.budget_total), now.goal) == ("新名称", "1234.500000", "一行\n两行")
    assert [row.level3 for row in now.indicators] == names
    change = table.changes.get()
    assert (change.kind, change.by, change.auto) == ("edited", people.officer, False)
    page = officer.get(response.url).content.decode()
    assert "已保存。" in page
    assert "新名称" in page


@pytest.mark.parametrize(
    ("do", "order"),
    [("delete-row-2", [0, 2, 3]), ("up-3", [0, 2, 1, 3]), ("down-1", [1, 0, 2, 3]), ("up-1", [0, 1, 2, 3]),
     ("down-4", [0, 1, 2, 3]), ("delete-row-5", [0, 1, 2, 3]), ("delete-row-0", [0, 1, 2, 3]), ("up-x", [0, 1, 2, 3]),
     ("nothing", [0, 1, 2, 3])],
)  # fmt: skip
def test_buttons_change_the_rows_on_the_page_alone(officer: Client, people: People, do: str, order: list[int]) -> None:
    table = make_table(people.agencies["667201"])
    response = edited(officer, table, do, goal="写到一半")
    assert response.status_code == 200
    assert shown(response)["level3"] == [ROWS[at][2] for at in order]
    assert shown(response)["goal"] == ["写到一半"]
    assert content_of(table).goal == "1.监管网站平台"
    assert table.changes.count() == 0


def test_added_rows_are_saved_where_they_are_filled_in(officer: Client, table: GoalTable) -> None:
    sent = shown(edited(officer, table, "add-rows"))
    assert len(sent["level3"]) == len(ODD) + 3
    sent["level3"][-2], sent["target"][-2], sent["weight"][-2] = "新指标", "≥3次", "7.5"
    assert officer.post(f"/tables/{table.pk}/edit/", sent | {"do": "save"}).status_code == 302
    rows = content_of(table).indicators
    assert len(rows) == len(ODD) + 1
    assert (rows[-1].level3, rows[-1].target, str(rows[-1].weight)) == ("新指标", "≥3次", "7.5000")


@pytest.mark.once
def test_500_rows_go_through_and_no_more_are_added(officer: Client, people: People) -> None:
    rows = [("产出指标", "数量指标", f"指标{number}", "≥1个", "") for number in range(500)]
    table = make_table(people.agencies["667201"], rows=rows)
    response = edited(officer, table, "add-rows")
    assert len(shown(response)["level3"]) == 500
    assert edited(officer, table, goal="新").status_code == 302


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(officer: Client, table: GoalTable) -> None:
    levels = ["长" * 101, *[row[0] for row in ODD[1:]]]
    response = edited(officer, table, budget_total="五万", goal="写好的目标", level1=levels)
    assert response.status_code == 400
    page = response.content.decode()
    assert "没有保存，请先改正 2 处" in page
    assert '<a href="#head-budget_total">预算数“五万”不是数字' in page
    assert '<a href="#row-1">第 1 行的一级指标有 101 个字' in page
    assert page.count('aria-invalid="true"') == 2
    sent = shown(response)
    assert (sent["budget_total"], sent["goal"], sent["level1"][0]) == (["五万"], ["写好的目标"], "长" * 101)
    assert content_of(table).goal == "1.监管网站平台"


def test_another_unit_is_meant_for_the_amounts_that_are_typed(officer: Client, people: People) -> None:
    table = make_table(people.agencies["667201"], total="3600000")
    assert edited(officer, table, currency_unit="万元", other_funds="1.5").status_code == 302
    now = content_of(table)
    assert (now.budget_total, now.other_funds, now.currency_unit) == (3_600_000, 15_000, "万元")
    sent = fields(officer.get(f"/tables/{table.pk}/edit/").content.decode())
    assert (sent["budget_total"], sent["other_funds"]) == (["360.00"], ["1.50"])


def test_the_second_to_save_gets_both_sides_and_saves_them_after_a_look(
    officer: Client, administrator: Client, table: GoalTable
) -> None:
    began = fields(officer.get(f"/tables/{table.pk}/edit/").content.decode())
    edited(administrator, table, purpose="别人写的用途", goal="别人的目标")
    address = f"/tables/{table.pk}/edit/"
    response = officer.post(address, began | {"goal": "我的目标", "title": "我的标题", "do": "save"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "管理员员于 " in page
    assert "已保存过这张表（资金用途、绩效目标）" in page
    assert "两边都改过的 1 处" in page
    sent = shown(response)
    assert [sent[name] for name in ("purpose", "goal", "title")] == [["别人写的用途"], ["我的目标"], ["我的标题"]]
    assert content_of(table).goal == "别人的目标"
    assert officer.post(address, sent | {"do": "save"}).status_code == 302
    now = content_of(table)
    assert (now.purpose, now.goal, now.title) == ("别人写的用途", "我的目标", "我的标题")


def test_without_the_beginning_every_difference_is_shown(
    officer: Client, administrator: Client, table: GoalTable
) -> None:
    began = fields(officer.get(f"/tables/{table.pk}/edit/").content.decode())
    edited(administrator, table, purpose="别人写的用途")
    sent = began | {"base": "unknown", "do": "save", "goal": "我的目标"}
    response = officer.post(f"/tables/{table.pk}/edit/", sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "保存后会改变" in page
    assert "<del>别人写的用途</del>" in page
    assert content_of(table).purpose == "别人写的用途"


@pytest.mark.parametrize("serial", ["", "x", "-1", "９", "99999999999999999999"])
def test_a_damaged_serial_is_a_conflict_and_no_crash(officer: Client, table: GoalTable, serial: str) -> None:
    assert edited(officer, table, goal="新", serial=serial).status_code == 409
    assert content_of(table).goal == "1.监管网站平台"


def test_an_empty_form_is_refused(officer: Client, table: GoalTable) -> None:
    response = officer.post(f"/tables/{table.pk}/edit/", {})
    assert response.status_code == 400
    assert "请填写项目名称" in response.content.decode()
    assert len(content_of(table).indicators) == len(ODD)


def test_findings_stand_beside_the_rows_and_in_the_panel(officer: Client, table: GoalTable) -> None:
    page = officer.get(f"/tables/{table.pk}/edit/").content.decode()
    assert '<span class="cell-note no-js">写作 ≥90%</span>' in page
    assert '<section class="card" id="findings">' in page
    assert "成本指标合计 180,000.00 元，比预算少 20,000.00 元" in page
    unsaved = edited(officer, table, "add-rows", target=[*[row[3] for row in ODD[:4]], "≥90%", "≤20万元"])
    assert "写作 ≥90%" not in unsaved.content.decode()
    assert "成本指标合计 200,000.00 元，与预算一致" in unsaved.content.decode()


def test_a_table_that_is_out_of_hand_is_shown_instead(officer: Client, table: GoalTable) -> None:
    GoalTable.objects.update(status="submitted")
    for response in (officer.get(f"/tables/{table.pk}/edit/", follow=True), edited_closed(officer, table)):
        assert response.redirect_chain == [(f"/tables/{table.pk}/", 302)]
        assert "这张表现在是“待主管部门审核”，不能再修改。" in response.content.decode()
    assert content_of(table).goal == "1.监管网站平台"


def edited_closed(client: Client, table: GoalTable) -> Any:
    return client.post(f"/tables/{table.pk}/edit/", {"serial": "0", "do": "save", "project_name": "x"}, follow=True)


def test_the_last_save_names_its_day_unless_it_is_today(officer: Client, table: GoalTable) -> None:
    assert re.search(r"上次保存 \d\d:\d\d<", officer.get(f"/tables/{table.pk}/edit/").content.decode())
    GoalTable.objects.update(changed_at=table.changed_at - timedelta(days=2))
    assert re.search(r"上次保存 \d+年\d+月\d+日 \d\d:\d\d<", officer.get(f"/tables/{table.pk}/edit/").content.decode())


def test_texts_are_escaped(officer: Client, table: GoalTable) -> None:
    ask(officer, table, "save", {"serial": 0, "content": content(table, goal="</textarea></script><script>x")})
    page = officer.get(f"/tables/{table.pk}/edit/").content.decode()
    assert "<script>x" not in page
    assert "&lt;/textarea&gt;" in page


def test_who_may_edit_gets_a_button_and_others_none(
    officer: Client, table: GoalTable, people: People, client_of: ClientOf
) -> None:
    link = f'href="/tables/{table.pk}/edit/"'
    assert link in officer.get(f"/tables/{table.pk}/").content.decode()
    assert link not in client_of(people.finance).get(f"/tables/{table.pk}/").content.decode()
    GoalTable.objects.update(status="approved")
    assert link not in officer.get(f"/tables/{table.pk}/").content.decode()


def test_a_page_asks_the_database_a_bounded_number_of_questions(officer: Client, people: People) -> None:
    def queries(rows: int) -> int:
        name = f"项目{rows}"
        made = make_table(people.agencies["667201"], name, rows=[(*ROWS[0][:2], f"甲{n}", "1个") for n in range(rows)])
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert officer.get(f"/tables/{made.pk}/edit/").status_code == 200
        return len(asked)

    queries(1)
    assert queries(60) == queries(3)


# What the script asks.
def test_save_answers_with_all_that_the_page_shows(officer: Client, table: GoalTable, people: People) -> None:
    Presence.objects.create(table=table, user=people.administrator, since=table.created_at, seen_at=table.changed_at)
    rows = content(table)["indicators"]
    rows.insert(1, {"level1": "", "target": None})
    answer = ask(officer, table, "save", {"serial": 0, "content": content(table, goal="新", indicators=rows)})
    assert answer.status_code == 200
    said = answer.json()
    assert (said["serial"], content_of(table).goal) == (1, "新")
    assert re.fullmatch(r"\d\d:\d\d", said["saved_at"])
    assert [each["name"] for each in said["others"]] == ["管理员员"]
    assert said["cost"]["words"] == "成本指标合计 180,000.00 元，比预算少 20,000.00 元"
    assert (said["cost"]["sum"], said["cost"]["budget"]) == ("180000.00", "200000.00")
    assert [each["words"] for each in said["readings"]] == [
        "≥ · 10000 · 个", "", "≥ · 95 · %", "文字", "文字", "≥ · 90 · 百分比", "≤ · 18 · 万元",
    ]  # fmt: skip
    (spelling,) = [each for each in said["findings"] if each["code"] == "unit-spelling"]
    assert (spelling["row"], spelling["field"], spelling["mend"]) == (5, "target", "≥90%")
    assert (spelling["severity"], spelling["side"], spelling["keepable"]) == ("info", "完整性", True)


def test_the_same_content_again_keeps_the_serial(officer: Client, table: GoalTable) -> None:
    answer = ask(officer, table, "save", {"serial": 0, "content": content(table)})
    assert (answer.status_code, answer.json()["serial"], table.changes.count()) == (200, 0, 0)


def test_an_autosave_is_noted_as_one(officer: Client, table: GoalTable) -> None:
    for number in range(3):
        ask(officer, table, "save", {"serial": number, "content": content(table, goal=f"{number}"), "auto": True})
    change = TableChange.objects.get(table=table)
    assert (change.auto, change.content_before and change.content_before.goal) == (True, "1.监管网站平台")
    page = officer.get(f"/tables/{table.pk}/history/").content.decode()
    assert "自动保存" in page


def test_a_conflict_tells_everything(officer: Client, administrator: Client, table: GoalTable) -> None:
    base = content(table)
    ask(administrator, table, "save", {"serial": 0, "content": base | {"goal": "甲", "purpose": "新用途"}})
    answer = ask(
        officer, table, "save", {"serial": 0, "content": base | {"goal": "乙", "title": "新标题"}, "base": base}
    )
    said = answer.json()
    assert answer.status_code == 409
    assert (said["serial"], said["who"], said["changes"]) == (1, "管理员员", "资金用途、绩效目标")
    assert re.fullmatch(r"\d{4}年\d+月\d+日 \d\d:\d\d", said["when"])
    assert said["content"] == content(table)
    merged = said["merged"]
    assert (merged["goal"], merged["purpose"], merged["title"]) == ("乙", "新用途", "新标题")
    assert said["conflicts"] == [
        {"where": "绩效目标", "field": "goal", "row": None, "base": "1.监管网站平台", "mine": "乙", "theirs": "甲"}
    ]
    again = ask(officer, table, "save", {"serial": said["serial"], "content": merged, "base": said["content"]})
    assert (again.status_code, again.json()["serial"]) == (200, 2)


@pytest.mark.parametrize("base", [None, "x", {"indicators": 5}])
def test_a_conflict_without_a_base_takes_nothing_for_granted(
    officer: Client, administrator: Client, table: GoalTable, base: Any
) -> None:
    ask(administrator, table, "save", {"serial": 0, "content": content(table, goal="甲")})
    answer = ask(officer, table, "save", {"serial": 0, "content": content(table, goal="乙"), "base": base})
    assert answer.status_code == 409
    told = [(each["field"], each["mine"], each["theirs"]) for each in answer.json()["conflicts"]]
    assert ("goal", "乙", "甲") in told
    assert [row["level3"] for row in answer.json()["merged"]["indicators"]] == [row[2] for row in ODD]


def test_wrong_fields_are_named(officer: Client, table: GoalTable) -> None:
    rows = content(table)["indicators"]
    rows[2]["weight"] = "x"
    body = {"serial": 0, "content": content(table, budget_total="-1", indicators=rows)}
    answer = ask(officer, table, "save", body)
    assert answer.status_code == 400
    assert [(each["field"], each["row"]) for each in answer.json()["errors"]] == [("budget_total", None), ("weight", 2)]


@pytest.mark.parametrize("what", ["save", "check", "presence"])
@pytest.mark.parametrize("body", ["", "{", "[]", "5", b"\xff", '{"serial": ' + "[" * 9999, '{"serial": 1e400}x'])
def test_what_is_no_object_is_refused_with_a_sentence(officer: Client, table: GoalTable, what: str, body: Any) -> None:
    answer = ask(officer, table, what, body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"].endswith("。")


@pytest.mark.parametrize("serial", [None, "0", 0.0, [], {}, True])
def test_a_serial_is_a_number(officer: Client, table: GoalTable, serial: Any) -> None:
    answer = ask(officer, table, "save", {"serial": serial, "content": content(table, goal="新")})
    assert answer.status_code == 400
    assert content_of(table).goal == "1.监管网站平台"


def test_too_much_at_once_is_refused_in_json(officer: Client, table: GoalTable, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = ask(officer, table, "save", {"serial": 0, "content": {"goal": "长" * 1000}})
    assert answer.status_code == 400
    assert "内容太多" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("what", ["save", "check", "presence"])
def test_refusals_are_json(officer: Client, table: GoalTable, people: People, client_of: ClientOf, what: str) -> None:
    body = {"serial": 0, "content": content(table, goal="新")}
    signed_out = ask(Client(), table, what, body)
    assert signed_out.status_code == 401
    assert signed_out.json()["login"] == f"/accounts/login/?next=/tables/{table.pk}/edit/"
    for user, status in ((people.finance, 403), (people.stranger, 404), (people.reader, 404)):
        answer = ask(client_of(user), table, what, body)
        assert (answer.status_code, bool(answer.json()["error"])) == (status, True)
    GoalTable.objects.update(status="submitted")
    closed = ask(officer, table, what, body)
    assert (closed.status_code, closed.json()["error"]) == (423, "这张表现在是“待主管部门审核”，不能再修改。")
    assert content_of(table).goal == "1.监管网站平台"


def test_a_missing_token_is_told_in_json(people: People, table: GoalTable) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.officer, backend="django.contrib.auth.backends.ModelBackend")
    answer = ask(client, table, "save", {"serial": 0, "content": content(table)})
    assert answer.status_code == 403
    assert "没有保存" in answer.json()["error"]
    again = client.post(
        f"/tables/{table.pk}/save/",
        json.dumps({"serial": 0, "content": content(table, goal="新")}),
        content_type="application/json",
        headers={"X-CSRFToken": answer.json()["token"]},
    )
    assert (again.status_code, content_of(table).goal) == (200, "新")


def test_people_get_a_page_for_a_missing_token(people: People, table: GoalTable) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.officer, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(f"/tables/{table.pk}/edit/", {"do": "save"})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


def test_check_writes_nothing(officer: Client, table: GoalTable) -> None:
    before = list(table.findings.values_list("pk", flat=True))
    answer = ask(officer, table, "check", {"content": content(table, goal="")})
    assert "required-missing" in {each["code"] for each in answer.json()["findings"]}
    assert list(table.findings.values_list("pk", flat=True)) == before
    assert content_of(table).goal == "1.监管网站平台"


def test_check_says_what_a_save_says(officer: Client, table: GoalTable) -> None:
    make_table(table.project.agency, "雷同的项目", rows=ODD)
    for values in ({"goal": "新"}, {"indicators": []}, {"project_name": "改名"}, {"budget_total": "1.00"}):
        table.refresh_from_db()
        sent = content(table, **values)
        checked = ask(officer, table, "check", {"content": sent}).json()
        saved = ask(officer, table, "save", {"serial": table.serial, "content": sent}).json()
        assert checked == {name: saved[name] for name in checked}
    assert "duplicate-row-other-table" not in {each["code"] for each in checked["findings"]}


def test_check_sees_siblings_as_they_are_now(officer: Client, table: GoalTable) -> None:
    def codes() -> set[str]:
        return {each["code"] for each in ask(officer, table, "check", {"content": content(table)}).json()["findings"]}

    assert "duplicate-row-other-table" not in codes()
    sibling = make_table(table.project.agency, "雷同的项目", rows=ODD)
    assert "duplicate-row-other-table" in codes()
    ask(officer, sibling, "save", {"serial": 0, "content": content(sibling, indicators=[])})
    assert "duplicate-row-other-table" not in codes()


def test_reasons_to_keep_come_along(officer: Client, table: GoalTable, people: People) -> None:
    gap = table.findings.get(code="cost-budget-gap")
    keep(table, content_of(table), gap, "余下的用于抽查", people.officer)
    found = ask(officer, table, "check", {"content": content(table, goal="新")}).json()["findings"]
    (kept,) = [each["kept"] for each in found if each["kept"]]
    assert (kept["reason"], kept["who"]) == ("余下的用于抽查", "预算编制员")
    changed = ask(officer, table, "check", {"content": content(table, budget_total="999.00")}).json()["findings"]
    assert not any(each["kept"] for each in changed)
    assert KeptWarning.objects.count() == 1


def test_check_asks_few_questions_whatever_the_number_of_siblings(officer: Client, people: People) -> None:
    agency = people.agencies["667201"]
    table = make_table(agency)

    def queries() -> int:
        ask(officer, table, "check", {"content": content(table)})  # siblings are read once
        with CaptureQueriesContext(connection) as asked:
            ask(officer, table, "check", {"content": content(table, goal="新")})
        return len(asked)

    before = queries()
    for number in range(12):
        make_table(agency, f"项目{number}")
    assert queries() == before <= 20


def test_presence_comes_and_goes(officer: Client, administrator: Client, table: GoalTable) -> None:
    assert ask(officer, table, "presence", {"serial": 0}).json() == {"others": [], "serial": 0}
    ask(officer, table, "save", {"serial": 0, "content": content(table, goal="新")})
    said = ask(administrator, table, "presence", {"serial": 0}).json()
    assert (said["serial"], [each["name"] for each in said["others"]]) == (1, ["预算编制员"])
    assert said["others"][0]["seconds"] < 30
    assert re.fullmatch(r"\d\d:\d\d", said["others"][0]["since"])
    ask(officer, table, "presence", {"leave": True})
    assert ask(administrator, table, "presence", {}).json()["others"] == []


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(("project_name", "goal", "indicators", "budget_total", "currency_unit", "title"))
row_names = st.sampled_from(("level1", "level3", "target", "weight"))
some_rows = st.lists(st.dictionaries(row_names, st.text(max_size=8) | odd), max_size=3)
bodies = st.fixed_dictionaries(
    {"serial": st.just(0) | odd, "content": odd | st.dictionaries(names, odd | st.text(max_size=8) | some_rows)},
    optional={"base": odd, "auto": odd},
)


@given(body=bodies, what=st.sampled_from(("save", "check", "presence")))
@settings(max_examples=tries(120), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_answered_in_json(officer: Client, table: GoalTable, body: Any, what: str) -> None:
    answer = ask(officer, table, what, body)
    assert answer.status_code in (200, 400, 409)
    assert isinstance(answer.json(), dict)
