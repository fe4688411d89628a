"""The page of all checks: figures, severities by region with their history, checking anew in the background."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from budget.models import Agency, Membership, Role
from indicators import severities
from indicators.checks import CHECKS
from indicators.models import CheckSetting, GoalTable, KeptWarning, Recheck
from indicators.rechecking import recompute
from tests.conftest import People
from tests.tables import make_table

ClientOf = Callable[[User], Client]
TUNED = {"region": "-", "severity": "info", "reason": "本区允许"}


@pytest.fixture
def admin(people: People, client_of: ClientOf) -> Client:
    return client_of(people.administrator)


def shown(client: Client, **asked: str) -> dict[str, Any]:
    response = client.get("/checks/", asked)
    assert response.status_code == 200
    return {each.check.code: each for _, _, side in response.context["sides"] for each in side}


def tune(client: Client, code: str = "level-missing", **values: str) -> HttpResponse:
    return client.post(f"/checks/{code}/severity/", TUNED | values, follow=True)


def said(response: HttpResponse) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def test_every_check_is_there_by_side(people: People, client_of: ClientOf) -> None:
    page = client_of(people.reader).get("/checks/").content.decode()
    for check in CHECKS.values():
        assert check.code in page
        assert check.name in page
        assert check.why in page
    assert page.index("完整性") < page.index("相关性") < page.index("适当性") < page.index("可行性")
    assert "调整" not in page
    assert "重新检查" not in page


def test_figures_are_of_what_the_user_may_see_and_lead_to_the_list(people: People, client_of: ClientOf) -> None:
    tables = [make_table(people.agencies["667201"], name) for name in ("甲", "乙")]
    tables += [make_table(people.agencies["511101"]), make_table(people.agencies["667201"], year=2024)]
    for table in tables:
        for number in range(3):
            table.findings.create(code="generic-name", severity="info", message=f"{number}", version=1)
    kept = KeptWarning.objects.create(table=tables[0], code="generic-name", reason="有依据")
    tables[0].findings.filter(message="0").update(kept=kept)
    for role, figures in (
        ("officer", (5, 2, 1)),
        ("stranger", (3, 1, 0)),
        ("finance", (8, 3, 1)),
        ("reader", (0, 0, 0)),
    ):
        client = client_of(getattr(people, role))
        one = shown(client)["generic-name"]
        assert tuple(one.figures) == figures
        link = "/tables/?year=2025&amp;code=generic-name"
        assert (link in client.get("/checks/").content.decode()) is bool(figures[1])
        if figures[1]:
            listed = client.get("/tables/", {"year": "2025", "code": "generic-name"})
            assert listed.context["totals"]["tables"] == figures[1]
    assert shown(client_of(people.officer), year="2024")["generic-name"].figures.open == 3
    assert shown(client_of(people.officer), year="1789")["generic-name"].figures.open == 5


def test_an_administrator_tunes_with_a_reason_and_the_page_says_who(admin: Client, people: People) -> None:
    make_table(people.agencies["667201"])
    assert said(tune(admin)) == [("success", "“指标层级缺失”已保存；重新检查后生效。")]
    page = tune(admin, reason="<i>又改</i>", severity="off").content.decode()
    one = shown(admin)["level-missing"]
    assert (one.severity, one.words, len(one.changes)) == ("off", "不检查", 2)
    assert "管理员员" in page
    assert "&lt;i&gt;又改&lt;/i&gt;" in page
    assert "本区允许" in page
    assert "有 1 项修改还没有生效" in page


@pytest.mark.parametrize(
    "values", [{"severity": "fatal"}, {"severity": ""}, {"reason": ""}, {"reason": "  "}, {"reason": "长" * 301}]
)
def test_bad_input_is_refused_with_a_sentence(admin: Client, values: dict[str, str]) -> None:
    assert said(tune(admin, **values))[0][0] == "error"
    assert not CheckSetting.objects.exists()


def test_unknown_checks_and_regions_are_not_found(admin: Client) -> None:
    assert tune(admin, "gone").status_code == 404
    assert tune(admin, region="火星").status_code == 404
    assert tune(admin, region="").status_code == 404
    assert admin.post("/checks/again/", {"region": "火星"}).status_code == 404
    assert not CheckSetting.objects.exists()
    assert not Recheck.objects.exists()


@pytest.mark.parametrize("role", ["officer", "department", "finance", "reader", "stranger", "some"])
def test_only_administrators_of_all_agencies_may_tune(role: str, people: People, client_of: ClientOf) -> None:
    if role == "some":
        user = User.objects.create_user("some")
        Membership.objects.create(user=user, role=Role.ADMINISTRATOR, agency=people.agencies["667201"])
    else:
        user = getattr(people, role)
    client = client_of(user)
    assert tune(client).status_code == 403
    assert client.post("/checks/again/", {"region": "-"}).status_code == 403
    assert not CheckSetting.objects.exists()
    assert not Recheck.objects.exists()


def test_signed_out_and_without_a_token_nothing_happens(people: People) -> None:
    assert Client().post("/checks/level-missing/severity/", TUNED).headers["Location"].startswith("/accounts/login/")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.administrator, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post("/checks/level-missing/severity/", TUNED).status_code == 403
    assert not CheckSetting.objects.exists()


def test_each_region_has_its_own(admin: Client, people: People) -> None:
    Agency.objects.filter(code="511101").update(region="滨海")
    make_table(Agency.objects.get(code="511101")).findings.create(code="level-missing", severity="block", message="m")
    response = tune(admin, region="滨海")
    assert response.redirect_chain == [("/checks/?region=%E6%BB%A8%E6%B5%B7", 302)]
    assert shown(admin, region="滨海")["level-missing"].severity == "info"
    assert shown(admin, region="滨海")["level-missing"].figures.open == 1
    assert "region=%E6%BB%A8%E6%B5%B7&amp;code=level-missing" in response.content.decode()
    assert shown(admin)["level-missing"].severity == "block"
    assert shown(admin, region="火星")["level-missing"].figures.open == 0


def work_off() -> int:
    """Run the tasks that wait, and those that they make; how many."""
    done = 0
    while job := DBTaskResult.objects.ready().first():
        job.delete()
        job.task.func(*job.args_kwargs["args"])
        done += 1
    return done


def test_the_tables_of_a_region_are_checked_anew(admin: Client, people: People) -> None:
    tables = [make_table(people.agencies[code]) for code in ("667201", "511101")]
    Agency.objects.filter(code="511101").update(region="滨海")
    recompute(GoalTable.objects.all())
    tune(admin, severity="off")
    assert all(table.findings.filter(code="level-missing").exists() for table in tables)
    (first,) = said(admin.post("/checks/again/", {"region": "-"}, follow=True))
    (second,) = said(admin.post("/checks/again/", {"region": "-"}, follow=True))
    assert (first[1][:7], second[1][:6]) == ("已开始重新检查", "正在重新检查")
    page = admin.get("/checks/").content.decode()
    assert "正在重新检查：已检查 0 张表" in page
    assert 'hx-trigger="every 5s"' in page
    assert work_off() == 1
    assert [table.findings.filter(code="level-missing").exists() for table in tables] == [False, True]
    run = Recheck.objects.get()
    assert (run.tables, run.changed, run.by, run.done_at is not None) == (1, 1, people.administrator, True)
    page = admin.get("/checks/").content.decode()
    assert "检查了 1 张表，1 张表的疑点有变化" in page
    assert "还没有生效" not in page
    assert "every 5s" not in page


def test_a_run_whose_worker_is_gone_is_carried_on(admin: Client, people: People) -> None:
    make_table(people.agencies["667201"])
    run = Recheck.objects.create(agency=0, year=2024)
    Recheck.objects.update(moved_at=timezone.now() - timedelta(minutes=6))
    admin.post("/checks/again/", {"region": "-"})
    assert work_off() == 1
    run.refresh_from_db()
    assert (Recheck.objects.count(), run.tables, run.done_at is not None) == (1, 1, True)


@pytest.mark.once
def test_more_findings_and_changes_need_no_more_queries(
    admin: Client, people: People, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        table = make_table(people.agencies["667201"], f"项目{number}")
        for code in CHECKS:
            table.findings.create(code=code, severity="info", message="m", version=1)
            severities.tune("", code, "warn", f"第 {number} 次", people.administrator)
        if number in (1, 11):
            with django_assert_max_num_queries(11):
                admin.get("/checks/")
