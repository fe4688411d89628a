""".docx → rows committed, beside the script that one would write and beside the limit with COPY."""

from __future__ import annotations

import json

from bench.databases import in_child, postgresql_url, sqlite_url
from bench.report import progress, seconds, table

SIZES = ("10", "300", "1000")
HEADER = ("tables", "ours", "compared with", "ratio")


def _measure(url: str, runs: int) -> dict[str, dict[str, float]]:
    progress(f"committing, {url.partition(':')[0]}")
    measured: dict[str, dict[str, float]] = json.loads(in_child("bench.storing", url, str(runs), *SIZES))
    return measured


def run() -> str:
    """The report."""
    with sqlite_url() as url:
        rows = [
            (f"{int(size):,}", seconds(times["ours"]), seconds(times["other"]), f"{times['other'] / times['ours']:.1f}")
            for size, times in _measure(url, 3).items()
        ]
    title = "Committing on SQLite: python-docx row.cells + save() per row, divided by ours (20 or more)"
    return f"{table(title, HEADER, rows)}\n\n{_postgresql()}"


def _postgresql() -> str:
    title = "Committing on PostgreSQL: ours, divided by limit + COPY of the same rows (at most 3, aim 2)"
    with postgresql_url() as url:
        if url is None:
            return f"{title}\nPostgreSQL was not found: not measured"
        rows = [
            (f"{int(size):,}", seconds(times["ours"]), seconds(times["other"]), f"{times['ours'] / times['other']:.2f}")
            for size, times in _measure(url, 7).items()
        ]
    return table(title, HEADER, rows)
