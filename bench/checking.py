"""The checks on the tables of a document, beside reading it: looking must be cheaper than reading (DESIGN 11)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.report import progress, seconds, table
from bench.timing import in_child

SIZES = ((10, 51), (1000, 5))  # tables, runs


def run() -> str:
    """The report: times of one table."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [_measured(tables, runs, Path(folder)) for tables, runs in SIZES]
    title = "Checks. reading: bytes of a lean .docx → TableContent; both per table (checks at most reading)"
    return table(title, ("tables", "reading", "checks", "checks/reading"), rows)


def _measured(tables: int, runs: int, folder: Path) -> tuple[str, ...]:
    progress(f"checks on {tables:,} tables")
    path = folder / f"{tables}.docx"
    in_child("make", str(tables), "lean", str(path))
    times = in_child("checks", str(path), str(runs))
    reading, checks = times["reading"] / tables, times["checks"] / tables
    return f"{tables:,}", seconds(reading), seconds(checks), f"{checks / reading:.2f}"
