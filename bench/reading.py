"""bytes of a .docx → TableContent with findings, beside the limit and beside python-docx."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.report import megabytes, progress, seconds, table
from bench.timing import in_child

# Tables, how they are written, runs. python-docx is measured up to MEASURED tables and reckoned from there on.
SIZES = ((10, "lean", 101), (1000, "lean", 11), (10_000, "lean", 5), (10, "dressed", 101), (1000, "dressed", 7))
MEASURED = 1000
WORKS = ("nothing", "limit", "ours")


@dataclass(frozen=True, slots=True)
class Result:
    """One document: its size in bytes, medians in seconds, peaks of memory in KB."""

    tables: int
    look: str
    size: int
    times: dict[str, float]
    peaks: tuple[int, ...]
    python_docx: float

    @property
    def name(self) -> str:
        """How the report calls it."""
        return f"{self.tables:,} {'as Word saves' if self.look == 'dressed' else 'lean'}"

    @property
    def parts(self) -> dict[str, float]:
        """Where our time goes; walking the cells and taking them for fields are what we add to the limit."""
        times = self.times
        added = {"walk": times["walk"] - times["unzip"] - times["parse"], "recognise": times["ours"] - times["walk"]}
        return {"unzip": times["unzip"], "parse": times["parse"], **added}


def measure(tables: int, look: str, runs: int, folder: Path, known: dict[str, Result]) -> Result:
    """All ways on one document."""
    progress(f"reading {tables:,} tables, {look}")
    path = folder / f"{tables}-{look}.docx"
    in_child("make", str(tables), look, str(path))
    times = in_child("times", str(path), str(runs))
    peaks = tuple(in_child("peak", work, str(path)) for work in WORKS)
    if tables > MEASURED:
        slow = known[f"{MEASURED}-{look}"].python_docx * tables / MEASURED
    else:
        slow = in_child("python_docx", str(path), "9" if tables < 100 else "1")["python-docx"]
    result = Result(tables, look, path.stat().st_size, times, peaks, slow)
    known[path.stem] = result
    return result


def run() -> str:
    """The report."""
    with tempfile.TemporaryDirectory() as folder:
        known: dict[str, Result] = {}
        results = [measure(*size, Path(folder), known) for size in SIZES]
    return "\n\n".join((_ratios(results), _parts(results), _memory(results)))


def _ratios(results: list[Result]) -> str:
    title = "Reading. limit: unzip + lxml.etree.fromstring (aim 2, at most 3); python-docx: row.cells (at most 0.1)"
    header = ("tables", "file", "limit", "ours", "ours/limit", "python-docx", "ours/python-docx")
    rows = []
    for one in results:
        limit, ours = one.times["limit"], one.times["ours"]
        slow = seconds(one.python_docx) + ("*" if one.tables > MEASURED else "")
        ratios = (f"{ours / limit:.2f}", slow, f"{ours / one.python_docx:.3f}")
        rows.append((one.name, megabytes(one.size), seconds(limit), seconds(ours), *ratios))
    return table(title, header, rows) + f"\n* reckoned from {MEASURED:,} tables"


def _parts(results: list[Result]) -> str:
    rows = [(one.name, *map(seconds, one.parts.values())) for one in results]
    return table("Where our time goes", ("tables", "unzip", "parse", "walk", "recognise"), rows)


def _memory(results: list[Result]) -> str:
    rows = [(one.name, *(f"{peak / 1024:.0f} MB" for peak in one.peaks)) for one in results]
    return table("Peak memory of a fresh process", ("tables", "file read only", "limit", "ours"), rows)
