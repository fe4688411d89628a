"""Writing tables as .docx and .xlsx beside python-docx `table.cell()` and openpyxl cell by cell.

python -m bench.exporting WAY TABLES does one of them in a process of its own and prints seconds and peak memory.
"""

from __future__ import annotations

import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

from bench import export_ways
from bench.report import megabytes, progress, seconds, table

WAYS: dict[str, Callable[[int, IO[bytes]], None]] = {
    "python-docx": export_ways.by_python_docx,
    "openpyxl": export_ways.by_openpyxl,
    **{key: partial(export_ways.by_us, key) for key in ("docx", "xlsx", "list", "txt", "csv", "json")},
}
RIVALS = {"docx": "python-docx", "xlsx": "openpyxl"}
TABLES, MANY, RUNS = 1000, 10_000, 3
FEW = {"python-docx": 40, "openpyxl": 1000}  # tables that the other way is measured with


def run() -> str:
    """The report."""
    return f"{_ratios()}\n\n{_memory()}"


def _ratios() -> str:
    rows = []
    for key, rival in RIVALS.items():
        few = FEW[rival]
        slow = _median(rival, few)[0] * TABLES / few
        ours = _median(key, TABLES)[0]
        star = "*" if few < TABLES else ""
        rows.append((f"{TABLES:,} .{key}", seconds(ours), f"{rival} {seconds(slow)}{star}", f"{slow / ours:.0f} times"))
    title = "Writing. python-docx: table.cell() (at least 20 times faster); openpyxl: sheet.cell(); medians of 3 runs"
    note = f"* reckoned from {FEW['python-docx']} tables: a table costs at least as much among more of them"
    return f"{table(title, ('tables', 'ours', 'the other way', 'faster'), rows)}\n{note}"


def _memory() -> str:
    rows = []
    for key in ("docx", "xlsx", "list", "txt", "csv", "json"):
        few, many = _once(key, 10), _once(key, TABLES)
        most = _once(key, MANY)
        peaks = (f"{each[1] / 1024:.0f} MB" for each in (few, many, most))
        rows.append((key, *peaks, seconds(most[0]), megabytes(int(most[2]))))
    header = ("format", "10 tables", f"{TABLES:,}", f"{MANY:,}", f"time of {MANY:,}", f"size of {MANY:,}")
    others = ", ".join(f"{way} {_once(way, count)[1] / 1024:.0f} MB at {count:,}" for way, count in FEW.items())
    return f"{table('Peak memory of a fresh process', header, rows)}\nBeside it: {others}"


def _median(way: str, tables: int) -> tuple[float, ...]:
    runs = [_once(way, tables) for _ in range(RUNS)]
    return tuple(map(statistics.median, zip(*runs, strict=True)))


def _once(way: str, tables: int) -> list[float]:
    """Seconds, peak in KB and bytes of one run in a process of its own."""
    progress(f"writing {tables:,} tables: {way}")
    command = [sys.executable, "-m", "bench.exporting", way, str(tables)]
    measured: list[float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return measured


def _measure(way: str, tables: int) -> tuple[float, int, int]:
    with tempfile.TemporaryFile() as target:
        start = time.perf_counter()
        WAYS[way](tables, target)
        return time.perf_counter() - start, _peak_kilobytes(), target.tell()


def _peak_kilobytes() -> int:
    """The high-water mark of this program alone: on Linux ru_maxrss counts the parent's memory at the fork too."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], int(sys.argv[2]))))
