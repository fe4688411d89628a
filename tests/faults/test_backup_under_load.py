"""A backup that is taken while officers save and a batch is imported restores to a state whose checks all pass.

Real processes on a PostgreSQL of the test's own; what is restored is counted against what the officers were told.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from bench.marking import marked
from perfgoals.processes import is_answering
from tests.faults import elsewhere
from tests.ports import free_port
from tests.postgres import MIGRATED, Server, postgres
from tests.tools import find_postgres

LONGEST = 90  # seconds until a test that gets nowhere is given up
OFFICERS, FILES = 3, 60
THINKING = 0.05  # seconds
TOKEN = "t" * 32  # of forms; a cookie that says the same is all that is asked


@pytest.fixture
def server() -> Iterator[Server]:
    if not find_postgres():
        pytest.skip("PostgreSQL（没有 initdb）")
    with postgres(migrated=True) as server:
        yield server


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def count(server: Server, query: str) -> int:
    connection = psycopg2.connect(server.url_of(MIGRATED))
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return int(cursor.fetchone()[0])
    finally:
        connection.close()


class Officers:
    """Everybody at a desk saves again and again until told to stop; answers are noted as bench/officers.py does."""

    def __init__(self, port: int, desks: list[dict[str, Any]], contents: dict[str, Any]) -> None:
        self.host, self.desks = f"http://127.0.0.1:{port}", desks
        self.contents = contents
        self.notes: list[dict[str, Any]] = []
        self.stopped = threading.Event()

    def taken(self) -> int:
        return sum(note["status"] == 200 for note in self.notes)

    def post(self, desk: dict[str, Any], table: int, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"sessionid={desk['session']}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }
        request = urllib.request.Request(f"{self.host}/tables/{table}/save/", json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=LONGEST) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            return error.code, json.loads(text) if error.code == 409 else {"serial": None, "said": text[:500]}

    def work(self, desk: dict[str, Any]) -> None:
        tables = [desk["own"][0], desk["shared"][0]]
        known = {table: (desk["serials"][str(table)], self.contents[str(table)]) for table in tables}
        turn = 0
        while not self.stopped.wait(THINKING):
            turn += 1
            table = tables[turn % 2]
            serial, before = known[table]
            content, number = marked(before, desk["row"], f"u{desk['user']}s{turn}")
            note = {"what": "save", "table": table, "user": desk["user"], "row": desk["row"], "auto": turn % 3 == 0,
                    "token": f"u{desk['user']}s{turn}", "number": number, "sent": time.time()}  # fmt: skip
            body = {"serial": serial, "content": content, "base": before, "auto": note["auto"]}
            status, answer = self.post(desk, table, body)
            self.notes.append(note | {"status": status, "serial": answer["serial"], "answered": time.time()})
            known[table] = (answer["serial"], answer["content"] if status == 409 else content)

    @contextmanager
    def working(self) -> Iterator[None]:
        threads = [threading.Thread(target=self.work, args=[desk]) for desk in self.desks]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopped.set()
            for thread in threads:
                thread.join()


@contextmanager
def processes(server: Server, folder: Path, port: int) -> Iterator[None]:
    """A web process and a worker."""
    bind = ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4", "--no-control-socket"]
    started = [
        elsewhere.start(server.url_of(MIGRATED), folder, "-m", "gunicorn", "perfgoals.wsgi", *bind),
        elsewhere.start(server.url_of(MIGRATED), folder, "manage.py", "work", "--queues", "default"),
    ]
    try:
        wait_until(lambda: is_answering("127.0.0.1", port))
        yield
    finally:
        for each in started:
            each.terminate()
        for each in started:
            each.wait(LONGEST)


def test_a_backup_in_the_midst_is_whole(server: Server, tmp_path: Path) -> None:
    made = elsewhere.run(server.url_of(MIGRATED), tmp_path, "make_busy", str(OFFICERS), str(FILES))
    port = free_port()
    officers = Officers(port, made["desks"], made["contents"])
    with processes(server, tmp_path, port), officers.working():
        done = "SELECT COUNT(*) FROM importers_importfile WHERE state = 'done'"
        wait_until(lambda: officers.taken() > 10 and count(server, done) > 3)
        began = time.time()
        assert (
            elsewhere.start(server.url_of(MIGRATED), tmp_path, "manage.py", "backup", str(tmp_path)).wait(LONGEST) == 0
        )
        ended, so_far = time.time(), officers.taken()
        wait_until(lambda: officers.taken() > so_far + 5)
    assert {note["status"] for note in officers.notes} <= {200, 409}, officers.notes
    assert any(note["status"] == 409 for note in officers.notes), "nobody met anybody"

    server.run("createdb", "-h", str(server.folder), "-U", "tester", "restored")
    restored = f"postgres://tester@/restored?host={server.folder}"
    (dump,) = tmp_path.glob("*.dump")
    assert elsewhere.start(restored, tmp_path, "manage.py", "restore", str(dump)).wait(LONGEST) == 0
    (tmp_path / "desks.json").write_text(json.dumps(made["desks"]))
    (tmp_path / "notes.jsonl").write_text("".join(json.dumps(note) + "\n" for note in officers.notes))
    flaws = reconciled(restored, tmp_path, began, ended)
    assert not flaws, "\n".join(flaws)


def reconciled(url: str, folder: Path, *moment: float) -> list[str]:
    """What is wrong there, going by what the officers were told (bench/reconciling.py)."""
    given = [str(folder / "desks.json"), str(folder / "notes.jsonl"), *map(str, moment)]
    command = [sys.executable, "-m", "bench.reconciling", *given]
    done = subprocess.run(
        command,
        cwd=elsewhere.ROOT,
        env=elsewhere.environment(url, folder),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    flaws: list[str] = json.loads(done.stdout)
    return flaws
