"""The home page: what waits for each role, imports, empty states, queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from budget.models import Agency, Membership, Role
from importers.models import ImportBatch, ImportFile, SourceFile
from indicators.models import GoalTable, Status, TableFinding
from indicators.revisions import freeze
from reviews.deadlines import days_since
from reviews.models import Deadline
from reviews.states import Action
from reviews.workflow import perform
from tests.conftest import People
from tests.home_page import ClientOf, names, shown, table, text
from tests.tables import make_table

pytestmark = pytest.mark.once

File = ImportFile.State


def one_of_each(agency: Agency) -> None:
    for days, status in enumerate(Status.values):
        table(agency, status, days)


def batch(*states: str, year: int = 2025, name: str = "") -> ImportBatch:
    source, _ = SourceFile.objects.get_or_create(sha256="0" * 64, defaults={"name": "a", "size": 1, "content": b"a"})
    made = ImportBatch.objects.create(year=year, name=name)
    ImportFile.objects.bulk_create(ImportFile(batch=made, source=source, name="a", state=state) for state in states)
    return made


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("officer", ["returned5", "draft0"]),
        ("department", ["submitted1"]),
        ("finance", ["forwarded2", "forwarded2"]),
        ("administrator", []),
    ],
)
def test_each_role_has_its_own_work(people: People, client_of: ClientOf, role: str, expected: list[str]) -> None:
    for code in ("667201", "319101"):
        one_of_each(people.agencies[code])
    client = client_of(getattr(people, role))
    assert names(client) == expected
    assert shown(client)["number"] == len(expected)
    assert text(client).count('data-label="等待"') == len(expected)


def test_a_reader_sees_what_changed_last(people: People, client_of: ClientOf) -> None:
    one_of_each(people.agencies["319202"])
    table(people.agencies["667201"], Status.DRAFT, name="别人的")
    client = client_of(people.reader)
    assert names(client) == ["draft0", "submitted1", "forwarded2", "approved3", "published4", "returned5"]
    page = text(client)
    assert "最近更新" in page
    assert "待我处理" not in page


def test_several_roles_see_all_that_waits_for_each(people: People, client_of: ClientOf) -> None:
    """The department's reviewer fills in for an agency of another department, but reviews nothing there."""
    Membership.objects.create(user=people.department, role=Role.OFFICER, agency=people.agencies["667201"])
    for code in ("667201", "319101"):
        one_of_each(people.agencies[code])
    context = shown(client_of(people.department))
    found = {(each.project.agency.code, each.status) for each in context["tables"]}
    assert found == {("667201", "returned"), ("667201", "draft"), ("319101", "submitted")}
    assert [(each.status, each.number) for each in context["waiting"]] == [
        ("returned", 1),
        ("draft", 1),
        ("submitted", 1),
    ]


def test_a_superuser_reviews_nothing(people: People, client_of: ClientOf) -> None:
    one_of_each(people.agencies["667201"])
    root = User.objects.create_superuser("root", password="x")
    assert names(client_of(root)) == []
    assert "没有等待您处理的事" in text(client_of(root))


def test_the_oldest_come_first_and_the_rest_is_one_click_away(people: People, client_of: ClientOf) -> None:
    for days in (3, 12, *range(20, 30)):
        table(people.agencies["667201"], Status.FORWARDED, days)
    client = client_of(people.finance)
    assert names(client) == [f"forwarded{days}" for days in range(29, 19, -1)]
    page = text(client)
    assert "<b>12</b><span>待我处理（最久 29 天）" in page
    assert '<a href="/reviews/?tab=waiting&amp;year=2025&amp;status=forwarded">待财政审核 12 张 ›</a>' in page
    listed = client.get("/reviews/?tab=waiting&year=2025&status=forwarded")
    assert listed.context["count"] == 12


def test_ten_that_wait_need_no_link(people: People, client_of: ClientOf) -> None:
    for days in range(10):
        table(people.agencies["667201"], Status.FORWARDED, days)
    assert "›</a>" not in text(client_of(people.finance))


def test_days_are_days_of_the_calendar() -> None:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    assert days_since(timezone.now()) == 0
    assert days_since(midnight) == 0
    assert days_since(midnight - timedelta(seconds=1)) == 1
    assert days_since(midnight - timedelta(days=3)) == 3


def test_what_waits_shows_its_findings_and_escapes_its_name(people: People, client_of: ClientOf) -> None:
    made = table(people.agencies["667201"], Status.FORWARDED, name="<b>项目</b>")
    for severity in ("block", "warn", "warn"):
        TableFinding.objects.create(table=made, code="x", severity=severity, message="m")
    page = text(client_of(people.finance))
    assert "&lt;b&gt;项目&lt;/b&gt;" in page
    assert 'title="需说明"><span class="visually-hidden">需说明 </span>2</span>' in page


def test_imports_wait_for_administrators_alone(people: People, client_of: ClientOf) -> None:
    table(people.agencies["667201"], Status.DRAFT)
    ready = batch(File.READY, File.READY, File.DONE, name="年度文件")
    failed = batch(File.FAILED, File.RECEIVED, File.UNPACKED)
    batch(File.DONE, File.SKIPPED)
    client = client_of(people.administrator)
    context = shown(client)
    assert [(each.pk, each.words) for each in context["batches"]] == [
        (ready.pk, "2 个文件待确认"),
        (failed.pk, "1 个文件等待开始，1 个文件失败"),
    ]
    assert context["number"] == 2
    assert [each.documents for each in context["latest_batches"]] == [2, 2, 3]
    assert f'<a href="/imports/{ready.pk}/">年度文件</a>' in text(client)
    for user in (people.finance, people.officer):
        assert "/imports/" not in text(client_of(user))
        assert shown(client_of(user))["number"] == (1 if user == people.officer else 0)


