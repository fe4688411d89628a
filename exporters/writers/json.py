"""The full contents as a JSON array, one table a line; `entries` is the reverse."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import IO

from exporters.entry import Entry, Facts
from indicators.content import TableContent


def write(entries: Iterable[Entry], target: IO[bytes], facts: Facts) -> None:
    """Each table with the keys of the published reading, and its year. Numbers of forms stay their own."""
    before = "[\n"
    for entry in entries:
        text = json.dumps({"year": entry.year, **entry.content.to_json()}, ensure_ascii=False)
        target.write(f"{before}{text}".encode())
        before = ",\n"
    target.write(b"[]\n" if before == "[\n" else b"\n]\n")


def entries(data: bytes) -> Iterator[Entry]:
    """What `write` wrote."""
    for values in json.loads(data):
        yield Entry(values["year"], TableContent.from_json(values))
