"""A real server that receives messages, and does with them what a test says; the hook that is registered for it."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from hooks.models import OFFERED, Hook

ALL = [event for event, _ in OFFERED]


@dataclass
class Receiver:
    """What came in, and what is answered: statuses one after the other (the last stays), or the name of a fault."""

    port: int = 0
    answers: list[int | str] = field(default_factory=lambda: [200])
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    going_on: threading.Event = field(default_factory=threading.Event)
    body: bytes = b"ok"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/goals?from=test"

    @property
    def allowed(self) -> tuple[str, ...]:
        return (f"http://127.0.0.0/8:{self.port}",)

    def next_answer(self) -> int | str:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def handler_of(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((self.path, dict(self.headers), body))
            answer = receiver.next_answer()
            if isinstance(answer, str):
                FAULTS[answer](self, receiver)
                return
            self.send_response(answer)
            if 300 <= answer < 400:
                self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
            self.send_header("Content-Length", str(len(receiver.body)))
            self.end_headers()
            self.wfile.write(receiver.body)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


def hang(handler: Any, receiver: Receiver) -> None:
    receiver.going_on.wait(30)


def drip(handler: Any, receiver: Receiver) -> None:
    """Something now and then, so that no single wait is long."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not receiver.going_on.wait(0.05):
            handler.wfile.write(b"X-More: 1\r\n")
    except OSError:
        pass


def garbage(handler: Any, receiver: Receiver) -> None:
    handler.wfile.write(b"\x00\xff\x00 nonsense\r\n\r\n")


def cut(handler: Any, receiver: Receiver) -> None:
    handler.connection.close()


def huge(handler: Any, receiver: Receiver) -> None:
    """A body without end."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
        while not receiver.going_on.is_set():
            handler.wfile.write(b"x" * 65536)
    except OSError:
        pass


FAULTS = {"hang": hang, "drip": drip, "garbage": garbage, "cut": cut, "huge": huge}


@contextmanager
def receiving(*answers: int | str, context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A server on a port of its own, encrypted where a context is given."""
    receiver = Receiver(answers=list(answers) or [200])
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(receiver))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # whoever hangs up has seen enough
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.going_on.set()
        server.shutdown()
        thread.join()
        server.server_close()


def make_hook(receiver: Receiver | None = None, **values: Any) -> Hook:
    """A hook that is told everything."""
    address = receiver.address if receiver else "https://budget.example/goals"
    hook = Hook(**{"name": f"一体化{Hook.objects.count()}", "address": address, "events": ALL} | values)
    hook.renew_secret()
    hook.save()
    return hook


def wait_until(condition: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
