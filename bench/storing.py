"""python -m bench.storing RUNS TABLES…: times of getting documents into this process's database, as JSON.

On SQLite beside the usual script; on PostgreSQL beside the limit, unpacking and parsing and a COPY of the same rows.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
from collections.abc import Callable
from contextlib import closing

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


def copies() -> dict[str, bytes]:
    """The rows of all filled tables as COPY wants them, parents first."""
    rows = {}
    with connection.cursor() as cursor:
        for name in reversed(_FILLED):
            with closing(io.BytesIO()) as stream:
                cursor.cursor.copy_expert(f"COPY {name} TO STDOUT (FORMAT binary)", stream)
                rows[name] = stream.getvalue()
    return rows


def limit_and_copy(data: bytes, rows: dict[str, bytes]) -> None:
    """What no import can do without: unpack, parse, and hand the same rows to the database, in one transaction."""
    ways.limit(data)
    with transaction.atomic(), connection.cursor() as cursor:
        for name, table in rows.items():
            cursor.cursor.copy_expert(f"COPY {name} FROM STDIN (FORMAT binary)", io.BytesIO(table))


def timed(action: Callable[[], None]) -> float:
    """Seconds of one run into an empty database."""
    empty()
    return timing.once(action)


def measure(tables: int, runs: int) -> dict[str, float]:
    """Medians of ours and of what it is compared with, in turns."""
    data = documents.document(tables)
    taken: dict[str, list[float]] = {"ours": [], "other": []}
    timed(lambda: ours(data))
    rows = copies() if connection.vendor == "postgresql" else {}
    for _ in range(runs):
        taken["ours"].append(timed(lambda: ours(data)))
        other = (lambda: limit_and_copy(data, rows)) if rows else (lambda: script(data))
        taken["other"].append(timed(other))
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    """Measure each size and print one JSON object."""
    django.setup()
    call_command("migrate", verbosity=0)
    runs, *sizes = map(int, sys.argv[1:])
    print(json.dumps({size: measure(size, runs) for size in sizes}))


if __name__ == "__main__":
    main()
