"""Keeping, dropping and mending by POST: who may, when, and what is said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from indicators.models import GoalTable, KeptWarning, TableFinding
from indicators.rechecking import rejudge
from indicators.storing import content_of
from tests.conftest import People
from tests.tables import ROWS, make_table

pytestmark = pytest.mark.once

REASON = "上级文件规定为上限"
ODD = (*ROWS, ("满意度指标", "满意度指标", "网民满意度", "≤90百分比", ""))
ClientOf = Callable[[User], Client]


@pytest.fixture
def table(people: People) -> GoalTable:
    made = make_table(people.agencies["667201"], rows=ODD)
    rejudge(made)
    return made


@pytest.fixture
def officer(people: People, client_of: ClientOf) -> Client:
    return client_of(people.officer)


def finding(table: GoalTable, code: str = "quantity-capped") -> TableFinding:
    return table.findings.get(code=code)


def keep(client: Client, table: GoalTable, reason: str = REASON, pk: int | None = None) -> HttpResponse:
    return client.post(f"/tables/{table.pk}/findings/{pk or finding(table).pk}/keep/", {"reason": reason}, follow=True)


def mend(client: Client, table: GoalTable, *findings: Any) -> HttpResponse:
    return client.post(f"/tables/{table.pk}/findings/mend/", {"finding": findings}, follow=True)


def drop(client: Client, table: GoalTable) -> HttpResponse:
    kept = KeptWarning.objects.latest("pk")
    return client.post(f"/tables/{table.pk}/kept/{kept.pk}/drop/", follow=True)


def said(response: HttpResponse) -> list[tuple[str, str]]:
    assert response.redirect_chain[-1][0].startswith("/tables/")
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def test_a_warning_is_kept_and_shown_apart_with_its_reason(officer: Client, table: GoalTable, people: People) -> None:
    response = keep(officer, table, "<b>上级</b>文件规定")
    assert said(response) == [("success", "已保留这条疑点，理由会给审核人员看到。")]
    page = response.content.decode()
    assert "1 已说明" in page
    assert "理由：&lt;b&gt;上级&lt;/b&gt;文件规定" in page
    assert "预算编制员" in page
    assert page.index("已说明 1 条") < page.index("产出写成了上限") < page.index("理由：")


def test_reviewers_see_the_reason_and_no_buttons(
    officer: Client, table: GoalTable, people: People, client_of: ClientOf
) -> None:
    keep(officer, table)
    page = client_of(people.finance).get(f"/tables/{table.pk}/").content.decode()
    assert REASON in page
    for words in ("撤回说明", "说明理由并保留", "改正</button>"):
        assert words not in page
        assert words in officer.get(f"/tables/{table.pk}/").content.decode()


def test_a_reason_is_dropped(officer: Client, table: GoalTable) -> None:
    keep(officer, table)
    assert said(drop(officer, table)) == [("success", "已撤回说明，这条疑点重新列出。")]
    assert finding(table).kept is None
    assert said(drop(officer, table)) == [("error", "这条说明已经撤回。")]


@pytest.mark.parametrize("reason", ["", "  ", "是", "长" * 600])
def test_a_bad_reason_is_refused(officer: Client, table: GoalTable, reason: str) -> None:
    ((level, words),) = said(keep(officer, table, reason))
    assert (level, finding(table).kept) == ("error", None)
    assert "4 到 500 个字" in words


def test_a_finding_that_is_gone_gives_the_reason_back(officer: Client, table: GoalTable) -> None:
    ((level, words),) = said(keep(officer, table, pk=10**9))
    assert level == "error"
    assert words.startswith("这条疑点已经变化")
    assert REASON in words


def test_a_finding_of_another_table_is_none_of_this_one(officer: Client, table: GoalTable, people: People) -> None:
    other = make_table(people.agencies["667201"], "乙", rows=ODD)
    rejudge(other)
    assert said(keep(officer, table, pk=finding(other).pk))[0][0] == "error"
    assert said(mend(officer, table, finding(other, "unit-spelling").pk))[0][0] == "error"
    assert content_of(other).indicators[4].target == "≤90百分比"


def test_one_click_mends(officer: Client, table: GoalTable) -> None:
    assert said(mend(officer, table, finding(table, "unit-spelling").pk)) == [("success", "已改为“≤90%”。")]
    assert content_of(table).indicators[4].target == "≤90%"


@pytest.mark.parametrize("asked", [(), ("x",), ("-1",), ("²",), ("9" * 40,), (10**9,)])
def test_nothing_is_mended_without_a_finding(officer: Client, table: GoalTable, asked: tuple[Any, ...]) -> None:
    assert said(mend(officer, table, *asked)) == [("error", "这条疑点已经变化或不再存在，请看最新的疑点。")]
    assert not table.changes.exists()


def test_text_that_changed_meanwhile_is_not_written_over(officer: Client, table: GoalTable) -> None:
    table.indicators.filter(name="网民满意度").update(target="≤80百分比")
    ((level, words),) = said(mend(officer, table, finding(table, "unit-spelling").pk))
    assert (level, "已被改过" in words) == ("error", True)
    assert content_of(table).indicators[4].target == "≤80百分比"


@pytest.mark.parametrize("status", ["submitted", "forwarded", "approved", "published"])
def test_a_table_that_is_not_open_is_left_alone(officer: Client, table: GoalTable, status: str, people: People) -> None:
    keep(officer, table)
    GoalTable.objects.update(status=status)
    page = officer.get(f"/tables/{table.pk}/").content.decode()
    assert "撤回说明" not in page
    assert "改正</button>" not in page
    for answer in (
        drop(officer, table),
        mend(officer, table, finding(table, "unit-spelling").pk),
        keep(officer, table, pk=finding(table, "benefits-all-qualitative").pk),
    ):
        ((level, words),) = said(answer)
        assert (level, "不能再修改或说明" in words) == ("error", True)
    assert finding(table).kept is not None
    assert finding(table, "benefits-all-qualitative").kept is None
    assert not table.changes.exists()


# A reader of this agency and the finance bureau see the table and may not touch it; the others do not even see it.
ROLES = {"officer": 302, "administrator": 302, "finance": 403, "department": 404, "reader": 404, "stranger": 404}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ["keep", "drop", "mend"])
def test_who_may(role: str, action: str, table: GoalTable, people: People, client_of: ClientOf) -> None:
    keep(client_of(people.officer), table)
    kept, odd = KeptWarning.objects.get(), finding(table, "unit-spelling")
    address, data = {
        "keep": (f"findings/{odd.pk}/keep/", {"reason": REASON}),
        "drop": (f"kept/{kept.pk}/drop/", {}),
        "mend": ("findings/mend/", {"finding": odd.pk}),
    }[action]
    response = client_of(getattr(people, role)).post(f"/tables/{table.pk}/{address}", data)
    assert response.status_code == ROLES[role]
    kept.refresh_from_db()
    done = {
        "keep": KeptWarning.objects.count() == 2,
        "drop": kept.dropped_at is not None,
        "mend": table.changes.exists(),
    }
    assert done == {name: name == action and ROLES[role] == 302 for name in done}


def test_without_a_token_or_signed_out_nothing_happens(table: GoalTable, people: People, client_of: ClientOf) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.officer, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/tables/{table.pk}/findings/{finding(table).pk}/keep/"
    assert strict.post(address, {"reason": REASON}).status_code == 403
    assert Client().post(address, {"reason": REASON}).headers["Location"].startswith("/accounts/login/")
    assert not KeptWarning.objects.exists()


def test_what_blocks_has_no_form_to_keep(officer: Client, people: People) -> None:
    table = make_table(people.agencies["667201"])
    finding = table.findings.create(code="placeholder", severity="block", message="模板文字", version=1)
    assert "说明理由并保留" not in officer.get(f"/tables/{table.pk}/").content.decode()
    assert "须改正" in said(keep(officer, table, pk=finding.pk))[0][1]


def test_kept_findings_mark_no_cell(officer: Client, table: GoalTable) -> None:
    assert "mark-warn" in officer.get(f"/tables/{table.pk}/").content.decode()
    assert "mark-warn" not in keep(officer, table).content.decode()
