"""One POST to a checked target: to the address that was checked, within a bounded time, reading a bounded answer.

Redirects are not followed, no proxy is used, certificates are verified against those of the system (SSL_CERT_FILE).
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from hooks.networks import Address
from hooks.targets import Target

STEP_SECONDS = 5.0  # for each single answer of the network
SECONDS = 10.0  # for the whole, however slowly it drips
MOST_TRIED = 3  # addresses of one host
MOST_READ = 4096  # bytes of an answer
MOST_KEPT = 500  # characters of it


class Failed(Exception):
    """The other side did not take it; a sentence for the log."""


class Answer(NamedTuple):
    """What the other side said. `text` is the beginning of its body."""

    status: int
    text: str

    @property
    def is_good(self) -> bool:
        """Whether it was taken."""
        return 200 <= self.status < 300


class _Connection(http.client.HTTPConnection):
    """A connection to the checked addresses of a target, whatever its name resolves to by now."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.url.host, target.url.port, timeout=STEP_SECONDS)
        self.target = target
        self.is_cut = False
        self.line: socket.socket | None = None  # stays when http.client has let go of it
        if target.url.scheme == "https":
            self.default_port = 443  # not named in the header Host

    def connect(self) -> None:
        """Connect to the first address that answers, and encrypt."""
        self._take(_open(self.target.addresses[:MOST_TRIED], self.target.url.port))
        if self.target.url.scheme == "https":
            context = ssl.create_default_context()
            host = self.target.url.host
            encrypted = context.wrap_socket(self.sock, server_hostname=host, do_handshake_on_connect=False)
            self._take(encrypted)
            encrypted.do_handshake()

    def _take(self, line: socket.socket) -> None:
        """What is spoken over from now on; a cut that came while there was nothing to cut counts too."""
        self.line = self.sock = line
        if self.is_cut:
            raise TimeoutError

    def cut(self) -> None:
        """From another thread: whatever waits for the other side ends now."""
        self.is_cut = True
        if self.line:
            with suppress(OSError):
                socket.socket.shutdown(self.line, socket.SHUT_RDWR)  # that of TLS would want to say good-bye


def _open(addresses: tuple[Address, ...], port: int) -> socket.socket:
    error: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((str(address), port), STEP_SECONDS)
        except OSError as failed:
            error = failed
    raise error or OSError("no address")


def post(target: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send it; the answer, whatever its status. Raises Failed."""
    connection = _Connection(target)
    began = time.monotonic()
    clock = threading.Timer(SECONDS, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        connection.request("POST", target.url.path, body, dict(headers) | {"Connection": "close"})
        response = connection.getresponse()
        if connection.is_cut:  # the end of the line looks like the end of an answer
            raise TimeoutError
        return Answer(response.status, _beginning(response))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Failed(_words(error, time.monotonic() - began)) from error
    finally:
        clock.cancel()
        connection.close()


def _beginning(response: http.client.HTTPResponse) -> str:
    """What it says beside its status; whoever said that it was taken need not say more."""
    try:
        return _readable(response.read(MOST_READ))
    except (OSError, http.client.HTTPException, ValueError):
        return ""


def _readable(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()[:MOST_KEPT]


def _words(error: Exception, seconds: float) -> str:
    """What went wrong, in plain words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"对方的证书无效：{error.verify_message}"[:MOST_KEPT]
    if isinstance(error, TimeoutError) or seconds >= SECONDS:
        return f"{SECONDS:.0f} 秒内没有答复"
    if isinstance(error, ConnectionRefusedError):
        return "对方没有接受连接"
    if isinstance(error, http.client.HTTPException) and not isinstance(error, http.client.RemoteDisconnected):
        return "对方的答复不是 HTTP"
    return _readable(f"连接中断：{type(error).__name__} {error}".encode())
