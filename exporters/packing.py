"""Tables into one file, or into a zip with a file for each table or agency and an index; written as they come.

The target need not be seekable, and memory holds one table and the names: it may be a row of the database, a file or
an answer. Who may see which tables was decided before.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exporters.entry import Entry
from exporters.formats import Format
from exporters.index import NAME as INDEX
from exporters.index import Index
from exporters.models import Shape
from exporters.names import Names
from exporters.taking import Taken

# These are packed themselves: trying hard to make them smaller would only take time.
PACKED, LIGHTLY = (".docx", ".xlsx", ".pdf"), 1


@dataclass(frozen=True, slots=True)
class Layout:
    """How the tables are written. `numbered` counts those of each document from 1; `at` is the date of the files."""

    format: Format
    shape: str
    title: str
    numbered: bool
    total: int
    at: datetime


def pack(tables: Iterable[Taken], target: IO[bytes], layout: Layout) -> None:
    """Write all tables."""
    if layout.shape == Shape.ONE:
        entries = (each.entry for each in tables)
        layout.format.write(entries, target, title=layout.title, numbered=layout.numbered)
        return
    index, names = Index(), Names()
    names.give(INDEX, "")
    with ZipFile(target, "w", ZIP_DEFLATED) as files:
        write = _each_agency if layout.shape == Shape.AGENCY else _each_table
        write(tables, files, index, names, layout)
        held = io.BytesIO()
        index.write(held)
        files.writestr(_entry(INDEX, layout), held.getvalue(), compresslevel=LIGHTLY)


def _each_table(tables: Iterable[Taken], files: ZipFile, index: Index, names: Names, layout: Layout) -> None:
    """A file for each table, its place in front, so that they lie in their order."""
    digits = max(2, len(str(layout.total)))
    form = layout.format
    for number, taken in enumerate(tables, 1):
        content = taken.entry.content
        name = names.give(f"{number:0{digits}} {taken.agency.code} {content.project_name}", form.ending)
        held = io.BytesIO()
        form.write([taken.entry], held)
        level = LIGHTLY if form.suffix in PACKED else None
        files.writestr(_entry(name, layout), held.getvalue(), compresslevel=level)
        index.add(number, taken, name)


def _each_agency(tables: Iterable[Taken], files: ZipFile, index: Index, names: Names, layout: Layout) -> None:
    """A document for each agency and year, as they are published. The tables must come agency by agency."""
    form = layout.format
    for (agency, year), same in groupby(tables, key=lambda taken: (taken.agency, taken.entry.year)):
        stem = agency_title(agency.code, agency.name, year)
        name = names.give(stem, form.ending)
        with files.open(_entry(name, layout), "w") as target:
            form.write(_noted(same, index, name), target, title=stem, numbered=layout.numbered)


def agency_title(code: str, name: str, year: int | None) -> str:
    """What the document of an agency's year is called."""
    return f"{code} {name}{year or ''}年度绩效目标表"


def _noted(tables: Iterable[Taken], index: Index, name: str) -> Iterator[Entry]:
    for number, taken in enumerate(tables, 1):
        index.add(number, taken, name)
        yield taken.entry


def _entry(name: str, layout: Layout) -> ZipInfo:
    """A file in the zip. Python marks names that are not ASCII as UTF-8."""
    entry = ZipInfo(name, layout.at.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
