"""SQLite: its own online copy, which shows one moment while others go on writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from perfgoals.backup.manifest import BackupError

WAIT = 20  # seconds for others to end what they write


def database() -> Path:
    """The file of our database."""
    return Path(connection.settings_dict["NAME"])


def rows(opened: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    # An index of FTS5 can't be counted; the tables that it keeps itself in can.
    kinds = "type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    found = opened.execute(f"SELECT name FROM sqlite_master WHERE {kinds}")  # noqa: S608
    names = sorted(name for (name,) in found.fetchall())
    return {name: int(opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}  # noqa: S608


def dump(part: Path) -> tuple[dict[str, int], list[str]]:
    """Write the copy to a file; the rows that are in it by table, and its migrations."""
    with closing(sqlite3.connect(database(), timeout=WAIT)) as ours, closing(sqlite3.connect(part)) as copy:
        ours.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without another one beside it
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise BackupError("数据库文件已损坏，没有做成备份。")
        migrations = copy.execute("SELECT app || '.' || name FROM django_migrations").fetchall()
        return rows(copy), sorted(name for (name,) in migrations)


def restore(file: Path) -> dict[str, int]:
    """Put a copy in the place of everything that is there; the rows that are there then."""
    connection.close()
    there = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    with closing(there) as copy, closing(sqlite3.connect(database(), timeout=WAIT)) as ours:
        _replace(copy, ours)
        return rows(ours)


def _replace(copy: sqlite3.Connection, ours: sqlite3.Connection) -> None:
    """In one transaction of SQLite's."""

    def no_waiting(status: int, *left: Any) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BackupError("数据库正被使用，没有恢复：请先停止网页服务和后台任务，再试一次。")

    try:
        copy.backup(ours, progress=no_waiting)
    except sqlite3.Error as error:
        raise BackupError(f"没有恢复，数据库没有改变：{error}") from error
