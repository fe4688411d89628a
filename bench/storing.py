"""python -m bench.storing RUNS TABLES…: times of getting documents into this process's database, as JSON.

Beside the limit: unpacking and parsing, and handing the same rows to the database ready-made, by COPY on PostgreSQL and
by statements of many rows on SQLite. On SQLite also beside the usual script.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import chain
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction

from bench import documents, timing, ways

# In the order in which rows can be deleted; what migrations filled stays.
_FILLED = (
    "importers_tablesource", "importers_importissue", "importers_importtable", "importers_importfile",
    "importers_importbatch", "importers_sourcefile", "indicators_tablefinding", "indicators_tablechange",
    "indicators_indicator", "indicators_goaltable", "budget_budget", "budget_project", "budget_agency",
)  # fmt: skip
_LAST = ("budget_project", "indicators_goaltable")  # as our import does it on SQLite (indicators/storing.py)
_TABLES_LAST = (*(name for name in reversed(_FILLED) if name not in _LAST), *_LAST)
_PARAMETERS = 2_000  # of one statement
Rows = dict[str, Any]


def empty() -> None:
    """Delete all rows that a run has written."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name in _FILLED:
            cursor.execute(f"DELETE FROM {name}")


def ours(data: bytes) -> None:
    """Our import: read, compare with what is there, commit."""
    from bench.our_import import run

    run(data)


def script(data: bytes) -> None:
    """The usual script."""
    from bench.usual_script import run

    run(data)


def ready_made() -> Rows:
    """The rows of all filled tables as the database takes them at its quickest, parents first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return {name: cursor.execute(f"SELECT * FROM {name}").fetchall() for name in reversed(_FILLED)}
        return {name: _copied(cursor, name) for name in reversed(_FILLED)}


def _copied(cursor: Any, name: str) -> bytes:
    with closing(io.BytesIO()) as stream:
        cursor.cursor.copy_expert(f"COPY {name} TO STDOUT (FORMAT binary)", stream)
        return stream.getvalue()


def limit(data: bytes, rows: Rows) -> None:
    """What no import can do without: unpack, parse, and hand the same rows to the database, in one transaction."""
    ways.limit(data)
    with transaction.atomic(), connection.cursor() as cursor:
        for name, table in rows.items():
            if isinstance(table, bytes):
                cursor.cursor.copy_expert(f"COPY {name} FROM STDIN (FORMAT binary)", io.BytesIO(table))
        for name in _TABLES_LAST if connection.vendor == "sqlite" else ():
            _insert(cursor, name, rows[name])


def _insert(cursor: Any, name: str, rows: Any) -> None:
    """Many rows with each statement."""
    at_once = max(1, _PARAMETERS // len(rows[0])) if rows else 1
    for at in range(0, len(rows), at_once):
        some = rows[at : at + at_once]
        marks = ", ".join(f"({', '.join(['%s'] * len(row))})" for row in some)
        cursor.execute(f"INSERT INTO {name} VALUES {marks}", list(chain.from_iterable(some)))


def timed(action: Callable[[], None]) -> float:
    """Seconds of one run into an empty database."""
    empty()
    return timing.once(action)


def measure(tables: int, runs: int) -> dict[str, float]:
    """Medians of ours and of what it is compared with, in turns."""
    data = documents.document(tables)
    timed(lambda: ours(data))
    rows = ready_made()
    asked = {"ours": lambda: ours(data), "limit": lambda: limit(data, rows), "script": lambda: script(data)}
    if connection.vendor == "postgresql":
        del asked["script"]
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(runs):
        for name, action in asked.items():
            taken[name].append(timed(action))
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    """Measure each size and print one JSON object."""
    django.setup()
    call_command("migrate", verbosity=0)
    runs, *sizes = map(int, sys.argv[1:])
    print(json.dumps({size: measure(size, runs) for size in sizes}))


if __name__ == "__main__":
    main()
