"""What the tests of all writers share: contents to be written, and reading back what was written."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from exporters import form
from exporters.entry import Entry
from exporters.formats import FORMATS
from exporters.writers import csv, json
from importers.reading import FileReading, read_document
from indicators.content import TableContent
from tests.making import contents as making

SAMPLES = sorted((Path(__file__).parents[1] / "samples" / "docx").glob("*-word.docx"))
READERS = {"csv": csv.entries, "json": json.entries}
READ_BY_IMPORT = ("docx", "xlsx", "txt")
TINY = tuple(map(Decimal, ("2100.00", "0.21", "0.01", "0.000001", "1234567890123.45", "9999999999999.999999")))
amounts = making.money | st.sampled_from(TINY)


@st.composite
def contents(draw: st.DrawFn, most_rows: int = 12) -> TableContent:
    """Contents of the makers, with amounts that are hard to print and in every unit."""
    content = draw(making.contents(most_rows))
    unit = draw(st.sampled_from(("元", "万元", "亿元")))
    money = {name: draw(amounts) for name in ("budget_total", "fiscal_funds", "other_funds")}
    return dataclasses.replace(content, currency_unit=unit, **money)


def written(key: str, entries: Iterable[Entry | TableContent], **facts: object) -> bytes:
    """The file of these tables, of 2025 where nothing else is said."""
    target = io.BytesIO()
    held = (each if isinstance(each, Entry) else Entry(2025, each) for each in entries)
    FORMATS[key].write(held, target, **facts)  # type: ignore[arg-type]
    return target.getvalue()


def reading(key: str, data: bytes) -> FileReading:
    """The file as an import reads it."""
    return read_document(f"表{FORMATS[key].suffix}", data)


def read(key: str, data: bytes) -> list[TableContent]:
    """The contents of a file, by the importers or by the writer's own reverse; nothing may be told beside them."""
    if key in READERS:
        return [entry.content for entry in READERS[key](data)]
    found = reading(key, data)
    assert not [finding for finding in found.all_findings if finding.code not in EXPECTED]
    return [table.content for table in found.tables]


# What a blank form itself lets the reader say.
EXPECTED = frozenset({"project-name-missing", "indicators-missing", "agency-missing"})


def as_read(contents: Iterable[TableContent]) -> list[TableContent]:
    """What a reader can find: a form without a number is counted by its place, one without a title has ours."""
    return [
        dataclasses.replace(
            content,
            number=position if content.number is None else content.number,
            title=content.title or form.title(Entry(2025, dataclasses.replace(content, number=None))),
        )
        for position, content in enumerate(contents, 1)
    ]
