"""PostgreSQL: pg_dump of one moment while everybody goes on working, and back in one transaction.

The moment is a snapshot that our own connection holds: pg_dump copies it and we count it, so the counts in the manifest
are those of the copy. What is put back replaces everything or nothing.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.db import connection

from perfgoals.backup.manifest import BackupError

WAIT = 10  # seconds for others to let go of the tables that are replaced


# How Django calls what PostgreSQL's own programs are told by a variable.
VARIABLES = {
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "host": "PGHOST",
    "port": "PGPORT",
    "options": "PGOPTIONS",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "gssencmode": "PGGSSENCMODE",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


def environment() -> dict[str, str]:
    """Where our database is and how to reach it, for PostgreSQL's own programs: everybody can read a command line."""
    given = connection.get_connection_params()
    return os.environ | {variable: str(given[name]) for name, variable in VARIABLES.items() if given.get(name)}


def run(*command: str) -> str:
    """What a program of PostgreSQL prints. Raises BackupError with its last words."""
    try:
        done = subprocess.run(command, env=environment(), capture_output=True, text=True)
    except FileNotFoundError:
        raise BackupError(f"找不到程序 {command[0]}，请安装 PostgreSQL 的客户端程序（postgresql-client）。") from None
    if done.returncode:
        raise BackupError(f"{command[0]} 没有成功：{last_words(done.stderr)}。")
    return done.stdout


def last_words(text: str) -> str:
    """The last line that says something."""
    return next((line for line in reversed(text.splitlines()) if line.strip()), "没有说明原因")


@contextmanager
def snapshot() -> Iterator[Any]:
    """A cursor that sees one moment, for as long as it is open."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield cursor
    finally:
        other.close()


def rows(cursor: Any, tables: list[str]) -> dict[str, int]:
    """How many rows each table has."""
    numbers = {}
    for table in sorted(tables):
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the names come from the database
        numbers[table] = int(cursor.fetchone()[0])
    return numbers


def tables(cursor: Any) -> list[str]:
    """The tables of our schema."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return [name for (name,) in cursor.fetchall()]


def dump(part: Path) -> tuple[dict[str, int], list[str]]:
    """Write the copy to a file; the rows that are in it by table, and its migrations."""
    with snapshot() as cursor:
        cursor.execute("SELECT pg_export_snapshot(), current_schema()")
        name, schema = cursor.fetchone()
        what = ("--format=custom", "--no-owner", "--no-privileges", f'--schema="{schema}"')
        how = (f"--snapshot={name}", "--lock-wait-timeout=60000", f"--file={part}")
        run("pg_dump", *what, *how)
        counted = rows(cursor, tables(cursor))
        cursor.execute("SELECT app || '.' || name FROM django_migrations")
        migrations = sorted(name for (name,) in cursor.fetchall())
    listed = run("pg_restore", "--list", str(part)).count(" TABLE DATA ")
    if listed != len(counted):
        raise BackupError(f"备份里应有 {len(counted)} 张数据表，实有 {listed} 张。")
    return counted, migrations


def restore(file: Path) -> dict[str, int]:
    """Put a copy in the place of everything that is there, or change nothing; the rows that are there then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    connection.close()
    client = subprocess.Popen(
        ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"],
        env=environment(),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert client.stdin
    try:
        complete = _feed(client.stdin, file, schema)
    except BrokenPipeError:
        complete = False  # psql has stopped at an error
    words = client.communicate()[1].decode(errors="replace")
    if client.returncode or not complete:
        raise BackupError(_why(words))
    with connection.cursor() as cursor:
        return rows(cursor, tables(cursor))


def _feed(client: IO[bytes], file: Path, schema: str) -> bool:
    """One transaction, which is only ended where all of the copy was read. Triggers have functions: all goes."""
    client.write(f"BEGIN; SET LOCAL lock_timeout = '{WAIT}s'; SET LOCAL client_min_messages = error;\n".encode())
    client.write(f'DROP SCHEMA "{schema}" CASCADE;\n'.encode())
    client.flush()
    reading = ["pg_restore", "--no-owner", "--no-privileges", "--file=-", str(file)]
    with subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as source:
        assert source.stdout
        while piece := source.stdout.read(1 << 20):
            client.write(piece)
    if source.returncode == 0:
        client.write(b"\nCOMMIT;\n")
    return source.returncode == 0


def _why(words: str) -> str:
    if "lock timeout" in words:
        return "数据库正被使用，没有恢复：请先停止网页服务和后台任务，再试一次。"
    errors = [line for line in words.splitlines() if "ERROR:" in line or "FATAL:" in line]
    return f"没有恢复，数据库没有改变：{errors[0] if errors else '备份文件无法读到末尾'}。"
