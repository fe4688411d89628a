"""Which addresses lead where, and that a network opens nothing but what it says."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hooks.networks import Kind, kind_of, kind_of_network, opens

PUBLIC = ("8.8.8.8", "114.114.114.114", "172.15.255.255", "172.32.0.1", "2400:3200::1", "100.128.0.1", "11.0.0.1")
OTHERS = {
    Kind.LOOPBACK: ("127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1"),
    Kind.PRIVATE: ("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fd12::1",
                   "::ffff:10.0.0.1"),
    Kind.LINK_LOCAL: ("169.254.1.1", "fe80::1"),
    Kind.METADATA: ("169.254.169.254", "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254",
                    "::ffff:169.254.169.254"),
    Kind.NEVER: ("0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::",
                 "ff02::1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:1::1", "::127.0.0.1", "fe80::1%eth0",
                 "2001:db8::1", "192.0.0.192", "::ffff:0.0.0.0", "::ffff:0:127.0.0.1"),
}  # fmt: skip


def test_where_addresses_lead() -> None:
    assert {kind_of(ip_address(each)) for each in PUBLIC} == {Kind.PUBLIC}
    for kind, texts in OTHERS.items():
        for text in texts:
            assert kind_of(ip_address(text)) == kind, text


@given(st.ip_addresses())
def test_nothing_is_public_that_python_knows_not_to_be(address) -> None:  # type: ignore[no-untyped-def]
    if kind_of(address) == Kind.PUBLIC:
        assert address.is_global
        assert not address.is_multicast


@pytest.mark.parametrize(
    "network", ["0.0.0.0/0", "0.0.0.0/1", "8.0.0.0/6", "10.0.0.0/7", "224.0.0.0/4", "::/0", "::/1"]
)
def test_a_network_that_is_too_large_opens_nothing_inside(network: str) -> None:
    for texts in OTHERS.values():
        for text in texts:
            assert not opens(ip_network(network), ip_address(text)), text


def test_a_network_opens_what_it_says() -> None:
    assert kind_of_network(ip_network("0.0.0.0/0")) == Kind.NEVER
    assert opens(ip_network("10.1.0.0/16"), ip_address("10.1.2.3"))
    assert opens(ip_network("10.1.0.0/16"), ip_address("::ffff:10.1.2.3"))
    assert not opens(ip_network("10.1.0.0/16"), ip_address("10.2.2.3"))
    assert opens(ip_network("127.0.0.0/8"), ip_address("127.0.0.1"))
    assert not opens(ip_network("169.254.0.0/16"), ip_address("169.254.169.254"))
    assert opens(ip_network("169.254.169.254/32"), ip_address("169.254.169.254"))
    assert not opens(ip_network("100.64.0.0/10"), ip_address("100.100.100.200"))
    assert not opens(ip_network("fd00::/8"), ip_address("10.1.2.3"))
