"""Where messages may go: nothing that the setting does not say, however it is spelled."""

import socket
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hooks import targets
from hooks.allowed import entries_of, entry_of
from hooks.targets import NotFound, Refused, checked, parts_of

pytestmark = pytest.mark.once

Names = dict[str, list[str]]
# Everything that some program takes for an address inside, or for another host than it seems.
SPELLINGS = (
    "127.1", "127.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "127.0.0.01",
    "127.0.0.1.", "localhost.", "①②⑦.⓪.⓪.①", "１２７.0.0.1", "127。0。0。1", "127.0.0.0x1", "[::1%lo]", "[::1%25lo]",
    "::1", "[127.0.0.1]", "budget.example@127.0.0.1", "user:word@budget.example", "budget.example:",
    "budget.example:0",
    "budget.example:65536", "budget.example:4 43", "budget.example\\@127.0.0.1", "budget.example#@127.0.0.1",
    "budget.example?@127.0.0.1", "budget.example%2f@127.0.0.1", "-a.example", "a..example", "", ".", "a b",
    "0", "1.2.3",
    "budget.example\t", "budget.example\n", "budget.example\x00", "预算.中国", "budget_example.com",
    "a" * 64 + ".example",
)  # fmt: skip


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """What names resolve to; addresses resolve to themselves, as they do."""
    known: Names = {"budget.example": ["8.8.8.8"]}

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        if host not in known and not host[0].isdigit() and ":" not in host:
            raise socket.gaierror("unknown")
        return [(socket.AF_INET, 1, 6, "", (address, port)) for address in known.get(host, [host])]

    monkeypatch.setattr(targets.socket, "getaddrinfo", resolve)
    return known


@pytest.fixture
def allow(settings: Any) -> Callable[..., None]:
    def set_targets(*texts: str) -> None:
        settings.HOOK_TARGETS = texts

    return set_targets


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_odd_spellings_are_refused(spelling: str, scheme: str, names: Names, allow: Callable[..., None]) -> None:
    allow("budget.example", "http://budget.example", "127.0.0.0/8", "http://127.0.0.0/8", "[::1/128]", "localhost")
    with pytest.raises(Refused):
        parts_of(f"{scheme}://{spelling}/goals")


@pytest.mark.parametrize(
    "address",
    ["ftp://budget.example/", "//budget.example/", "budget.example", "HTTPS://budget.example/",
     " https://budget.example/",
     "https://budget.example/a b", "https://budget.example/\r\nHost: x", "https://budget.example/#x",
     "https:budget.example",
     "https:///budget.example", "file:///etc/passwd", "gopher://budget.example/", "https://budget.example/路径",
     "https://budget.example/" + "a" * 500, 'https://budget.example/"', "https://budget.example/\\", "", "https://"],
)  # fmt: skip
def test_odd_addresses_are_refused(address: str, names: Names, allow: Callable[..., None]) -> None:
    allow("budget.example")
    with pytest.raises(Refused):
        checked(address)


@given(st.text(alphabet="0123456789abcdefx.:[]%@/\\?# ", max_size=20))
def test_whatever_is_taken_apart_is_what_was_written(text: str) -> None:
    try:
        url = parts_of(f"https://{text}/x")
    except Refused:
        return
    assert url.host.strip("[]") in text.lower() or ":" in url.host
    assert set(url.host) <= set("0123456789abcdefx.:-")


def test_without_the_setting_nothing_is_allowed(names: Names, allow: Callable[..., None]) -> None:
    allow()
    with pytest.raises(Refused, match="PERFGOALS_HOOK_TARGETS"):
        checked("https://budget.example/")


def test_a_named_host_with_its_scheme_and_port(names: Names, allow: Callable[..., None]) -> None:
    names |= {"other.example": ["8.8.4.4"], "a.budget.example": ["8.8.8.8"]}
    allow("budget.example", "http://budget.example:8080")
    assert checked("https://Budget.example/a?b=1").url == ("https", "budget.example", 443, "/a?b=1")
    assert checked("http://budget.example:8080").url.path == "/"
    for wrong in (
        "http://budget.example/", "https://budget.example:8443/", "https://budget.example:8080/", "https://8.8.8.8/",
        "https://other.example/", "https://a.budget.example/", "http://budget.example:22/",
    ):  # fmt: skip
        with pytest.raises(Refused, match="没有允许"):
            checked(wrong)


@pytest.mark.parametrize(
    "inside",
    ["127.0.0.1", "10.0.0.5", "192.168.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.5", "fe80::1", "0.0.0.0",
     "224.0.0.1",
     "fd00::1", "64:ff9b::a00:5", "100.100.100.200"],
)  # fmt: skip
def test_a_named_host_that_leads_inside(inside: str, names: Names, allow: Callable[..., None]) -> None:
    """Also where only one of its addresses does: which of them would be used is chance."""
    allow("budget.example")
    for found in ([inside], ["8.8.8.8", inside]):
        names["budget.example"] = found
        with pytest.raises(Refused, match=r"budget\.example"):
            checked("https://budget.example/")


def test_networks_open_what_is_inside(names: Names, allow: Callable[..., None]) -> None:
    names |= {"budget.example": ["10.1.2.3"], "else.example": ["10.9.9.9"], "other.example": ["10.1.2.4"]}
    allow("budget.example", "else.example", "10.1.0.0/16", "http://[fd00::/8]:8080")
    assert str(checked("https://budget.example/").addresses[0]) == "10.1.2.3"
    assert str(checked("https://other.example/").addresses[0]) == "10.1.2.4"
    assert str(checked("https://10.1.9.9/").addresses[0]) == "10.1.9.9"
    assert checked("http://[fd00::1]:8080/").url.host == "fd00::1"
    for wrong in (
        "https://else.example/",
        "https://10.2.0.1/",
        "https://10.1.2.3:8443/",
        "http://10.1.2.3/",
        "https://[fd00::1]/",
    ):
        with pytest.raises(Refused):
            checked(wrong)


def test_a_name_that_nobody_knows(names: Names, allow: Callable[..., None]) -> None:
    allow("gone.example")
    with pytest.raises(NotFound, match=r"找不到主机“gone.example”"):
        checked("https://gone.example/")


@pytest.mark.parametrize(
    "text",
    [
        "ftp://a",
        "a:0",
        "a:99999",
        "0.0.0.0/0",
        "10.0.0.0/7",
        "224.0.0.0/4",
        "127.1",
        "10.1.2.3/16",
        "a/b",
        "a,b",
        "[x]",
    ],
)
def test_wrong_entries_of_the_setting(text: str) -> None:
    with pytest.raises(ValueError, match="PERFGOALS_HOOK_TARGETS"):
        entry_of(text)


def test_entries_say_what_they_are() -> None:
    texts = ("Budget.example", "http://10.0.0.0/8:8080", "127.0.0.1", "[fd00::/8]:8443", "https://a.b:443", " ")
    assert [str(each) for each in entries_of(texts)] == [
        "https://budget.example", "http://10.0.0.0/8:8080", "https://127.0.0.1/32", "https://[fd00::/8]:8443", "https://a.b",
    ]  # fmt: skip
