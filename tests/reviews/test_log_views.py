"""The audit log: who sees which rows of it, its filters, and the workbook."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from budget.models import Membership, Role
from reviews.models import ReviewEvent
from reviews.states import Action
from reviews.workflow import perform
from tests.conftest import People
from tests.reviews.lists import officer_of, table_in

pytestmark = pytest.mark.once

ClientOf = Callable[[User], Client]


def rows(client: Client, **asked: str) -> list[tuple[str, str]]:
    page = client.get("/reviews/log/", asked).context["page"]
    return [(event.action, event.table.project.name) for event in page.rows]


def test_newest_first_with_all_that_is_known(people: People, client_of: ClientOf) -> None:
    table = table_in(people, "forwarded", "<i>甲</i>")
    perform(table.pk, Action.RETURN, people.finance, "请<b>核对</b>", address="10.1.2.3")
    client = client_of(people.finance)
    assert [action for action, _ in rows(client)] == ["return", "forward", "submit"]
    page = client.get("/reviews/log/").content.decode()
    for words in ("财政审核员", "finance · 财政审核 · 10.1.2.3", "待财政审核 → 已退回", "第 1 版（第 1 次送审）",
                  "请&lt;b&gt;核对&lt;/b&gt;", "&lt;i&gt;甲&lt;/i&gt;", "主管部门审核通过"):  # fmt: skip
        assert words in page


def test_one_reads_of_the_tables_that_one_reviews(people: People, client_of: ClientOf) -> None:
    table_in(people, "submitted", "甲")
    table_in(people, "forwarded", "乙", code="319202")
    other = table_in(people, "draft", "丙", code="667201")
    perform(other.pk, Action.SUBMIT, officer_of(people, "667201"), rechecked=True)
    names = {user.username: {name for _, name in rows(client_of(user))} for user in
             (people.finance, people.department, people.administrator)}  # fmt: skip
    assert names == {"finance": {"甲", "乙", "丙"}, "dept": {"甲", "乙"}, "admin": {"甲", "乙", "丙"}}
    # Filling in for an agency opens no log of it.
    Membership.objects.create(user=people.department, role=Role.OFFICER, agency=people.agencies["667201"])
    assert {name for _, name in rows(client_of(people.department))} == {"甲", "乙"}


def test_filters(people: People, client_of: ClientOf) -> None:
    table_in(people, "forwarded", "甲")
    table_in(people, "submitted", "乙", code="319202", year=2024)
    client = client_of(people.finance)
    assert rows(client, action="forward") == [("forward", "甲")]
    assert rows(client, year="2024") == [("submit", "乙")]
    assert rows(client, agency=str(people.agencies["319202"].pk)) == [("submit", "乙")]
    assert rows(client, who="officer-319202") == [("submit", "乙")]
    assert rows(client, who="主管部门审核员") == [("forward", "甲")]
    today = timezone.localdate()
    assert len(rows(client, since=str(today), until=str(today))) == 3
    assert rows(client, since=str(today + timedelta(days=1))) == []
    assert rows(client, until=str(today - timedelta(days=1))) == []
    assert "没有符合条件的记录" in client.get("/reviews/log/?until=2001-01-01").content.decode()
    for wrong in ("since=x", "since=0001-01-01", "until=9999-12-31", "action=explode", "agency=99999", "year=x"):
        assert "已忽略这一条件" in client.get(f"/reviews/log/?{wrong}").content.decode()


def test_leafing(people: People, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    from reviews import paging

    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    table_in(people, "approved", "甲")
    client = client_of(people.finance)
    assert [action for action, _ in rows(client)] == ["approve", "forward"]
    assert [action for action, _ in rows(client, page="2")] == ["submit"]
    assert client.get("/reviews/log/").context["page"].next == 2
    assert client.get("/reviews/log/?page=2").context["page"].next is None
    for wrong in ("0", "-1", "x", "²", "9" * 30):
        assert client.get("/reviews/log/", {"page": wrong}).status_code == 200


@pytest.mark.once
def test_more_events_need_no_more_queries(people: People, client_of: ClientOf, django_assert_num_queries: Any) -> None:
    client = client_of(people.department)
    for size in (1, 4):
        for number in range(size):
            table_in(people, "approved", f"{size}-{number}")
        with django_assert_num_queries(9):
            client.get("/reviews/log/")


def test_the_workbook_has_the_digests_and_no_formulas(people: People, client_of: ClientOf) -> None:
    table = table_in(people, "forwarded", "甲")
    grades = {"complete": "优"}
    perform(table.pk, Action.RETURN, people.finance, "=1+1\x07", grades=grades)
    response = client_of(people.finance).get("/reviews/log.xlsx?action=return")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    heading, row = list(sheet.iter_rows(values_only=True))
    shown = dict(zip(heading, row, strict=True))
    event = ReviewEvent.objects.get(action="return")
    assert shown["意见或内容"] == "=1+1"
    assert sheet.cell(2, list(heading).index("意见或内容") + 1).data_type == "s"
    assert (shown["校验值"], shown["送审稿校验值"]) == (event.digest, event.revision.digest)
    assert (shown["姓名"], shown["动作"], shown["新状态"]) == ("财政审核员", "退回", "已退回")
    assert (shown["年度"], shown["审核表"]) == (2025, "规范完整 优")


def test_an_empty_log_says_so(people: People, client_of: ClientOf) -> None:
    assert "还没有审核记录" in client_of(people.finance).get("/reviews/log/").content.decode()
