"""What the server's administrator allows messages to be sent to: the setting PERFGOALS_HOOK_TARGETS, read once.

Entries are separated by commas: `host`, `host:port`, a network such as `10.1.0.0/16` or `[fd00::/8]:8443`, with
`http://` before it where no encryption is to be. Without a port it is 443, or 80 for http.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import NamedTuple

from hooks.networks import Kind, Network, kind_of_network

PORTS = {"https": 443, "http": 80}
_ENTRY = re.compile(r"(?:(https?)://)?(\[[0-9a-fA-F:./]+\]|[A-Za-z0-9.-]+(?:/\d{1,2})?)(?::(\d{1,5}))?")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


class Entry(NamedTuple):
    """A host by name, or a network; with the scheme and port that it is allowed for."""

    scheme: str
    host: str
    network: Network | None
    port: int

    def __str__(self) -> str:
        place = self.host if self.network is None else str(self.network)
        place = f"[{place}]" if ":" in place else place
        return f"{self.scheme}://{place}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")


def host_of(text: str) -> str:
    """A host as it is compared; raises ValueError for what is neither a name nor an address in its usual spelling.

    127.1, 0x7f.1, 2130706433 and the like are addresses to some programs and names to others: they are neither here.
    """
    if text.startswith("["):
        return str(IPv6Address(text[1:-1]))
    name = text.lower()
    labels = name.split(".")
    if re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]):
        return str(IPv4Address(name))
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(name)
    return name


def port_of(text: str | None, scheme: str) -> int:
    """A port, of the scheme where none is given; raises ValueError."""
    port = int(text) if text else PORTS[scheme]
    if not 0 < port < 65536:
        raise ValueError(text)
    return port


def entry_of(text: str) -> Entry:
    """One entry of the setting; raises ValueError with a sentence."""
    found = _ENTRY.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError(text)
        scheme, place, port = found[1] or "https", found[2], found[3]
        number = port_of(port, scheme)
        network = _network_of(place)
        if network is None:
            return Entry(scheme, host_of(place), None, number)
    except ValueError:
        raise ValueError(f"PERFGOALS_HOOK_TARGETS 中的“{text}”既不是主机名，也不是网段。") from None
    if kind_of_network(network) == Kind.NEVER:
        raise ValueError(f"PERFGOALS_HOOK_TARGETS 中的网段“{text}”太大，或不能使用。")
    return Entry(scheme, "", network, number)


def _network_of(place: str) -> Network | None:
    """The network that is meant; one address is a network too, a name is none."""
    bare = place.strip("[]")
    return ip_network(bare) if place.startswith("[") or re.fullmatch(r"[\d./]+", bare) else None


@lru_cache(maxsize=8)
def entries_of(texts: tuple[str, ...]) -> tuple[Entry, ...]:
    """All entries; raises ValueError with a sentence."""
    return tuple(entry_of(text) for text in texts if text.strip())


def entries(texts: Iterable[str]) -> tuple[Entry, ...]:
    """The same of any list."""
    return entries_of(tuple(texts))
