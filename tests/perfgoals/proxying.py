"""A real nginx with the configuration of deploy/nginx, and web processes behind it that tell what reached them."""

from __future__ import annotations

import json
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import CERT_NONE, create_default_context
from typing import Any

import pytest

from tests.tools import find_nginx

SOURCE = Path(__file__).resolve().parent.parent.parent / "deploy" / "nginx"
PATIENCE = 60  # seconds for nginx to start
LOG = "syslog:server=unix:/dev/log,nohostname,tag=perfgoals_proxy"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Telling(BaseHTTPRequestHandler):
    """Answers every request with what it was, and keeps it."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        left = int(self.headers.get("Content-Length") or 0)
        body = left
        while left:
            left -= len(self.rfile.read(min(left, 1 << 20)))
        told = {"path": self.path, "headers": dict(self.headers), "body": body, "by": self.server.server_address}
        self.server.seen.append(told)  # type: ignore[attr-defined]
        if self.path == "/dies/":
            self.close_connection = True
            return
        content = json.dumps(told | {"padding": " " * 5000}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer

    def log_message(self, *arguments: Any) -> None:
        """Tests are quiet."""


class Web:
    """One process behind the proxy."""

    def __init__(self, host: str, port: int) -> None:
        self.address = (host, port)
        self.server: ThreadingHTTPServer | None = None
        self.seen: list[dict[str, Any]] = []
        self.start()

    def start(self) -> None:
        self.server = ThreadingHTTPServer(self.address, Telling)
        self.server.seen = self.seen  # type: ignore[attr-defined]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


class Names(threading.Thread):
    """A name server that knows one name: what Docker's own would answer for a service of several containers."""

    def __init__(self, addresses: list[str]) -> None:
        super().__init__(daemon=True)
        self.addresses = addresses
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                asked, client = self.socket.recvfrom(512)
            except OSError:
                return
            question = asked[12 : asked.index(b"\0", 12) + 5]
            head = asked[:2] + struct.pack(">HHHHH", 0x8180, 1, len(self.addresses), 0, 0)
            records = (b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 1, 4) + socket.inet_aton(a) for a in self.addresses)
            self.socket.sendto(head + question + b"".join(records), client)


class Proxy:
    """A running nginx: `get`, `post`, and what it wrote."""

    def __init__(self, folder: Path, ports: dict[str, int], webs: list[Web]) -> None:
        self.folder, self.ports, self.webs = folder, ports, webs

    @property
    def seen(self) -> list[dict[str, Any]]:
        return [each for web in self.webs for each in web.seen]

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "access.log").read_text().splitlines()]

    def ask(
        self, method: str, path: str, body: Any = None, tls: bool = False, **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        if tls:
            context = create_default_context()
            context.check_hostname, context.verify_mode = False, CERT_NONE
            connection: HTTPConnection = HTTPSConnection("127.0.0.1", self.ports["8443"], timeout=60, context=context)
        else:
            connection = HTTPConnection("127.0.0.1", self.ports["8080"], timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with suppress(BrokenPipeError, ConnectionResetError):  # it may refuse before everything was sent
            connection.request(method, path, body, named)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response, content

    def told(self, path: str = "/", **headers: str) -> dict[str, Any]:
        response, content = self.ask("GET", path, **headers)
        assert response.status == 200, content
        told: dict[str, Any] = json.loads(content)
        return told


def certificate(folder: Path) -> None:
    """What secrets/ would hold."""
    made = ["-keyout", folder / "certificate_key", "-out", folder / "certificate", "-days", "2", "-subj", "/CN=a"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *made]
    subprocess.run(command, check=True, capture_output=True)


def written(folder: Path, listen: str, web: str, changes: dict[str, str]) -> Path:
    """The configuration with the ports and folders of this test, nothing else changed."""
    log = f"{folder}/access.log"
    ours = {"/tmp/": f"{folder}/", "/dev/stdout": log, LOG: log, "/run/secrets/": f"{folder}/"}
    changes = ours | changes
    for source, name in (("nginx", "nginx"), (listen, "listen"), (web, "web")):
        text = (SOURCE / f"{source}.conf").read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        (folder / f"{name}.conf").write_text(text, encoding="utf-8")
    return folder / "nginx.conf"


@contextmanager
def proxy(listen: str = "listen-http", web: str = "web-machines") -> Iterator[Proxy]:
    """nginx with two web processes behind it."""
    program = find_nginx()
    if not program:
        pytest.skip("代理（没有 nginx）")
    # Not below the folder of pytest, into which the account of nginx can't look.
    folder = Path(tempfile.mkdtemp(prefix="perfgoals-nginx-"))
    folder.chmod(0o755)
    ports = {"8080": free_port(), "8443": free_port()}
    port = free_port()
    names = Names(["127.0.0.2", "127.0.0.3"])
    names.start()
    webs = [Web("127.0.0.2", port), Web("127.0.0.3", port)]
    changes = {old: str(new) for old, new in ports.items()}
    changes |= {f"127.0.0.1:{8000 + n}": f"127.0.0.{n + 1}:{port}" for n in (1, 2)}
    changes |= {"127.0.0.11": f"127.0.0.1:{names.port}", "web:8000": f"web:{port}"}
    if listen == "listen-https":
        certificate(folder)
    config = written(folder, listen, web, changes)
    subprocess.run([program, "-t", "-q", "-c", config], check=True, capture_output=True)
    process = subprocess.Popen([program, "-c", config, "-g", "daemon off;"], stderr=(folder / "error.log").open("w"))
    try:
        wait_for_port(ports["8080"])
        yield Proxy(folder, ports, webs)
    finally:
        process.terminate()
        process.wait()
        for each in webs:
            each.stop()
        names.socket.close()
        shutil.rmtree(folder)


def wait_for_port(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("nginx does not listen")
