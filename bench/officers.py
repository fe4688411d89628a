"""The locustfile of bench/load.py: officers who open, edit and save tables as the editor's script does.

LOAD_DESKS names the file of bench/desks.py, LOAD_NOTES the one where every request and every save is noted, one JSON
object a line. A save raises the counter in the table's goal and writes a token of its own beside it and into the
officer's row, so that a lost update shows (bench/reconciling.py).
"""

from __future__ import annotations

import html
import json
import os
import random
import re
import string
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from locust import FastHttpUser, events, task

from bench.marking import marked

DESKS = json.loads(Path(os.environ["LOAD_DESKS"]).read_text())
NOTES: list[dict[str, Any]] = []
PATIENCE = 30  # seconds that the editor's script waits for an answer
EVERY = 20  # seconds after which the editor says again who is there
CONTENT = re.compile(r'<script id="editor-content" type="application/json">(.*?)</script>', re.DOTALL)
SERIAL = re.compile(r'data-serial="(\d+)"')
chance = random.Random(20250108)


@events.request.add_listener
def _note(request_type: str, name: str, response_time: float, exception: Any, start_time: float, **_: Any) -> None:
    NOTES.append(
        {"what": "request", "name": name, "at": start_time, "ms": response_time, "error": str(exception or "")}
    )


@events.quitting.add_listener
def _write(**_: Any) -> None:
    Path(os.environ["LOAD_NOTES"]).write_text("".join(json.dumps(each) + "\n" for each in NOTES))


class Officer(FastHttpUser):
    """One person; `step` does one thing and then waits as long as she thinks."""

    network_timeout = connection_timeout = PATIENCE

    def on_start(self) -> None:
        """Sit down at a desk that is free."""
        self.desk = DESKS.pop()
        self.token = "".join(chance.choices(string.ascii_letters, k=32))
        self.saves = 0
        self.seen = 0.0
        self.life = self.live()

    @task
    def step(self) -> None:
        """The next thing."""
        self.pause = next(self.life)

    def wait_time(self) -> float:
        """How long she thinks."""
        return self.pause

    def live(self) -> Iterator[float]:
        """Everything that she does, with the seconds after each."""
        while True:
            if chance.random() < 0.3:
                self.get("/", "home")
                yield chance.uniform(5, 15)
            self.get("/tables/", "list")
            yield chance.uniform(5, 15)
            yield from self.edit(chance.choice(self.desk["own"] + self.desk["shared"]))

    def edit(self, table: int) -> Iterator[float]:
        """Open a table, change it some times, leave it."""
        with self.client.get(f"/tables/{table}/edit/", name="open", headers=self.headers, catch_response=True) as page:
            found, serial = CONTENT.search(page.text or ""), SERIAL.search(page.text or "")
            if not found or not serial:
                page.failure(f"no editor: {page.status_code}")
                return
        self.known = {"serial": int(serial[1]), "content": json.loads(html.unescape(found[1]))}
        self.seen = time.time()
        yield chance.uniform(5, 20)
        for number in range(changes := chance.randint(1, 4)):
            yield from self.type(table)
            yield from self.save(table, auto=number < changes - 1)
        self.post(table, "presence", "leave", {"leave": True})

    def type(self, table: int) -> Iterator[float]:
        """Pause while typing: the editor asks for the findings, and says now and then that she is there."""
        for _ in range(chance.randint(1, 3)):
            yield chance.uniform(3, 8)
            self.post(table, "check", "check", {"content": self.known["content"]})
            if time.time() - self.seen > EVERY:
                self.seen = time.time()
                self.post(table, "presence", "presence", {"serial": self.known["serial"]})
        yield 2  # the editor saves so long after the last key

    def save(self, table: int, auto: bool) -> Iterator[float]:
        """Save until it is taken: a conflict shows theirs, and the own change goes on top of that."""
        self.saves += 1
        for _ in range(20):
            done = self.send(table, f"u{self.desk['user']}s{self.saves}", auto)
            yield chance.uniform(4, 12)
            if done:
                return

    def send(self, table: int, token: str, auto: bool) -> bool:
        """One request to save; whether it is over with."""
        content, number = marked(self.known["content"], self.desk["row"], token)
        body = {"serial": self.known["serial"], "content": content, "base": self.known["content"], "auto": auto}
        note = {"what": "save", "table": table, "user": self.desk["user"], "row": self.desk["row"], "token": token,
                "number": number, "auto": auto, "sent": time.time()}  # fmt: skip
        status, answer = self.post(table, "save", "save", body)
        NOTES.append(note | {"answered": time.time(), "status": status, "serial": answer.get("serial")})
        if status == 409:
            self.known = {"serial": answer["serial"], "content": answer["content"]}
            return False
        if status == 200:
            self.known = {"serial": answer["serial"], "content": content}
        return True

    @property
    def headers(self) -> dict[str, str]:
        """Of every request; nginx takes a new connection for each, and never one that is being closed."""
        return {"Cookie": f"sessionid={self.desk['session']}; csrftoken={self.token}", "Connection": "close"}

    def get(self, path: str, name: str) -> None:
        """A page; being sent to another one would be an error."""
        with self.client.get(path, name=name, headers=self.headers, allow_redirects=False, catch_response=True) as page:
            if page.status_code != 200:
                page.failure(f"status {page.status_code}")

    def post(self, table: int, what: str, name: str, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """What the editor's script asks: the status, and the answer or nothing. A conflict is no error."""
        headers = self.headers | {"X-CSRFToken": self.token}
        with self.client.post(
            f"/tables/{table}/{what}/", json=data, name=name, headers=headers, catch_response=True
        ) as got:
            try:
                answer = json.loads(got.text or "")
            except ValueError:
                answer = {}
            if got.status_code == 409:
                got.request_meta["name"] = f"{name}, told of another's"
                got.success()
            elif got.status_code != 200 or not answer:
                got.failure(f"status {got.status_code} {got.error or ''}: {(got.text or '')[:300]}")
            return int(got.status_code), answer
