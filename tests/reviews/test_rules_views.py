"""The page of the rules: per region, points that come to 100, deadlines in order, every change in the history."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from budget.models import Agency
from reviews.assessment import QUESTIONS, points_of
from reviews.models import Deadline, ReviewRules
from reviews.routing import rules_of
from tests.conftest import People

pytestmark = pytest.mark.once

ClientOf = Callable[[User], Client]
USUAL = {question.key: question.points for question in QUESTIONS}


@pytest.fixture
def client(people: People, client_of: ClientOf) -> Client:
    return client_of(people.administrator)


def send(client: Client, form: str, **values: Any) -> Any:
    given = {"form": form, "region": "-", "year": "2025"} | (USUAL if form == "rules" else {})
    return client.post("/reviews/rules/", given | values)


def test_points_are_stored_when_they_come_to_100(client: Client, people: People) -> None:
    assert send(client, "rules", complete="15", clear="5", pass_own_department="on").status_code == 302
    rules = rules_of("")
    assert points_of(rules.points)["complete"] == 15
    assert (rules.pass_without_reviewer, rules.pass_own_department) == (False, True)
    assert rules.by == people.administrator
    page = client.get("/reviews/rules/").content.decode()
    assert 'data-full="100">100</output>' in page
    assert "规范完整 15、明确清晰 5" in page


def test_points_that_do_not_come_to_100_are_told(client: Client) -> None:
    refused = send(client, "rules", complete="15")
    assert refused.status_code == 400
    page = refused.content.decode()
    assert "八项分值合计应为 100 分，现在是 105 分。" in page
    assert '<output id="sum" class="bad" data-full="100">105</output>' in page
    for wrong in ("x", "", "-1", "101", "9" * 9):
        assert send(client, "rules", complete=wrong).status_code == 400
    assert not ReviewRules.objects.exists()


def test_the_usual_points_are_not_stored_as_own(client: Client) -> None:
    send(client, "rules", pass_own_department="on")
    assert rules_of("").points == {}
    assert (
        "没有改动"
        in client.post(
            "/reviews/rules/", USUAL | {"form": "rules", "region": "-", "pass_own_department": "on"}, follow=True
        ).content.decode()
    )
    assert ReviewRules.history.count() == 1


def test_deadlines_are_stored_changed_and_taken_away(client: Client, people: People) -> None:
    assert send(client, "dates", submit="2025-01-10", finance="2025-01-20").status_code == 302
    assert dict(Deadline.objects.values_list("stage", "due")).keys() == {"submit", "finance"}
    send(client, "dates", submit="2025-01-12", finance="2025-01-20")
    send(client, "dates", submit="2025-01-12")
    assert [(each.stage, str(each.due)) for each in Deadline.objects.all()] == [("submit", "2025-01-12")]
    assert [each.history_type for each in Deadline.history.filter(stage="submit")] == ["~", "+"]
    assert [each.history_user for each in Deadline.history.filter(stage="finance")] == [people.administrator] * 2
    page = client.get("/reviews/rules/?year=2025").content.decode()
    assert "2025-01-10 → <b>2025-01-12</b>" in page
    assert 'value="2025-01-12"' in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"submit": "2025-02-01", "finance": "2025-01-01"}, "“财政审核”的截止日期不能早于“单位提交”"),
        ({"submit": "2052-01-01"}, "离 2025 年度太远"),
        ({"submit": "31.12.2025"}, "due_submit_error"),
    ],
)
def test_deadlines_that_make_no_sense_are_told(client: Client, values: dict[str, str], words: str) -> None:
    refused = send(client, "dates", **values)
    assert refused.status_code == 400
    assert words in refused.content.decode()
    assert not Deadline.objects.exists()


def test_each_region_has_its_own(client: Client) -> None:
    Agency.objects.create(region="滨海", code="101", name="单位")
    send(client, "rules", region="滨海")
    send(client, "dates", region="滨海", submit="2025-01-10")
    assert not rules_of("滨海").pass_own_department
    assert rules_of("").pass_own_department
    assert Deadline.objects.get().region == "滨海"
    assert "2025-01-10" not in client.get("/reviews/rules/?region=-&year=2025").content.decode()
    assert send(client, "rules", region="没有").status_code == 404
    for year in ("x", "1", "99999", "²"):
        assert client.get("/reviews/rules/", {"year": year}).status_code == 200


def test_it_is_for_administrators(people: People, client_of: ClientOf) -> None:
    for user in (people.finance, people.officer):
        assert send(client_of(user), "rules").status_code == 403
    assert not ReviewRules.objects.exists()
