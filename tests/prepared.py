"""An empty database with all migrations, made once in a run and copied: to migrate takes ten seconds of a processor.

It lies in a folder of this run alone, so it is never an old one: `python -m tests` makes the folder for all its parts,
pytest one for itself (tests/conftest.py). Whoever needs it first makes it while the others wait.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VARIABLE = "PERFGOALS_PREPARED"  # the folder
TEMPLATE = "PERFGOALS_TEMPLATE"  # the database on the server of the run that may be copied, where it has one


@contextmanager
def folder_for_the_run() -> Iterator[None]:
    """Where it is kept until the end of the block, unless a run around this one has said so already."""
    if VARIABLE in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="perfgoals-prepared-") as folder:
        os.environ[VARIABLE] = folder
        try:
            yield
        finally:
            del os.environ[VARIABLE]


def migrate(url: str, folder: Path) -> None:
    """All migrations, in a process of its own: this one has settings for another database."""
    settings = {"DATABASE_URL": url, "PERFGOALS_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "perfgoals.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | settings, check=True)


@contextmanager
def alone(name: str) -> Iterator[Path]:
    """The path of that name in the folder; nobody else makes it meanwhile."""
    folder = Path(os.environ[VARIABLE])
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name


def sqlite_file() -> Path:
    """A SQLite database in one file, to be copied."""
    with alone("empty.sqlite3") as made:
        if not made.exists():
            growing = made.with_name("growing.sqlite3")
            migrate(f"sqlite:///{growing}", made.parent)
            with closing(sqlite3.connect(growing)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")  # nothing of it stays in a file beside it
            growing.rename(made)
    return made
