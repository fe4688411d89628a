"""bytes → TableContent: one call for every kind of file, which never raises for what is in the file.

Guard, reader and recogniser in their order (DESIGN 4). Plain Python, no Django, no database.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from importers.archive import documents_in
from importers.cells import Blocks, Unreadable
from importers.readers import docx, txt, xlsx
from importers.readers.convert import to_modern
from importers.reading_types import Kind, ReadTable
from importers.recognise import recognise
from importers.refusals import refusal
from importers.sniff import sniff, wrong_extension
from indicators.findings import Finding, Place

__all__ = ["FileReading", "Kind", "ReadTable", "read_document", "unpacked"]


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
    """Read one document (not an archive): all of it, or one finding that says why not."""
    reading = FileReading(name, hashlib.sha256(data).hexdigest())
    try:
        with _no_garbage_collection():
            for item in recognise(_blocks(name, data), name):
                if isinstance(item, Finding):
                    reading.findings.append(item)
                else:
                    reading.tables.append(item)
    except Unreadable as refusal:
        return FileReading(name, reading.sha256, findings=[refusal.finding], readable=False)
    if not reading.tables:
        reading.findings.append(_no_tables(name))
    return reading


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Millions of cells and no cycles among them: looking for some would take a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes] | FileReading]:
    """Name and bytes of each document of a .zip; then, if something was left out, a reading that tells it."""
    left_out = []
    for item in documents_in(name, data):
        if isinstance(item, Finding):
            left_out.append(item)
        else:
            yield item
    if left_out:
        readable = all(finding.severity != "block" for finding in left_out)
        yield FileReading(name, hashlib.sha256(data).hexdigest(), findings=left_out, readable=readable)


def is_archive(name: str, data: bytes) -> bool:
    """Whether the bytes are a .zip of documents; what can't be told is left to read_document, which says why."""
    try:
        return sniff(name, data) == "zip"
    except Unreadable:
        return False


def _blocks(name: str, data: bytes) -> Blocks:
    """The blocks of a document of any kind, by its content and not by its extension."""
    kind = sniff(name, data)
    if finding := wrong_extension(name, kind):
        yield finding
    if kind == "zip":
        raise refusal("nested-archive", name, "是压缩包，这里只能读取单个文档", "请解压后再导入", "压缩包", "单个文档")
    if kind in ("doc", "xls"):
        data = to_modern(name, data, kind)
        kind += "x"
    yield from {"docx": docx.blocks, "xlsx": xlsx.blocks, "txt": txt.blocks}[kind](data, name)


def _no_tables(name: str) -> Finding:
    expected = "至少一张绩效目标表（有“项目名称”“一级指标”等栏目）"
    return Finding(
        "no-tables", "warn", f"文件“{name}”里没有找到绩效目标表，应有{expected}。", Place(name), expected=expected
    )
