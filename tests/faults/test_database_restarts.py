"""PostgreSQL killed and started again during an import and while people save: nothing is lost, nothing is done twice.

On a server of the test's own, since the others' is not to be stopped.
"""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from perfgoals.processes import is_answering
from tests.faults import elsewhere
from tests.ports import free_port
from tests.postgres import MIGRATED, Server, postgres
from tests.tools import find_postgres

LONGEST = 90  # seconds until a test that gets nowhere is given up
AWAY = 1.0  # seconds that the server is not there
FILES = 120


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if not find_postgres():
        pytest.skip("PostgreSQL（没有 initdb）")
    with postgres(lasting=True, migrated=True) as server:
        yield server


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.1)


def crash(server: Server) -> None:
    """Stop it as a power cut would, and start it again a little later."""
    server.stop()
    time.sleep(AWAY)
    server.start()


def number_over(server: Server, batch: str) -> int:
    """How many files are done or failed."""
    with closing(psycopg2.connect(server.url_of(MIGRATED))) as connection, connection.cursor() as cursor:
        over = "SELECT count(*) FROM importers_importfile WHERE batch_id = %s AND state IN ('done', 'failed')"
        cursor.execute(over, [batch])
        (number,) = cursor.fetchone()
    return int(number)


def test_during_an_import(server: Server, tmp_path: Path) -> None:
    """At a fifth and at three fifths of the batch; the workers wait, and go on."""
    batch = str(elsewhere.run(server.url_of(MIGRATED), tmp_path, "make_batch", str(FILES)))

    def done() -> int:
        return number_over(server, batch)

    workers = elsewhere.start(server.url_of(MIGRATED), tmp_path, "manage.py", "work", "--processes", "2")
    try:
        for share in (5, 2):
            wait_until(lambda share=share: done() >= FILES // share)  # type: ignore[misc]
            crash(server)
        wait_until(lambda: done() == FILES)
    finally:
        workers.terminate()
        assert workers.wait(LONGEST) == 0
    elsewhere.run(server.url_of(MIGRATED), tmp_path, "judge_batch", batch, str(FILES))


class Officer:
    """Signs in and saves a table as the editor does, trying again where no answer comes."""

    def __init__(self, port: int, table: int) -> None:
        self.host, self.table = f"http://127.0.0.1:{port}", table
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.refused: list[int] = []

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> str:
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.host + path, body, headers)
        with self.opener.open(request, timeout=30) as answer:
            text: str = answer.read().decode()
        return text

    @property
    def token(self) -> str:
        return next(str(cookie.value) for cookie in self.cookies if cookie.name == "csrftoken")

    def sign_in(self) -> None:
        self.ask("/accounts/login/")
        form = f"username=officer&password={elsewhere.PASSWORD}&csrfmiddlewaretoken={self.token}"
        self.ask("/accounts/login/", form.encode())

    def save(self, content: dict[str, Any], serial: int) -> int:
        """The serial of what is stored now. An answer that got lost on its way looks like a conflict with oneself."""
        body = json.dumps({"content": content, "serial": serial, "base": content}).encode()
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            try:
                answer = self.ask(
                    f"/tables/{self.table}/save/", body, X_CSRFToken=self.token, Content_Type="application/json"
                )
                return int(json.loads(answer)["serial"])
            except urllib.error.HTTPError as error:
                said = error.read()
                self.refused.append(error.code)
                if error.code == 409 and json.loads(said)["content"]["goal"] == content["goal"]:
                    return int(json.loads(said)["serial"])
                if error.code != 503:
                    raise AssertionError(said.decode()[:2000]) from error
                time.sleep(0.1)
        raise AssertionError("never saved")


def test_while_people_save(server: Server, tmp_path: Path) -> None:
    """Every save that was answered is there; what could not be saved was told with 503 and is saved on trying again."""
    table = elsewhere.run(server.url_of(MIGRATED), tmp_path, "make_officer")
    port = free_port()
    bind = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "2", "--no-control-socket"]
    web = elsewhere.start(server.url_of(MIGRATED), tmp_path, "-m", "gunicorn", "perfgoals.wsgi", *bind)
    try:
        wait_until(lambda: is_answering("127.0.0.1", port))
        officer = Officer(port, table)
        officer.sign_in()
        before = elsewhere.run(server.url_of(MIGRATED), tmp_path, "saved", str(table))
        serial, content = before["serial"], elsewhere.run(server.url_of(MIGRATED), tmp_path, "content", str(table))
        for number in range(30):
            if number in (8, 20):
                server.stop()
                threading.Timer(AWAY, server.start).start()
            serial = officer.save(content | {"goal": f"第{number}次保存"}, serial)
        after = elsewhere.run(server.url_of(MIGRATED), tmp_path, "saved", str(table))
    finally:
        web.terminate()
        web.wait(LONGEST)
    assert after["goal"] == "第29次保存"
    assert after["serial"] == serial == before["serial"] + 30
    assert 503 in officer.refused
