"""Whether a message may go to an address: checked when it is registered, and again at each sending.

A name is resolved once, everything that it resolves to is checked, and the connection is made to what was checked.
"""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address
from typing import NamedTuple

from django.conf import settings

from hooks.allowed import Entry, entries, host_of, port_of
from hooks.networks import Address, Kind, kind_of, opens, plain

LONGEST = 500
_URL = re.compile(r"(https?)://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?(/[!$-;=?-Z_a-z~\[\]%]*)?")


class Refused(Exception):
    """Nothing may be sent there; a sentence for the screen."""


class NotFound(Refused):
    """The name could not be resolved: perhaps later."""


class Url(NamedTuple):
    """An address in its parts; `path` with the query."""

    scheme: str
    host: str
    port: int
    path: str


class Target(NamedTuple):
    """A checked address, and where it may be reached."""

    url: Url
    addresses: tuple[Address, ...]


def parts_of(address: str) -> Url:
    """An address taken apart; raises Refused for every spelling that some program might read in another way."""
    found = _URL.fullmatch(address) if len(address) <= LONGEST else None
    if not found:
        raise Refused("地址应写成 https://主机名/路径，只用英文字母、数字和常用符号，不能含用户名、密码和 #。")
    try:
        return Url(found[1], host_of(found[2]), port_of(found[3], found[1]), found[4] or "/")
    except ValueError:
        raise Refused(f"“{found[2]}”不是主机名，也不是写法规范的网络地址。") from None


def checked(address: str) -> Target:
    """The target of an address; raises Refused."""
    url = parts_of(address)
    allowed = entries(settings.HOOK_TARGETS)
    places = [entry for entry in allowed if (entry.scheme, entry.port) == (url.scheme, url.port)]
    named = any(entry.network is None and entry.host == url.host for entry in places)
    if not named and not any(entry.network for entry in places):
        raise Refused(_not_allowed(url, allowed))
    found = _resolved(url)
    for each in found:
        _check(each, url, named, places, allowed)
    return Target(url, found)


def _check(address: Address, url: Url, named: bool, places: list[Entry], allowed: tuple[Entry, ...]) -> None:
    """Raises Refused: a public address goes with its name, any other one only with a network that opens it."""
    networks = [entry.network for entry in (allowed if named else places) if entry.network]
    if (named and kind_of(address) == Kind.PUBLIC) or any(opens(network, address) for network in networks):
        return
    kind = kind_of(address)
    if kind == Kind.PUBLIC or not named:
        raise Refused(_not_allowed(url, allowed))
    raise Refused(f"“{url.host}”指向{kind.value}地址 {address}，服务器设置没有允许这个网段。")


def _not_allowed(url: Url, allowed: tuple[Entry, ...]) -> str:
    if not allowed:
        return "服务器没有允许向任何地址推送消息，请服务器管理员设置 PERFGOALS_HOOK_TARGETS。"
    return f"服务器没有允许向 {url.scheme}://{url.host}:{url.port} 推送消息；允许的有：{'、'.join(map(str, allowed))}。"


def _resolved(url: Url) -> tuple[Address, ...]:
    """All addresses of a host, each once."""
    try:
        found = socket.getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFound(f"找不到主机“{url.host}”。") from None
    addresses = (plain(ip_address(str(place[0]))) for *_, place in found)
    return tuple(dict.fromkeys(addresses))
