"""The ways of reading that are compared: ours, the limit that no reader can beat, and the way of a usual script."""

from __future__ import annotations

import io
import zipfile

import docx
from lxml import etree

from importers.cells import Block
from importers.readers import docx as reader
from importers.reading import FileReading, read_document
from indicators.findings import Finding

NAME = "bench.docx"


def unzip(data: bytes) -> bytes:
    """The main part out of the package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml")


def limit(data: bytes) -> etree._Element:
    """Unpack and parse: what every reader of this format has to do."""
    return etree.fromstring(unzip(data))


def walk(data: bytes) -> list[Block | Finding]:
    """Our reader alone: bytes to rows of cells."""
    return list(reader.blocks(data, NAME))


def ours(data: bytes) -> FileReading:
    """Bytes to TableContent with findings."""
    return read_document(NAME, data)


def cells_by_python_docx(data: bytes) -> list[list[list[str]]]:
    """The texts of all cells the way that python-docx's documentation shows; no meaning yet."""
    document = docx.Document(io.BytesIO(data))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
