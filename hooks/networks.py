"""What kind of network an address belongs to: what is not public is reached only where it is allowed by name.

The list is that of IANA's registries for special addresses. Plain Python, so that the settings can be read with it.
"""

from __future__ import annotations

from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Kind(StrEnum):
    """Where an address leads to. NEVER: to nobody, to everybody, or somewhere else than it says."""

    PUBLIC = "公网"
    PRIVATE = "内网"
    LOOPBACK = "本机"
    LINK_LOCAL = "链路本地"
    METADATA = "云主机元数据"
    NEVER = "不能使用"


# The first that holds an address counts.
_KINDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (
        Kind.METADATA,
        ("169.254.169.254/32", "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::254/128", "fd20:ce::254/128"),
    ),
    (Kind.LOOPBACK, ("127.0.0.0/8", "::1/128")),
    (Kind.LINK_LOCAL, ("169.254.0.0/16", "fe80::/10")),
    (Kind.PRIVATE, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")),
    (
        Kind.NEVER,
        (
            "0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/3",
            # Tunnels and translations hold another address, and documentation none.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        ),
    ),
    (Kind.PUBLIC, ("0.0.0.0/0", "2000::/3")),
)  # fmt: skip
KINDS = tuple((kind, ip_network(text)) for kind, texts in _KINDS for text in texts)


def plain(address: Address) -> Address:
    """The address that is meant: one of IPv4 that is written as one of IPv6 is one of IPv4."""
    return getattr(address, "ipv4_mapped", None) or address


def kind_of(address: Address) -> Kind:
    """Where an address leads to."""
    meant = plain(address)
    if getattr(meant, "scope_id", None):
        return Kind.NEVER
    return next((kind for kind, network in KINDS if meant.version == network.version and meant in network), Kind.NEVER)


def kind_of_network(network: Network) -> Kind:
    """The kind of all addresses of a network; NEVER where both ends differ, so that no network opens too much."""
    first, last = kind_of(network.network_address), kind_of(network.broadcast_address)
    return first if first == last else Kind.NEVER


def opens(network: Network, address: Address) -> bool:
    """Whether a network that is allowed allows an address: as an address of the same kind.

    So 0.0.0.0/1 would open no private network, and 10.0.0.0/8 nothing but what it says.
    """
    meant = plain(address)
    if meant.version != network.version or meant not in network:
        return False
    return kind_of(meant) == kind_of_network(network) != Kind.NEVER
