"""The pages that nobody wants to see: in Chinese, with a way on, and without what they can't have."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from perfgoals.urls import handler500  # noqa: F401 - of this list of addresses too
from perfgoals.urls import urlpatterns as all_patterns


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


def without_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


urlpatterns = [*all_patterns, path("broken/", broken), path("away/", without_database)]


def test_an_unknown_address_offers_the_tables(client: Client, db: None) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()
    assert 'href="/tables/"' in response.content.decode()


@pytest.mark.urls(__name__)
def test_an_error_shows_no_detail_and_a_way_on(db: None) -> None:
    response = Client(raise_request_exception=False).get("/broken/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "系统出错了" in page
    assert "secret detail" not in page
    assert 'href="/"' in page


@pytest.mark.urls(__name__)
def test_a_database_that_is_away_is_told_as_something_that_passes(db: None) -> None:
    response = Client(raise_request_exception=False).get("/away/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    page = response.content.decode()
    assert "数据库暂时没有应答" in page
    assert "系统出错了" not in page


def test_a_form_that_is_too_old_says_what_to_do(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_no_request(name: str) -> None:
    page = render_to_string(f"{name}.html")
    assert "<h1>" in page
    assert 'class="btn' in page


def test_pages_allow_nothing_inline_and_nothing_from_elsewhere(client: Client, db: None) -> None:
    response = client.get("/accounts/login/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    page = response.content.decode()
    assert "style=" not in page
    assert "onclick" not in page
    assert "https://" not in page
