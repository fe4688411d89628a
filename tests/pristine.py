"""The database as the migrations leave it, put back after every test with real transactions.

Django would flush each table and save the data of the migrations row by row, before and after the test: with the
frameworks of the regions that takes longer than most tests. A copy of the whole is put back in some milliseconds.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

PATIENCE = 60  # seconds until a connection that keeps writing after its test is an error


def kept() -> Callable[[], None]:
    """Remember what is in the database now; the function puts it back."""
    return _kept_by_postgres() if connection.vendor == "postgresql" else _kept_by_sqlite()


def _open() -> sqlite3.Connection:
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    return raw


def _kept_by_sqlite() -> Callable[[], None]:
    """SQLite's own online copy: other connections stay valid and see the old content at their next transaction."""
    pages = sqlite3.connect(":memory:", check_same_thread=False)
    _open().backup(pages)

    def put_back() -> None:
        end = time.monotonic() + PATIENCE

        def still_patient(*progress: int) -> None:
            assert time.monotonic() < end, "somebody still writes to the database of a test that is over"

        pages.backup(_open(), progress=still_patient, sleep=0.02)

    return put_back


def _kept_by_postgres() -> Callable[[], None]:
    """Copies of the tables that are not empty, in a schema of their own. Keys are checked when it is complete.

    DELETE, not TRUNCATE, which takes longer for tables of a few rows and waits for everybody who still reads.
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA pristine")
        tables = connection.introspection.table_names(cursor)
        filled = [table for table in tables if _has_rows(cursor, table)]
        for table in filled:
            cursor.execute(f'CREATE TABLE pristine."{table}" AS TABLE "{table}"')
    # Triggers mark what is deleted, so the marks go last.
    commands = [f'DELETE FROM "{table}"' for table in (*tables, "figures_mark")]
    commands += [f'INSERT INTO "{table}" SELECT * FROM pristine."{table}"' for table in filled]

    def put_back() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(";".join(commands))

    return put_back


def _has_rows(cursor: Any, table: str) -> bool:
    cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
    return bool(cursor.fetchone()[0])
