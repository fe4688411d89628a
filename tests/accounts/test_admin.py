"""The admin pages of accounts: an administrator manages people, but makes no superuser and touches none."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from budget.models import Membership
from tests.conftest import People


@pytest.fixture
def admin(people: People, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.administrator)


def page_of(user: User) -> str:
    return f"/admin/accounts/user/{user.pk}/change/"


def inline(**values: str) -> dict[str, str]:
    counts = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    return {f"memberships-{name}": value for name, value in counts.items()} | {
        f"memberships-0-{name}": value for name, value in values.items()
    }


def test_an_account_is_made_and_then_given_a_membership(admin: Client, people: People) -> None:
    answers = {"username": "new", "name": "新同事", "password1": "long-enough-1", "password2": "long-enough-1"}
    response = admin.post("/admin/accounts/user/add/", answers | {"usable_password": "true"})
    assert response.status_code == 302
    user = User.objects.get(username="new")
    answers = {"username": "new", "name": "新　同\ue000", "is_active": "on"}
    answers |= inline(role="reader", agency=str(people.agencies["319202"].pk))
    assert admin.post(page_of(user), answers).status_code == 302
    assert [membership.role for membership in user.memberships.all()] == ["reader"]
    wrong = admin.post(page_of(user), answers | {"name": "新\u202e同事"})
    assert "只能是一行文字" in wrong.content.decode()


def test_an_administrator_makes_no_superuser(admin: Client, people: People) -> None:
    answers = {"username": "officer", "is_active": "on", "is_superuser": "on"} | inline()
    assert admin.post(page_of(people.officer), answers).status_code == 302
    people.officer.refresh_from_db()
    assert not people.officer.is_superuser


def test_an_administrator_does_not_touch_a_superuser(admin: Client) -> None:
    root = User.objects.create_superuser("root", password="before")
    assert admin.post(page_of(root), {"username": "mine"} | inline()).status_code == 403
    answers = {"password1": "long-enough-1", "password2": "long-enough-1", "usable_password": "true"}
    assert admin.post(f"/admin/accounts/user/{root.pk}/password/", answers).status_code == 403
    assert admin.post(f"/admin/accounts/user/{root.pk}/delete/", {"post": "yes"}).status_code == 403
    root.refresh_from_db()
    assert root.check_password("before")
    assert root.username == "root"


def test_a_superuser_makes_superusers(client_of: Callable[[User], Client], people: People) -> None:
    client = client_of(User.objects.create_superuser("root"))
    answers = {"username": "officer", "is_active": "on", "is_superuser": "on"} | inline()
    assert client.post(page_of(people.officer), answers).status_code == 302
    people.officer.refresh_from_db()
    assert people.officer.is_superuser


def test_a_membership_that_needs_an_agency_is_refused_in_words(admin: Client, people: People) -> None:
    answers = {"username": "officer", "is_active": "on"} | inline(role="department", agency="")
    page = admin.post(page_of(people.officer), answers).content.decode()
    assert "必须指定单位" in page
    assert Membership.objects.filter(user=people.officer).count() == 1


def test_the_pages_are_in_chinese_and_in_our_name(admin: Client) -> None:
    page = admin.get("/admin/").content.decode()
    assert "系统管理" in page
    for words in ("用户", "预算单位", "单位成员", "指标体系", "指标分类", "绩效目标表", "源文件"):
        assert words in page
    assert "Axes" not in page
    assert "Groups" not in page
