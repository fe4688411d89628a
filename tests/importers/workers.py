"""Real worker processes on the database of a test, to be killed at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
SILENCE = 2.0  # seconds; a living worker beats six times as often


def database_url() -> str:
    """The test database as another process reaches it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The variables of a worker on the test database."""
    variables = {
        "DATABASE_URL": database_url(),
        "PERFGOALS_DATA": str(folder),
        "PERFGOALS_SILENCE": str(SILENCE),
        "DJANGO_SETTINGS_MODULE": "perfgoals.settings",
        "PYTHONUTF8": "1",
    }
    return os.environ | variables | more


class Workers:
    """Some processes of `manage.py work`; one that is killed is followed by the next at once."""

    def __init__(self, folder: Path, number: int, **more: str) -> None:
        self.log = (folder / "workers.txt").open("a+")
        self.environment = environment(folder, **more)
        self.running = [self._start() for _ in range(number)]

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "work", "--queues", "packages,default"]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log)

    def kill(self) -> None:
        """Kill the oldest as a power cut would, and start the next one."""
        victim = self.running.pop(0)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        assert victim.returncode == -signal.SIGKILL, f"a worker had ended by itself: {self.said()}"
        self.running.append(self._start())

    def said(self) -> str:
        """The end of what the workers have logged."""
        self.log.seek(0)
        return self.log.read()[-3000:]

    def end(self) -> None:
        """End all of them."""
        for each in self.running:
            each.terminate()
        for each in self.running:
            _wait_or_kill(each)
        self.log.close()


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    """As the supervisor does (perfgoals/processes.py): none may outlive the test and its database."""
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def workers(folder: Path, number: int = 2, **more: str) -> Iterator[Workers]:
    """Workers for the length of a block, with some variables more."""
    running = Workers(folder, number, **more)
    try:
        yield running
    finally:
        running.end()
