"""deploy/nginx in a real nginx: what it passes on, what it refuses, and what happens when a web process is gone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.perfgoals.proxying import Proxy, proxy

MEGABYTE = b"0" * (1 << 20)


@pytest.fixture(scope="module")
def front() -> Iterator[Proxy]:
    """One proxy for the tests that change nothing about it."""
    with proxy() as running:
        yield running


def test_what_a_browser_can_not_forge(front: Proxy) -> None:
    forged = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "evil.example.cn", "X_Request_ID": "forged-by-somebody"}
    headers = front.told(Host="mubiao.example.cn", X_Forwarded_For="1.2.3.4", Forwarded="proto=https", **forged)[
        "headers"
    ]
    assert headers["X-Forwarded-Proto"] == "http"
    assert headers["Host"] == "mubiao.example.cn"
    assert headers["X-Forwarded-For"] == "1.2.3.4, 127.0.0.1", "the last one is what we saw (accounts/addresses.py)"
    assert "X-Forwarded-Host" not in headers
    assert "Forwarded" not in headers
    assert len(headers["X-Request-ID"]) == 32


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/%6detrics", "//metrics", "/x/../metrics", "/metrics?a=1"])
def test_figures_stay_inside(front: Proxy, path: str) -> None:
    before = len(front.seen)
    assert front.ask("GET", path)[0].status == 404
    assert len(front.seen) == before


def test_a_big_upload_goes_through_and_a_bigger_one_does_not(front: Proxy) -> None:
    size = 120 << 20
    response, _ = front.ask("POST", "/imports/1/upload/", (MEGABYTE for _ in range(120)), Content_Length=str(size))
    assert response.status == 200
    assert size in [each["body"] for each in front.seen]
    before = len(front.seen)
    assert front.ask("POST", "/imports/1/upload/", b"0", Content_Length=str(211 << 20))[0].status == 413
    assert len(front.seen) == before


def test_pages_are_packed(front: Proxy) -> None:
    response, content = front.ask("GET", "/", Accept_Encoding="gzip")
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(content) < 2000


def line_of(front: Proxy, path: str) -> dict[str, Any]:
    """What the log says of a request; nginx writes it after its answer."""
    end = time.monotonic() + 20
    while not (found := [line for line in front.lines if line["path"] == path]):
        assert time.monotonic() < end, front.lines
        time.sleep(0.02)
    return found[-1]


@pytest.mark.once
def test_the_log_tells_no_query_strings(front: Proxy) -> None:
    front.told("/tables/?q=secret")
    line = line_of(front, "/tables/")
    assert (line["status"], line["method"]) == (200, "GET")
    assert "secret" not in (front.folder / "access.log").read_text()


def test_both_processes_have_work(front: Proxy) -> None:
    assert len({tuple(front.told()["by"]) for _ in range(20)}) == 2


def test_what_may_have_been_done_is_not_sent_again(front: Proxy) -> None:
    before = len(front.seen)
    assert front.ask("POST", "/dies/", b"content")[0].status == 502
    assert len(front.seen) == before + 1
    front.told()  # and the proxy goes on


@pytest.mark.parametrize("web", ["web-machines", "web-containers"])
def test_one_of_two_is_down_and_nobody_notices(web: str) -> None:
    with proxy(web=web) as front:
        assert len({tuple(front.told()["by"]) for _ in range(20)}) == 2
        front.webs[0].stop()
        for _ in range(30):
            front.told()
            assert front.ask("POST", "/", b"content")[0].status == 200
        front.webs[1].stop()
        assert front.ask("GET", "/")[0].status == 502
        front.webs[1].start()
        if web == "web-containers":  # the other way leaves both alone for a while
            front.told()


def test_with_a_certificate() -> None:
    with proxy(listen="listen-https") as front:
        _, content = front.ask("GET", "/", tls=True, X_Forwarded_Proto="http")
        assert b'"X-Forwarded-Proto": "https"' in content
        assert front.told(X_Forwarded_Proto="https")["headers"]["X-Forwarded-Proto"] == "http"


def test_behind_another_device() -> None:
    with proxy(listen="listen-behind") as front:
        headers = front.told(X_Forwarded_For="10.1.1.1")["headers"]
        assert headers["X-Forwarded-Proto"] == "https"
        assert headers["X-Forwarded-For"] == "10.1.1.1, 127.0.0.1"
