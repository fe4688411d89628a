"""The relation that tells which tables have a pair of characters: integer[] under GIN on PostgreSQL, FTS5 on SQLite.

No model: each database has it in its own way, and nothing but this module reads or writes it. Where SQLite was built
without FTS5 there is none; then `named` gives None and texts are looked through.
"""

# ruff: noqa: S608 - the only thing put into statements is the name below

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from indicators.search.grams import grams

NAME = "indicators_tablegrams"
# The pairs themselves lie beside the rows: what is read to find tables stays narrow, however much they say.
_POSTGRESQL = (
    f"CREATE TABLE {NAME} (table_id bigint PRIMARY KEY, grams integer[] NOT NULL) WITH (toast_tuple_target = 128)",
    f"ALTER TABLE {NAME} ALTER COLUMN grams SET STORAGE EXTERNAL",
    f"CREATE INDEX {NAME}_gin ON {NAME} USING gin (grams)",
)
_SQLITE = f"CREATE VIRTUAL TABLE {NAME} USING fts5(grams, content='', detail='none', columnsize=0, tokenize='ascii')"


def make(apps: Any, schema_editor: Any) -> None:
    """(Re)make it, empty; for RunPython."""
    database = schema_editor.connection
    with database.cursor() as cursor:
        if database.vendor != "postgresql" and not _has_fts5(database.connection):
            return
        cursor.execute(f"DROP TABLE IF EXISTS {NAME}")
        for statement in _POSTGRESQL if database.vendor == "postgresql" else (_SQLITE,):
            cursor.execute(statement)


def _has_fts5(raw: sqlite3.Connection) -> bool:
    return bool(raw.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone())


def is_there() -> bool:
    """Whether this database has it."""
    if connection.vendor == "postgresql":
        return True
    connection.ensure_connection()
    found = connection.connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [NAME]).fetchone()
    return found is not None


def having(wanted: Iterable[int]) -> RawSQL:
    """The keys of the tables that have all these pairs."""
    pairs = sorted(wanted)
    output = models.BigIntegerField()
    if connection.vendor == "postgresql":
        return RawSQL(f"SELECT table_id FROM {NAME} WHERE grams @> %s::integer[]", [pairs], output)  # noqa: S611
    asked = " AND ".join(map(_token, pairs))
    return RawSQL(f"SELECT rowid FROM {NAME} WHERE {NAME} MATCH %s", [asked], output)  # noqa: S611


def write(old: Mapping[int, str], new: Mapping[int, str]) -> None:
    """Forget the `old` folded texts of tables by key, which are those that it knows, and take up the `new` ones."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DELETE FROM {NAME} WHERE table_id = ANY(%s)", [list(old)])
            if new:
                rows = [value for key, text in new.items() for value in (key, sorted(grams(text)))]
                marks = ", ".join(["(%s, %s::integer[])"] * len(new))
                cursor.execute(f"INSERT INTO {NAME} (table_id, grams) VALUES {marks}", rows)
        elif is_there():
            gone = f"INSERT INTO {NAME} ({NAME}, rowid, grams) VALUES ('delete', %s, %s)"
            cursor.executemany(gone, [(key, _tokens(text)) for key, text in old.items()])
            taken = f"INSERT INTO {NAME} (rowid, grams) VALUES (%s, %s)"
            cursor.executemany(taken, [(key, _tokens(text)) for key, text in new.items()])


def _tokens(text: str) -> str:
    return " ".join(map(_token, sorted(grams(text))))


def _token(pair: int) -> str:
    return format(pair & 0xFFFFFFFF, "08x")
