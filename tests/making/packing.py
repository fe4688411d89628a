"""Packages that are the same bytes whenever they are made: nothing in them tells the time.

What was imported is known again by its digest, so a document that is made twice in a test must be made alike.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.writer.excel import ExcelWriter


class Package(zipfile.ZipFile):
    """A zip whose entries are all from the day on which zip begins, 1980-01-01."""

    def writestr(
        self, name: Any, data: Any, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None:
        if not isinstance(name, zipfile.ZipInfo):
            name = zipfile.ZipInfo(name)
            compress_type = self.compression if compress_type is None else compress_type
            compresslevel = self.compresslevel if compresslevel is None else compresslevel
        super().writestr(name, data, compress_type, compresslevel)

    def write(
        self, path: Any, name: Any = None, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None:
        self.writestr(str(name or path), Path(path).read_bytes(), compress_type, compresslevel)


def repacked(data: bytes) -> bytes:
    """A package that a library has written with the time of now in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, Package(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return stream.getvalue()


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook; `book.save` would write when that was."""
    stream = io.BytesIO()
    with Package(stream, "w", zipfile.ZIP_DEFLATED) as package:
        book.properties.created = book.properties.modified = datetime(1980, 1, 1)
        ExcelWriter(book, package).write_data()
    return stream.getvalue()
