"""Pages at 1,000 and at 100,000 tables on PostgreSQL, asked in turns: milliseconds, ratio, queries, the worst first.

`python -m bench.pages [TEXT]` with PAGES_URLS="URL URL" measures databases that are there already, and only pages whose
address or role holds the text.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from bench.addresses import pages
from bench.databases import in_child
from bench.report import progress, table
from tests.postgres import postgres
from tests.tools import find_postgres

SIZES = (1_000, 100_000)
RUNS = 3
HEADER = ("page", "as", "1,000", "100,000", "ratio", "queries", "at 100,000")


class Measured(NamedTuple):
    """One page: medians in seconds at both sizes, and the number of its statements at both."""

    role: str
    address: str
    small: float
    large: float
    queries: tuple[int, int]

    @property
    def ratio(self) -> float:
        """How many times longer it takes at the larger size."""
        return self.large / self.small


class NotThere(Exception):
    """A page that answers otherwise than a page does."""


class Asked:
    """A process with one database that answers for pages."""

    def __init__(self, url: str, folder: str) -> None:
        environment = os.environ | {
            "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "perfgoals.settings", "PERFGOALS_DATA": folder,
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.page_child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment,
        )  # fmt: skip

    def ask(self, what: str, role: str, address: str) -> Any:
        """The answer to one line. Raises NotThere."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{what} {role} {address}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if isinstance(answer, dict) and answer["status"] != 200:
            raise NotThere(f"{role} {address}: {answer['status']}")
        return answer

    def close(self) -> None:
        """Let it end."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


@contextmanager
def asked(urls: list[str]) -> Iterator[list[Asked]]:
    """A process for each database."""
    with tempfile.TemporaryDirectory() as folder:
        processes = [Asked(url, folder) for url in urls]
        try:
            yield processes
        finally:
            for each in processes:
                each.close()


def measure(urls: list[str], text: str = "", runs: int = RUNS) -> list[Measured]:
    """All pages whose role or address holds the text, those with the largest ratio first."""
    found = []
    with asked(urls) as (small, large):
        for role, address in pages():
            if text not in f"{role} {address}":
                continue
            progress(f"{role} {address}")
            try:
                found.append(_measured(small, large, role, address, runs))
            except NotThere as error:  # told, and no reason to lose what all the others took minutes for
                progress(str(error))
    return sorted(found, key=lambda each: -each.ratio)


def _measured(small: Asked, large: Asked, role: str, address: str, runs: int) -> Measured:
    """One page in turns; the first answer of each is not counted."""
    times: dict[Asked, list[float]] = {small: [], large: []}
    for run in range(runs + 1):
        for each in (small, large):
            seconds = each.ask("page", role, address)["seconds"]
            times[each] += [seconds] if run else []
    queries = (small.ask("queries", role, address), large.ask("queries", role, address))
    medians = [statistics.median(times[each]) for each in (small, large)]
    return Measured(role, address, medians[0], medians[1], queries)


def report(found: list[Measured]) -> str:
    """The table."""
    rows = [
        (each.address, each.role, f"{each.small * 1000:.1f} ms", f"{each.large * 1000:.1f} ms", f"{each.ratio:.2f}",
         str(each.queries[0]), str(each.queries[1]))
        for each in found
    ]  # fmt: skip
    over = sum(each.ratio > 2 for each in found)
    title = f"Pages on PostgreSQL at 1,000 and 100,000 tables: {over} of {len(found)} take more than twice as long"
    return table(title, HEADER, rows)


@contextmanager
def filled() -> Iterator[list[str]]:
    """The DATABASE_URLs of two databases of both sizes, with the library counted."""
    with postgres() as server:
        urls = []
        for size in SIZES:
            progress(f"filling a database with {size:,} tables")
            name = f"pages{size}"
            server.run("createdb", "-h", str(server.folder), "-U", "tester", name)
            urls.append(f"postgres://tester@/{name}?host={server.folder}")
            in_child("bench.province", urls[-1], str(size), "migrate", "library")
        yield urls


def run() -> str:
    """The report."""
    if find_postgres() is None:
        return "Pages: PostgreSQL was not found: not measured"
    with filled() as urls:
        return report(measure(urls))


def main() -> None:
    """Measure what is asked for."""
    text = sys.argv[1] if len(sys.argv) > 1 else ""
    given = os.environ.get("PAGES_URLS", "").split()
    print(report(measure(given, text)) if given else run())


if __name__ == "__main__":
    main()