def test_an_administrator_of_some_agencies_imports_nothing(people: People, client_of: ClientOf) -> None:
    """The pages of imports are closed to them, so nothing leads there."""
    user = User.objects.create_user("local")
    Membership.objects.create(user=user, role=Role.ADMINISTRATOR, agency=people.agencies["667201"])
    batch(File.READY)
    assert "/imports/" not in text(client_of(user))
    table(people.agencies["667201"], Status.DRAFT, name="甲")
    assert names(client_of(user)) == ["甲"]
    page = text(client_of(user))
    assert "/imports/" not in page
    assert "最近更新" in page


def test_many_batches_are_cut_short(people: People, client_of: ClientOf) -> None:
    for _ in range(8):
        batch(File.READY)
    page = text(client_of(people.administrator))
    assert page.count("1 个文件待确认") == 5
    assert '<a href="/imports/">还有 3 个批次</a>' in page


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("administrator", 'href="/imports/new/">导入文件'),
        ("officer", "由管理员导入"),
        ("nobody", "还没有分配单位和角色"),
    ],
)
def test_no_tables_at_all_says_what_to_do(people: People, client_of: ClientOf, role: str, words: str) -> None:
    user = User.objects.create_user("nobody") if role == "nobody" else getattr(people, role)
    page = text(client_of(user))
    assert "还没有绩效目标表" in page
    assert words in page


def test_nothing_to_do_is_said(people: People, client_of: ClientOf) -> None:
    table(people.agencies["667201"], Status.SUBMITTED)
    assert "没有等待您处理的事" in text(client_of(people.officer))


@pytest.mark.parametrize("role", ["officer", "finance", "administrator", "reader"])
@pytest.mark.once
def test_more_tables_and_agencies_need_no_more_queries(
    people: People, client_of: ClientOf, django_assert_num_queries: Any, role: str
) -> None:
    """Counted on two sizes, the second one twice as large in every way."""
    Membership.objects.create(user=people.reader, role=Role.READER, agency=None)
    queries = {"officer": 13, "finance": 12, "administrator": 10, "reader": 8}[role]
    client = client_of(getattr(people, role))
    for size in (1, 2):
        for number in range(12):
            agency = Agency.objects.create(code=f"7{size}{number:04}", name="单位")
            for each in (agency, people.agencies["667201"]):
                one_of_each_named(each, f"{size}-{number}")
            batch(File.READY, File.FAILED)
        with django_assert_num_queries(queries):
            client.get("/")


def one_of_each_named(agency: Agency, name: str) -> None:
    for status in (Status.DRAFT, Status.FORWARDED):
        table(agency, status, name=f"{name}{status}")


def test_the_bar_marks_one_page_only(people: People, client_of: ClientOf) -> None:
    client = client_of(people.officer)
    for address, words in (("/", "工作台"), ("/tables/", "绩效目标表")):
        pages = client.get(address).context["pages"]
        assert [page.words for page in pages if page.here] == [words]


def test_home_is_for_who_is_signed_in_and_only_read(people: People, client_of: ClientOf) -> None:
    assert Client().get("/").headers["Location"] == "/accounts/login/?next=/"
    assert client_of(people.officer).post("/").status_code == 405


def test_a_returned_table_says_why(people: People, client_of: ClientOf) -> None:
    reason = "成本指标与预算不一致，" * 20
    made = make_table(people.agencies["319101"], goal="完成2025年监管")
    officer = User.objects.create_user("own")
    Membership.objects.create(user=officer, role=Role.OFFICER, agency=people.agencies["319101"])
    perform(made.pk, Action.SUBMIT, officer, rechecked=True)
    perform(made.pk, Action.RETURN, people.department, reason)
    page = text(client_of(officer))
    assert "主管部门审核员" in page
    assert page.count(reason) == 2  # one line of it, and the whole behind that


def test_what_is_to_be_reviewed_leads_to_its_review(people: People, client_of: ClientOf) -> None:
    made = table(people.agencies["667201"], Status.FORWARDED)
    assert f'href="/reviews/{made.pk}/?tab=waiting&amp;year=2025"' in text(client_of(people.finance))
    own = table(people.agencies["667201"], Status.DRAFT)
    assert f'href="/tables/{own.pk}/"' in text(client_of(people.officer))


def test_the_next_deadline_is_told(people: People, client_of: ClientOf) -> None:
    table(people.agencies["667201"], Status.DRAFT)
    table(people.agencies["667201"], Status.FORWARDED)
    today = timezone.localdate()
    Deadline.objects.create(year=2025, stage="submit", due=today - timedelta(days=3))
    Deadline.objects.create(year=2025, stage="finance", due=today + timedelta(days=5))
    late = text(client_of(people.officer))
    assert "已逾期 3 天" in late
    assert '<a href="/reviews/?tab=draft&amp;year=2025">1 张待完成</a>' in late
    assert '<span class="chip block">逾期 3 天</span>' in late
    assert "财政审核截止" in text(client_of(people.finance))
    assert "还有 5 天" in text(client_of(people.finance))
    assert "截止" not in text(client_of(people.reader))


def test_what_is_being_adjusted_is_approved(people: People, client_of: ClientOf) -> None:
    made = table(people.agencies["667201"], Status.DRAFT)
    revision = freeze(made, people.officer)
    assert shown(client_of(people.finance))["year"].approved == 0
    GoalTable.objects.filter(pk=made.pk).update(in_force=revision)
    context = shown(client_of(people.finance))
    assert (context["year"].approved, context["year"].submitted, context["year"].unfinished) == (1, 1, 0)
    assert [(each.done, each.tables) for each in context["progress"]] == [(1, 1)]
