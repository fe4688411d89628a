"""A province: 100,000 tables and 1,000,000 indicators in PostgreSQL, as ratios to 1,000 tables or to other ways.

`make bench-scale`, or python -m bench scale. It takes some twenty minutes.
"""

from __future__ import annotations

import json

from bench import importing, pages
from bench.databases import in_child
from bench.report import megabytes, progress, seconds, table
from tests.tools import find_postgres

# A tenth of the tables is of 2023, two tenths of 2024 (bench/province.py).
FEWER, MORE = "2023", "2024"
FORMATS = ("docx", "xlsx", "json")


def run() -> str:
    """The report."""
    if not find_postgres():
        return "A province's size\nPostgreSQL was not found: not measured"
    with pages.filled() as (small, large):
        parts = [_exports(small, large), pages.report(pages.measure([small, large]))]
        progress("importing")
        # Last: it adds tables.
        parts.append(importing.report(json.loads(in_child("bench.importing", large))))
    return "\n\n".join(parts)


def _exports(small: str, large: str) -> str:
    """Memory must not grow with the tables."""
    rows = []
    for format in FORMATS:
        for url, year in ((small, FEWER), (large, FEWER), (large, MORE)):
            progress(f"exporting {year} as {format}")
            taken, peak, tables, size = json.loads(in_child("bench.export_memory", url, year, format))
            rows.append((f"{tables:,} .{format}", seconds(taken), f"{peak / 1024:.0f} MB", megabytes(size)))
    return table("Exporting a year into one file, read from PostgreSQL", ("tables", "time", "peak", "size"), rows)
