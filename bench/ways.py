"""The ways of reading that are compared: ours, the limit that no reader can beat, and the way of a usual script."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx
from lxml import etree

from importers.cells import Block
from importers.readers import docx as reader
from importers.reading import FileReading, read_document
from indicators.checks import Context, run_checks
from indicators.content import TableContent
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


def checked(contents: Sequence[TableContent]) -> list[list[Finding]]:
    """All checks on tables of one year, each beside the others of its agency."""
    agencies: dict[str, list[TableContent]] = {}
    for content in contents:
        agencies.setdefault(content.agency_code, []).append(content)
    contexts = {code: Context(2025, tuple(siblings)) for code, siblings in agencies.items()}
    return [run_checks(content, contexts[content.agency_code]) for content in contents]


def cells_by_python_docx(data: bytes) -> list[list[list[str]]]:
    """The texts of all cells the way that python-docx's documentation shows; no meaning yet."""
    document = docx.Document(io.BytesIO(data))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
