"""One POST against a real server that does everything wrong that a server can do: always an answer in bounded time."""

import time
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest

from hooks import posting, targets
from hooks.posting import Failed, post
from hooks.targets import Target, Url, checked
from tests.hooks.receiving import Receiver, receiving

pytestmark = pytest.mark.once


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    with receiving() as running:
        settings.HOOK_TARGETS = running.allowed
        yield running


def send(receiver: Receiver, body: bytes = b"{}") -> posting.Answer:
    return post(checked(receiver.address), body, {"Content-Type": "application/json", "X-A": "b"})


def test_it_arrives_as_it_was_sent(receiver: Receiver) -> None:
    receiver.body = "收到\x00 谢谢".encode()
    assert send(receiver, "绩效".encode()) == (200, "收到  谢谢")
    ((path, headers, body),) = receiver.got
    assert (path, body.decode()) == ("/goals?from=test", "绩效")
    assert (headers["Host"], headers["X-A"], headers["Connection"]) == (f"127.0.0.1:{receiver.port}", "b", "close")


@pytest.mark.parametrize("status", [204, 301, 307, 404, 410, 500])
def test_every_status_is_an_answer_and_no_redirect_is_followed(receiver: Receiver, status: int) -> None:
    receiver.answers, receiver.body = [status], b""
    answer = send(receiver)
    assert (answer.status, answer.is_good) == (status, status == 204)
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    ("fault", "words"), [("garbage", "不是 HTTP"), ("cut", "连接中断"), ("hang", "没有答复"), ("drip", "没有答复")]
)
def test_faults_end_in_bounded_time(
    receiver: Receiver, fault: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`hang` runs into the time of one step, `drip` into that of the whole."""
    monkeypatch.setattr(posting, "STEP_SECONDS", 0.4)
    monkeypatch.setattr(posting, "SECONDS", 1.0 if fault == "drip" else 25.0)
    receiver.answers = [fault]
    began = time.monotonic()
    with pytest.raises(Failed, match=words):
        send(receiver)
    assert time.monotonic() - began < 15


@pytest.mark.once
def test_time_that_runs_out_before_there_is_a_line(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses that swallow everything take all the time, then one answers and drips: that is the end of it."""
    opened, began = posting._open, time.monotonic()

    def slowly(*values: Any) -> Any:
        time.sleep(0.3)
        return opened(*values)

    monkeypatch.setattr(posting, "_open", slowly)
    monkeypatch.setattr(posting, "SECONDS", 0.1)
    receiver.answers = ["drip"]
    with pytest.raises(Failed, match="没有答复"):
        send(receiver)
    assert time.monotonic() - began < 8
    assert receiver.got == []


def test_of_a_body_without_end_only_the_beginning_is_read(receiver: Receiver) -> None:
    receiver.answers = ["huge"]
    answer = send(receiver)
    assert (answer.status, answer.text) == (200, "x" * posting.MOST_KEPT)


def test_nobody_listens(receiver: Receiver, settings: Any) -> None:
    with receiving() as gone:
        pass
    settings.HOOK_TARGETS = gone.allowed
    with pytest.raises(Failed, match="对方没有接受连接"):
        send(gone)


def test_the_connection_goes_to_the_address_that_was_checked(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads somewhere else a moment later (DNS rebinding) leads nowhere."""
    asked: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "169.254.169.254", port))]

    settings.HOOK_TARGETS = (f"http://budget.example:{receiver.port}", "127.0.0.0/8")
    monkeypatch.setattr(targets.socket, "getaddrinfo", resolve)
    target = checked(f"http://budget.example:{receiver.port}/")
    monkeypatch.undo()
    assert post(target, b"{}", {}).status == 200
    assert asked == ["budget.example"]
    assert receiver.got[0][1]["Host"] == f"budget.example:{receiver.port}"


def test_the_next_address_where_one_does_not_answer(receiver: Receiver) -> None:
    url = Url("http", "budget.example", receiver.port, "/")
    assert post(Target(url, (ip_address("::1"), ip_address("127.0.0.1"))), b"{}", {}).status == 200


def test_without_encryption_https_is_no_answer(receiver: Receiver) -> None:
    url = Url("https", "127.0.0.1", receiver.port, "/")
    with pytest.raises(Failed, match="连接中断"):
        post(Target(url, (ip_address("127.0.0.1"),)), b"{}", {})
    assert receiver.got == []
