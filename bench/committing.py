""".docx → rows committed, beside the script that one would write and beside the limit with COPY."""

from __future__ import annotations

import json

from bench.databases import in_child, postgresql_url, sqlite_url
from bench.report import progress, seconds, table

SIZES = ("10", "300", "1000")


def _measure(url: str, runs: int) -> dict[str, dict[str, float]]:
    progress(f"committing, {url.partition(':')[0]}")
    measured: dict[str, dict[str, float]] = json.loads(in_child("bench.storing", url, str(runs), *SIZES))
    return measured


def run() -> str:
    """The report."""
    return f"{_sqlite()}\n\n{_postgresql()}"


def _sqlite() -> str:
    title = (
        "Committing on SQLite (adr/0029), beside: the limit and the same rows ready-made; row.cells + save() per row"
    )
    header = ("tables", "ours", "limit + rows", "ours / (limit + rows)", "the usual script", "script / ours")
    with sqlite_url() as url:
        rows = [
            (f"{int(size):,}", seconds(t["ours"]), seconds(t["limit"]), f"{t['ours'] / t['limit']:.2f}",
             seconds(t["script"]), f"{t['script'] / t['ours']:.1f}")
            for size, t in _measure(url, 3).items()
        ]  # fmt: skip
    return table(title, header, rows)


def _postgresql() -> str:
    title = "Committing on PostgreSQL: ours, divided by limit + COPY of the same rows (at most 3, aim 2)"
    with postgresql_url() as url:
        if url is None:
            return f"{title}\nPostgreSQL was not found: not measured"
        rows = [
            (f"{int(size):,}", seconds(t["ours"]), seconds(t["limit"]), f"{t['ours'] / t['limit']:.2f}")
            for size, t in _measure(url, 7).items()
        ]
    return table(title, ("tables", "ours", "limit + COPY", "ratio"), rows)
