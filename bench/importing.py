"""A batch of many documents into a full database: 1, 2 and 4 workers, the usual script, and limit + COPY.

python -m bench.importing measures in the configured database, which bench/province.py has filled, and prints JSON.
Each run is a region of its own, so the same documents are new each time.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django
from django.conf import settings
from django.db import connection, transaction

from bench import documents, timing, ways
from bench.report import seconds, table

FILES, IN_A_FILE = 200, 5
USUAL = 20  # documents that the usual script is measured with
WORKERS = (1, 2, 4)
STARTING = 8.0  # seconds until a worker waits for jobs

_FILES = "(SELECT id FROM importers_importfile WHERE batch_id = {batch})"
_TABLES = f"(SELECT table_id FROM importers_tablesource WHERE file_id IN {_FILES})"
_PROJECTS = f"(SELECT project_id FROM indicators_goaltable WHERE id IN {_TABLES})"
# The rows that an import writes, table by table, parents first.
WRITTEN = {
    "importers_importfile": "batch_id = {batch}",
    "budget_project": f"id IN {_PROJECTS}",
    "budget_budget": f"project_id IN {_PROJECTS}",
    "indicators_goaltable": f"id IN {_TABLES}",
    "indicators_indicator": f"table_id IN {_TABLES}",
    "indicators_tablefinding": f"table_id IN {_TABLES}",
    "indicators_tablechange": f"table_id IN {_TABLES}",
    "indicators_tableline": f"table_id IN {_TABLES}",
    "importers_importtable": f"file_id IN {_FILES}",
    "importers_tablesource": f"file_id IN {_FILES}",
}


def files() -> list[tuple[str, bytes]]:
    """The documents of a batch, each with tables of its own."""
    return [(f"{number}.docx", documents.part(number * IN_A_FILE, IN_A_FILE)) for number in range(FILES)]


@contextmanager
def workers(number: int) -> Iterator[None]:
    """So many processes that take jobs."""
    command = [sys.executable, "manage.py", "work", "--queues", "default"]
    running = [subprocess.Popen(command, cwd=settings.BASE_DIR) for _ in range(number)]
    try:
        time.sleep(STARTING)
        yield
    finally:
        for each in running:
            each.terminate()
        for each in running:
            each.wait()


def ours(batch_files: list[tuple[str, bytes]], number: int) -> tuple[float, int]:
    """Seconds from handing out to the last row, with so many workers; and the key of the batch."""
    from importers.batches import create_batch, enqueue
    from importers.models import ImportFile
    from importers.progress import WORKING

    batch = create_batch(2025, f"{number} 个", "", batch_files, unattended=True)
    with workers(number):
        start = time.perf_counter()
        enqueue(batch)
        while batch.files.filter(state__in=WORKING).exists():
            time.sleep(0.02)
        taken = time.perf_counter() - start
    done = batch.files.filter(state=ImportFile.State.DONE, new=IN_A_FILE).count()
    assert done == FILES, "not imported: nothing to measure"
    return taken, int(batch.pk)


def usual(batch_files: list[tuple[str, bytes]]) -> float:
    """Seconds of the usual script for all documents, reckoned from some."""
    from bench.usual_script import run

    def work() -> None:
        for _, data in batch_files[:USUAL]:
            run(data)

    return timing.once(work) * FILES / USUAL


def rows_of(batch: int) -> dict[str, bytes]:
    """What an import has written, as COPY wants it; each table gets an empty twin with the same indexes."""
    rows = {}
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA twins")
        for name, condition in WRITTEN.items():
            cursor.execute(f"CREATE TABLE twins.{name} (LIKE public.{name} INCLUDING ALL)")
            stream = io.BytesIO()
            query = f"SELECT * FROM {name} WHERE {condition.format(batch=batch)}"
            cursor.cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", stream)
            rows[name] = stream.getvalue()
    return rows


def limit_and_copy(batch_files: list[tuple[str, bytes]], rows: dict[str, bytes]) -> float:
    """Seconds to unpack and parse every document and to hand the same rows to the database."""

    def work() -> None:
        for _, data in batch_files:
            ways.limit(data)
        with transaction.atomic(), connection.cursor() as cursor:
            for name, data in rows.items():
                cursor.cursor.copy_expert(f"COPY twins.{name} FROM STDIN (FORMAT binary)", io.BytesIO(data))

    return timing.once(work)


def measure() -> dict[str, float]:
    """Seconds of every way."""
    batch_files = files()
    found = {}
    for number in WORKERS:
        found[str(number)], batch = ours(batch_files, number)
    found["usual"] = usual(batch_files)
    found["limit"] = limit_and_copy(batch_files, rows_of(batch))
    return found


def report(found: dict[str, Any]) -> str:
    """The figures of `measure` as ratios."""
    rows = [
        (
            f"{number} worker{'s' if number > 1 else ''}",
            seconds(found[str(number)]),
            f"{FILES * IN_A_FILE / found[str(number)]:.0f}",
            f"{found['usual'] / found[str(number)]:.1f} times faster",
            f"{found[str(number)] / found['limit']:.2f}",
        )
        for number in WORKERS
    ]
    title = f"Importing {FILES} documents of {IN_A_FILE} tables into the full database, {os.cpu_count()} cores"
    header = ("", "time", "tables a second", "than the usual script", "ours / (limit + COPY, one process)")
    note = (
        f"usual script: {seconds(found['usual'])}, reckoned from {USUAL} documents; limit + COPY: "
        f"{seconds(found['limit'])}, into empty tables with the same indexes, without foreign keys and triggers"
    )
    return f"{table(title, header, rows)}\n{note}"


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure()))
