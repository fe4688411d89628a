"""bytes → TableContent: one call for every kind of file, which never raises for what is in the file.

Guard, reader and recogniser in their order (DESIGN 4). Plain Python, no Django, no database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from indicators.content import TableContent
from indicators.findings import Finding, Place

Kind = Literal["project", "overall", "regional", "self-evaluation", "monitoring"]


@dataclass(frozen=True, slots=True)
class ReadTable:
    """One 绩效目标表 as it was read: `ordinal` counts the goal tables of the file from 1, `place` is its first table."""

    content: TableContent
    kind: Kind
    ordinal: int
    place: Place
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The content's keys, and where it stood."""
        return {**self.content.to_json(), "kind": self.kind, "ordinal": self.ordinal, "place": self.place.to_json()}


@dataclass(slots=True)
class FileReading:
    """What one document holds. `readable` is False where nothing could be read; the findings then say why."""

    name: str
    sha256: str
    tables: list[ReadTable] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    readable: bool = True

    @property
    def all_findings(self) -> list[Finding]:
        """The file's own findings and those of its tables."""
        return self.findings + [finding for table in self.tables for finding in table.findings]


def read_document(name: str, data: bytes) -> FileReading:
    """Read one document (not an archive)."""
    raise NotImplementedError


def read_upload(name: str, data: bytes) -> Iterator[FileReading]:
    """Read a document, or every document of a .zip."""
    yield read_document(name, data)
