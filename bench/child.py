"""python -m bench.child make|times|checks|peak …: one piece of work in a process whose memory holds nothing else.

Documents are made in one process and measured in another: the garbage of making them would slow down what follows.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from bench import documents, ways
from bench.timing import in_turns

WORK = {"nothing": len, "limit": ways.limit, "ours": ways.ours}


def make(tables: str, dressed: str, path: str) -> None:
    """Write the document, and make sure that it is read rightly: else there is nothing to measure."""
    data = documents.document(int(tables), dressed == "dressed")
    reading = ways.ours(data)
    assert [one.content for one in reading.tables] == documents.contents(int(tables)), "misread"
    Path(path).write_bytes(data)


def times(path: str, runs: str) -> None:
    """Print the median seconds of each way, as JSON."""
    data = Path(path).read_bytes()
    xml = ways.unzip(data)
    actions = {
        "limit": lambda: ways.limit(data),
        "ours": lambda: ways.ours(data),
        "unzip": lambda: ways.unzip(data),
        "parse": lambda: etree.fromstring(xml),
        "walk": lambda: ways.walk(data),
    }
    print(json.dumps(in_turns(actions, int(runs))))


def checks(path: str, runs: str) -> None:
    """Print the median seconds of reading and of all checks on what was read, as JSON."""
    data = Path(path).read_bytes()
    contents = [one.content for one in ways.ours(data).tables]
    actions = {"reading": lambda: ways.ours(data), "checks": lambda: ways.checked(contents)}
    print(json.dumps(in_turns(actions, int(runs))))


def python_docx(path: str, runs: str) -> None:
    """Print the median seconds of python-docx's way, as JSON."""
    data = Path(path).read_bytes()
    print(json.dumps(in_turns({"python-docx": lambda: ways.cells_by_python_docx(data)}, int(runs))))


def peak(what: str, path: str) -> None:
    """Do one piece of work and print the peak of this process's memory in KB, as JSON."""
    result = WORK[what](Path(path).read_bytes())
    print(json.dumps(peak_kilobytes()))
    del result


def peak_kilobytes() -> int:
    """The high-water mark of this program alone: on Linux ru_maxrss counts the parent's memory at the fork too."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


ACTIONS: dict[str, Callable[..., None]] = {
    "make": make, "times": times, "checks": checks, "python_docx": python_docx, "peak": peak,
}  # fmt: skip

if __name__ == "__main__":
    ACTIONS[sys.argv[1]](*sys.argv[2:])
