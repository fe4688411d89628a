"""Signing in, being locked out, signing out, changing the password."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.once

LOGIN = "/accounts/login/"


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("officer", password="right-password-1", name="网格中心")


def sign_in(client: Client, password: str, **extra: str) -> object:
    return client.post(LOGIN, {"username": "officer", "password": password, **extra})


def test_the_right_password_opens_the_page_that_was_asked_for(client: Client, user: User) -> None:
    response = client.post(f"{LOGIN}?next=/tables/7/", {"username": "officer", "password": "right-password-1"})
    assert response.url == "/tables/7/"


def test_another_site_is_no_page_to_go_on_to(client: Client, user: User) -> None:
    response = sign_in(client, "right-password-1", next="https://evil.example/")
    assert response.url == "/"


@pytest.mark.parametrize("username", ["officer", "unknown"])
def test_a_wrong_name_and_a_wrong_password_read_the_same(client: Client, user: User, username: str) -> None:
    response = client.post(LOGIN, {"username": username, "password": "wrong"})
    assert "用户名或密码不正确" in response.content.decode()
    assert "sessionid" not in response.cookies


def test_an_account_that_was_closed_cannot_sign_in(client: Client, user: User) -> None:
    User.objects.update(is_active=False)
    assert "用户名或密码不正确" in sign_in(client, "right-password-1").content.decode()


def test_too_many_wrong_passwords_lock_the_right_one_out_too(client: Client, user: User) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = sign_in(client, "wrong")
    assert response.status_code == 429
    response = sign_in(client, "right-password-1")
    assert response.status_code == 429
    assert "暂时不能登录" in response.content.decode()
    assert LOGIN in response.content.decode()


def test_the_lock_opens_after_a_quarter_of_an_hour_as_its_page_says(client: Client, user: User) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = sign_in(client, "wrong")
    assert "15 分钟" in response.content.decode()
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=attempt.attempt_time - timedelta(minutes=16))
    assert sign_in(client, "right-password-1").status_code == 302


def test_signing_out_is_said_and_needs_a_post(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/accounts/logout/").status_code == 405
    response = client.post("/accounts/logout/", follow=True)
    assert "您已退出登录" in response.content.decode()
    assert client.get("/tables/").status_code == 302


def test_a_fragment_without_a_session_reloads_its_page(client: Client, user: User) -> None:
    response = client.get("/tables/1/source/", headers={"HX-Request": "true"}, follow=True)
    assert response.headers["HX-Refresh"] == "true"
    assert b"password" not in response.content


def test_the_password_can_be_changed(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answers = {"old_password": "right-password-1", "new_password1": "another-2-Pass", "new_password2": "another-2-Pass"}
    response = client.post("/accounts/password/", answers, follow=True)
    assert "密码已修改" in response.content.decode()
    user.refresh_from_db()
    assert user.check_password("another-2-Pass")


def test_a_weak_password_is_refused_with_the_reason(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answers = {"old_password": "right-password-1", "new_password1": "123", "new_password2": "123"}
    page = client.post("/accounts/password/", answers).content.decode()
    assert "密码没有修改" in page
    assert "密码太短" in page
    user.refresh_from_db()
    assert user.check_password("right-password-1")
