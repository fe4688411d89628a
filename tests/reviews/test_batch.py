"""Many tables at once: what is asked first, that each is judged on its own, and that twice does nothing twice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from budget.models import Membership, Role
from indicators import rechecking
from indicators.models import GoalTable, TableFinding
from reviews import batch, batch_views, list_rows, list_views
from reviews.commenting import add_comment
from reviews.models import ReviewEvent
from reviews.states import Action
from reviews.workflow import perform
from tests.conftest import People
from tests.reviews.lists import officer_of, states, table_in

ClientOf = Callable[[User], Client]


def ask(client: Client, button: str, *tables: GoalTable, **values: Any) -> Any:
    keys = [table.pk for table in tables]
    given = {"button": button, "at": timezone.now().isoformat(), "query": "tab=waiting&year=", "table": keys} | values
    return client.post("/reviews/batch/", given)


def confirm(client: Client, asked: Any, **values: Any) -> Any:
    """Post what a confirmation holds."""
    plan = asked.context["plan"]
    given = {"button": asked.context["button"].name, "at": asked.context["at"], "step": "do"}
    return client.post("/reviews/batch/", given | {"task": [str(task) for task in plan.tasks]} | values)


def test_it_says_first_what_it_would_do(people: People, client_of: ClientOf) -> None:
    tables = [table_in(people, "forwarded", name) for name in "甲乙丙"]
    TableFinding.objects.all().delete()
    for severity in ("block", "warn"):
        TableFinding.objects.create(table=tables[0], code="x", severity=severity, message="m")
    add_comment(tables[1].pk, people.finance, "请核对")
    asked = ask(client_of(people.finance), "pass", *tables)
    plan = asked.context["plan"]
    assert plan.actions == [("通过，予以批复", 3)]
    assert (plan.blocking, plan.warned, plan.commented) == (1, 1, 1)
    text = asked.content.decode()
    assert "<b>3</b> 张表将通过，予以批复" in text
    assert "确定通过 3 张表" in text
    assert states() == {"forwarded": 3}


def test_the_state_decides_what_passing_means(people: People, client_of: ClientOf) -> None:
    Membership.objects.create(user=people.department, role=Role.FINANCE, agency=people.agencies["319"])
    tables = [table_in(people, "submitted", "甲"), table_in(people, "forwarded", "乙")]
    client = client_of(people.department)
    asked = ask(client, "pass", *tables)
    assert {words for words, _ in asked.context["plan"].actions} == {"通过，转财政审核", "通过，予以批复"}
    assert confirm(client, asked).context["outcome"].done == 2
    assert states() == {"forwarded": 1, "approved": 1}
    # A second click must not take the first table one step further, though the role would allow it.
    again = confirm(client, asked).context["outcome"]
    assert (again.done, again.already) == (0, 2)
    assert states() == {"forwarded": 1, "approved": 1}


def test_twice_does_nothing_twice(people: People, client_of: ClientOf) -> None:
    tables = [table_in(people, "forwarded", name) for name in "甲乙"]
    client = client_of(people.finance)
    asked = ask(client, "pass", *tables)
    assert confirm(client, asked).context["outcome"].done == 2
    again = confirm(client, asked)
    assert again.context["outcome"] == batch.Outcome(0, 2, [])
    assert "您之前已经通过过" in again.content.decode()
    assert ReviewEvent.objects.filter(action="approve").count() == 2


def test_each_table_is_judged_on_its_own(people: People, client_of: ClientOf) -> None:
    """One was changed after the list was shown, one is the reviewer's own, one nobody may see: the rest is done."""
    Membership.objects.create(user=people.finance, role=Role.OFFICER, agency=people.agencies["319101"])
    own = table_in(people, "draft", "自己的")
    perform(own.pk, Action.SUBMIT, people.finance, rechecked=True)
    perform(own.pk, Action.FORWARD, people.department)
    good, stale = table_in(people, "forwarded", "好的"), table_in(people, "forwarded", "变了的")
    client = client_of(people.finance)
    asked = ask(client, "pass", own, good, stale)
    GoalTable.objects.filter(pk=stale.pk).update(changed_at=timezone.now())
    result = confirm(client, asked)
    outcome = result.context["outcome"]
    assert (outcome.done, outcome.already) == (1, 0)
    why = {failure.table.project.name: failure.words for failure in outcome.failures}
    assert "您打开页面之后" in why["变了的"]
    assert "是您提交的" in why["自己的"]
    assert f'href="/reviews/{stale.pk}/?tab=waiting' in result.content.decode()
    assert GoalTable.objects.get(pk=good.pk).status == "approved"
    assert states() == {"approved": 1, "forwarded": 2}


def test_what_changed_between_list_and_confirmation_is_not_done(people: People, client_of: ClientOf) -> None:
    """The moment is that of the list, not of the confirmation, which shows no content."""
    table = table_in(people, "forwarded", "甲")
    shown = timezone.now().isoformat()
    GoalTable.objects.filter(pk=table.pk).update(changed_at=timezone.now())
    client = client_of(people.finance)
    assert confirm(client, ask(client, "pass", table, at=shown)).context["outcome"].failures


def test_nobody_has_seen_the_future(people: People, client_of: ClientOf) -> None:
    table = table_in(people, "forwarded", "甲")
    client = client_of(people.finance)
    asked = ask(client, "pass", table, at="2999-01-01T00:00:00+08:00")
    GoalTable.objects.filter(pk=table.pk).update(changed_at=timezone.now())
    assert confirm(client, asked).context["outcome"].failures


