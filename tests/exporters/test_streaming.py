"""Files are written while the tables come, into what can't be wound back, and the same bytes each time."""

import io
import tracemalloc
from collections.abc import Iterator

import pytest

from bench import documents
from exporters.entry import Entry
from exporters.formats import FORMATS
from tests.exporters.reading_back import written

CONTENTS = documents.contents(20)
STREAMED = [key for key, each in FORMATS.items() if each.most is None]


class Pipe(io.RawIOBase):
    """Takes bytes and forgets them."""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def,override]
        return len(data)


def _entries(count: int) -> Iterator[Entry]:
    return (Entry(2025, CONTENTS[number % len(CONTENTS)]) for number in range(count))


@pytest.mark.parametrize("key", STREAMED)
def test_the_same_tables_make_the_same_bytes(key: str) -> None:
    assert written(key, CONTENTS) == written(key, CONTENTS)


@pytest.mark.parametrize("key", STREAMED)
def test_five_times_the_tables_need_little_more_memory(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporters.writers.docx._IN_MEMORY", 100_000)
    monkeypatch.setattr("exporters.writers.xlsx.MOST_SHEETS", 10)
    monkeypatch.setattr("exporters.writers.xlsx.MOST_FORMS", 20)
    peaks = []
    for count in (5, 30, 150):  # the first fills the caches
        tracemalloc.start()
        FORMATS[key].write(_entries(count), Pipe())  # type: ignore[arg-type]
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < peaks[1] + 300_000
