"""A database of its own for each measurement: SQLite in a temporary folder, PostgreSQL where its binaries are."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from tests.postgres import postgres
from tests.tools import find_postgres


@contextmanager
def sqlite_url() -> Iterator[str]:
    """The DATABASE_URL of an empty SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"


@contextmanager
def postgresql_url() -> Iterator[str | None]:
    """The DATABASE_URL of an empty PostgreSQL, None where there is none."""
    if find_postgres() is None:
        yield None
        return
    with postgres() as server:
        yield server.url


def in_child(module: str, url: str, *arguments: str) -> str:
    """Run a module of ours in a process with this database; gives what it prints."""
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "perfgoals.settings"}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", module, *arguments]
        environment["PERFGOALS_DATA"] = folder
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
