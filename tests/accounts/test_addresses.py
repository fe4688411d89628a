"""accounts/addresses.py: nobody can write himself another address."""

import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from accounts.addresses import client_address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "10.0.0.9"),
        (0, "1.1.1.1", "10.0.0.9"),
        (1, "192.168.1.5", "192.168.1.5"),
        (1, "1.1.1.1, 192.168.1.5", "192.168.1.5"),
        (2, "1.1.1.1, 192.168.1.5, 10.0.0.2", "192.168.1.5"),
        (1, "", "10.0.0.9"),
        (2, "192.168.1.5", "10.0.0.9"),
        (1, "1.1.1.1, 192.168.1.5:54321", "192.168.1.5"),
        (1, "[2001:db8::1]:54321", "2001:db8::1"),
        (1, "[2001:db8::1]", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "::ffff:192.168.1.5", "::ffff:192.168.1.5"),
    ],
)
def test_client_address(settings: LazySettings, proxies: int, forwarded: str, address: str) -> None:
    settings.PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", **headers)  # type: ignore[arg-type]
    assert client_address(request) == address
