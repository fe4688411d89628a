"""bytes of a .docx → TableContent with findings, beside the limit and beside python-docx."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from bench import documents, ways
from bench.report import megabytes, seconds, table
from bench.timing import in_turns, peak_megabytes

# Tables, dressed, runs. python-docx is measured up to MEASURED tables and reckoned from there on.
SIZES = ((10, False, 101), (1000, False, 9), (10_000, False, 3), (10, True, 101), (1000, True, 5))
MEASURED = 1000


@dataclass(frozen=True, slots=True)
class Result:
    """Medians in seconds for one document."""

    name: str
    size: int
    times: dict[str, float]
    python_docx: float
    reckoned: bool

    @property
    def ratio(self) -> float:
        """Ours against the limit."""
        return self.times["ours"] / self.times["limit"]

    def parts(self) -> dict[str, float]:
        """Where our time goes; reading cell texts and taking them for fields are what we add to the limit."""
        times = self.times
        inside = times["unzip"] + times["parse"]
        return {
            "unzip": times["unzip"],
            "parse": times["parse"],
            "walk": times["walk"] - inside,
            "recognise": times["ours"] - times["walk"],
        }


def measure(tables: int, dressed: bool, runs: int) -> Result:
    """All ways on one document."""
    data = documents.document(tables, dressed)
    xml = ways.unzip(data)
    reading = ways.ours(data)
    assert [one.content for one in reading.tables] == documents.contents(tables), "misread: nothing to measure"
    del reading
    actions = {
        "limit": lambda: ways.limit(data),
        "ours": lambda: ways.ours(data),
        "unzip": lambda: ways.unzip(data),
        "parse": lambda: etree.fromstring(xml),
        "walk": lambda: ways.walk(data),
    }
    times = in_turns(actions, runs)
    name = f"{tables:,} {'as Word saves' if dressed else 'lean'}"
    part = min(tables, MEASURED)
    return Result(name, len(data), times, _python_docx(part, dressed) * tables / part, part < tables)


@cache
def _python_docx(tables: int, dressed: bool) -> float:
    """Seconds of python-docx: a median for small documents, one run for large ones, which take minutes."""
    data = documents.document(tables, dressed)
    runs = 9 if tables < 100 else 1
    return in_turns({"": lambda: ways.cells_by_python_docx(data)}, runs)[""]


def run(sizes: tuple[tuple[int, bool, int], ...] = SIZES) -> str:
    """The report."""
    results = [measure(*size) for size in sizes]
    header = ("tables", "file", "limit", "ours", "ours/limit", "python-docx", "ours/python-docx")
    rows = [_row(result) for result in results]
    parts_header = ("tables", "unzip", "parse", "walk", "recognise")
    parts = [(one.name, *map(seconds, one.parts().values())) for one in results]
    return "\n\n".join(
        (
            table(
                "Reading: unzip + lxml.etree.fromstring is the limit (aim 2, at most 3; python-docx: at most 0.1)",
                header,
                rows,
            ),
            "* reckoned from 1,000 tables",
            table("Where our time goes", parts_header, parts),
            memory(sizes),
        )
    )


def _row(result: Result) -> tuple[str, ...]:
    ours = result.times["ours"]
    return (
        result.name,
        megabytes(result.size),
        seconds(result.times["limit"]),
        seconds(ours),
        f"{result.ratio:.2f}",
        seconds(result.python_docx) + ("*" if result.reckoned else ""),
        f"{ours / result.python_docx:.3f}",
    )


def memory(sizes: tuple[tuple[int, bool, int], ...]) -> str:
    """Peaks of fresh processes, each with the file's bytes in memory."""
    rows = []
    for tables, dressed, _ in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bench.docx"
            path.write_bytes(documents.document(tables, dressed))
            peaks = [peak_megabytes(work, str(path)) for work in ("nothing", "limit", "ours")]
        rows.append((f"{tables:,} {'as Word saves' if dressed else 'lean'}", *(f"{peak:.0f} MB" for peak in peaks)))
    return table("Peak memory of a process", ("tables", "file read only", "limit", "ours"), rows)
