"""Where a request comes from, also behind our own reverse proxies: sign-in is throttled by name and address."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the client, as the outermost of our PERFGOALS_PROXIES proxies saw it.

    Each proxy adds the address that it saw to the end of X-Forwarded-For; what stands before ours anybody may have
    written. Without proxies of ours the header means nothing.
    """
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXIES and len(seen) >= settings.PROXIES:
        return _without_port(seen[-settings.PROXIES])
    return str(request.META.get("REMOTE_ADDR", ""))


def _without_port(address: str) -> str:
    """Some proxies write 192.0.2.1:54321 or [2001:db8::1]:54321: with another port each time nobody would be known."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, _, port = address.partition(":")
    return host if "." in host and port.isdigit() else address