def test_returning_needs_a_reason(people: People, client_of: ClientOf) -> None:
    table = table_in(people, "forwarded", "甲")
    client = client_of(people.finance)
    asked = ask(client, "return", table)
    refused = confirm(client, asked, comment=" \n")
    assert refused.status_code == 400
    assert "退回必须写明理由" in refused.content.decode()
    assert confirm(client, asked, comment="多" * 2001).status_code == 400
    assert states() == {"forwarded": 1}
    assert confirm(client, asked, comment="请核对").context["outcome"].done == 1
    assert ReviewEvent.objects.get(action="return").comment == "请核对"


def test_the_whole_filter_at_once(people: People, client_of: ClientOf) -> None:
    for year in (2024, 2025):
        table_in(people, "forwarded", f"项目{year}", year=year)
    client = client_of(people.finance)
    asked = ask(client, "pass", whole="1", query="tab=waiting&year=2024")
    assert [table.project.name for table in asked.context["plan"].tables] == ["项目2024"]
    assert "/reviews/?tab=waiting&amp;year=2024" in asked.content.decode()


def test_more_than_the_limit_is_told(people: People, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (batch, batch_views):
        monkeypatch.setattr(module, "LIMIT", 2)
    for days in (1, 3, 2):
        table_in(people, "forwarded", f"等{days}天", days=days)
    client = client_of(people.finance)
    asked = ask(client, "pass", whole="1")
    assert [table.project.name for table in asked.context["plan"].tables] == ["等3天", "等2天"]
    assert "其余 1 张请在完成后再选" in asked.content.decode()
    forged = {"task": [f"approve-{table.pk}" for table in GoalTable.objects.all()]}
    assert confirm(client, asked, **forged).context["outcome"].done == 2


def test_nothing_ticked_leads_back(people: People, client_of: ClientOf) -> None:
    client = client_of(people.finance)
    response = client.post("/reviews/batch/", {"button": "pass", "at": timezone.now().isoformat()}, follow=True)
    assert response.redirect_chain[0][0].startswith("/reviews/?tab=waiting")
    assert "没有选中任何表" in response.content.decode()
    assert "页面不完整" in ask(client, "pass", at="gestern").wsgi_request._messages._queued_messages[0].message


def test_bad_input(people: People, client_of: ClientOf) -> None:
    client = client_of(people.finance)
    assert ask(client, "explode").status_code == 404
    assert client.get("/reviews/batch/").status_code == 405
    asked = {"button": "pass", "at": timezone.now().isoformat(), "step": "do"}
    forged = ["approve-x", "adjust-1", "-", "approve-", "approve-99999999999999999999", "approve-²", "approve-77777"]
    outcome = client.post("/reviews/batch/", asked | {"task": forged}).context["outcome"]
    assert [(failure.table, failure.words) for failure in outcome.failures] == [(None, "没有找到这张表。")]


@pytest.mark.parametrize(
    ("role", "button"),
    [("officer", "pass"), ("reader", "submit"), ("finance", "submit"), ("department", "publish"), ("reader", "return")],
)
def test_a_wrong_role_is_refused(people: People, client_of: ClientOf, role: str, button: str) -> None:
    assert ask(client_of(getattr(people, role)), button).status_code == 403


def test_a_stranger_changes_nothing(people: People, client_of: ClientOf) -> None:
    """A reviewer of another department, who has the role but does not see the table."""
    table = table_in(people, "draft", "甲", code="667201")
    perform(table.pk, Action.SUBMIT, officer_of(people, "667201"), rechecked=True)
    GoalTable.objects.filter(pk=table.pk).update(status="submitted")
    client = client_of(people.department)
    assert ask(client, "pass", table).status_code == 302
    given = {"button": "pass", "at": timezone.now().isoformat(), "step": "do", "task": f"forward-{table.pk}"}
    outcome = client.post("/reviews/batch/", given).context["outcome"]
    assert [failure.table for failure in outcome.failures] == [None]
    assert GoalTable.objects.get(pk=table.pk).status == "submitted"


def test_submitting_checks_an_agency_once(people: People, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = [table_in(people, "draft", name) for name in "甲乙丙"]
    bad = table_in(people, "draft", "丁", total="100")
    type(bad.project.budget).objects.filter(pk=bad.project.budget.pk).update(fiscal_funds=70)
    runs: list[int] = []
    real = rechecking.judge
    monkeypatch.setattr(rechecking, "judge", lambda *given: runs.append(1) or real(*given))
    client = client_of(officer_of(people, "319101"))
    result = confirm(client, ask(client, "submit", *tables, bad, query="tab=draft"))
    outcome = result.context["outcome"]
    assert len(runs) == 1
    assert outcome.done == 3
    assert "须改正的疑点，不能提交" in outcome.failures[0].words
    assert states() == {"submitted": 3, "draft": 1}


def test_publishing(people: People, client_of: ClientOf) -> None:
    tables = [table_in(people, "approved", "甲"), table_in(people, "forwarded", "乙")]
    client = client_of(people.finance)
    asked = ask(client, "publish", *tables, query="tab=publish")
    assert asked.context["plan"].unfit == 1
    assert confirm(client, asked).context["outcome"].done == 1
    assert states() == {"published": 1, "forwarded": 1}
    assert "状态都不能公开" in ask(client, "publish", tables[1]).wsgi_request._messages._queued_messages[0].message


def test_what_changed_while_the_list_was_read_is_not_done(
    people: People, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment that a list hands on is before it reads anything."""
    table = table_in(people, "forwarded", "甲", days=1)

    def slow(*given: Any) -> list[Any]:
        GoalTable.objects.filter(pk=table.pk).update(changed_at=timezone.now())
        return list_rows.rows_of(*given)

    monkeypatch.setattr(list_views, "rows_of", slow)
    client = client_of(people.finance)
    shown = client.get("/reviews/").context["now"]
    assert confirm(client, ask(client, "pass", table, at=shown)).context["outcome"].failures
