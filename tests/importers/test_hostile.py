"""Hostile and broken files: tables, or one clear sentence; never a traceback, never more time or memory than fits.

Clocks here only protect the run from a reader that hangs; nothing is measured by them.
"""

from __future__ import annotations

import json
import re
import signal
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest

from importers import guard
from importers.isolate import read_isolated
from importers.reading import FileReading, read_document, unpacked
from indicators.content import TableContent
from tests.conftest import SAMPLES
from tests.importers import hostile_files as make
from tests.importers.mutations import mutated
from tests.making import forms, workbook

EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
ENTITIES = '<!DOCTYPE x [<!ENTITY a "绩效绩效">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 20}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
LAUGHS = f"{ENTITIES}]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'
CELL = '<c r="A1" t="inlineStr"><is><t>{}</t></is></c>'


def _read_all(name: str, data: bytes) -> list[FileReading]:
    """Every document of an archive, and what was left out."""
    return [item if isinstance(item, FileReading) else read_document(*item) for item in unpacked(name, data)]


def sentence(reading: FileReading) -> str:
    """The one sentence of an unreadable file; returns its code."""
    assert not reading.readable
    assert reading.tables == []
    (finding,) = reading.findings
    assert finding.severity == "block"
    assert re.fullmatch(r"文件“[^\n]*”[^。\n]+。", finding.message), finding.message
    assert "Traceback" not in finding.message
    assert "Error" not in finding.message
    return finding.code


def is_told(reading: FileReading) -> None:
    """Either the file was read, or one sentence says why not."""
    if not reading.readable:
        sentence(reading)
    for finding in reading.all_findings:
        assert finding.message


@contextmanager
def protected(seconds: int) -> Iterator[None]:
    """Ends a test that hangs, where the system has alarms."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(*_: object) -> None:
        raise TimeoutError("the reader hangs")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def peak() -> int:
    """The most memory that this process ever had, in MB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)


@pytest.fixture(scope="module")
def documents() -> list[tuple[str, bytes]]:
    """The samples in all their forms, and one of them as a workbook."""
    found = [(path.name, path.read_bytes()) for path in sorted(SAMPLES.glob("*/*"))]
    contents = [TableContent.from_json(table) for table in next(iter(EXPECTED.values()))]
    return [*found, ("表.xlsx", workbook.xlsx([forms.make(content) for content in contents]))]


@pytest.mark.parametrize("seed", range(20))
def test_mutated_copies(documents, seed):
    random, before = Random(seed), peak()
    with protected(120):
        for number in range(50):
            name, data = documents[(seed * 50 + number) % len(documents)]
            is_told(read_document(name, mutated(data, random)))
    assert peak() - before < 300


def test_copies_cut_at_many_lengths(documents):
    with protected(120):
        for name, data in documents:
            for length in range(0, len(data), max(1, len(data) // 40)):
                reading = read_document(name, data[:length])
                if name.endswith("x"):
                    sentence(reading)
                is_told(reading)


def test_four_million_paragraphs():
    data = make.docx(b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 4_000_000)
    assert len(data) < 600_000
    before = peak()
    assert sentence(read_document("表.docx", data)) == "zip-bomb"
    assert peak() - before < 50


def test_a_slower_bomb_stays_within_its_memory():
    # Just under the ratio that the guard refuses: what is left is the limit of the reader's process.
    random = Random(1)
    runs = b"".join(b"<w:p><w:r><w:t>%06x</w:t></w:r></w:p>" % random.randrange(1 << 20) for _ in range(20_000))
    data = make.docx(runs * 50)
    assert guard.open_package(data, "表.docx")
    assert sentence(read_isolated("表.docx", data, seconds=120, megabytes=400)) in ("reader-stopped", "too-large")


def test_bombs_inside_archives():
    bomb = make.docx(b"<w:p/>" * 1_000_000)
    inner = make.packed({"a.docx": bomb})
    readings = _read_all("包.zip", make.packed({"内.zip": inner, "弹.docx": bomb, "真.txt": "附件"}))
    codes = {reading.name: [finding.code for finding in reading.findings] for reading in readings}
    assert codes["弹.docx"] == ["zip-bomb"]
    assert codes["包.zip"] == ["nested-archive"]
    assert codes["真.txt"] == ["no-tables"]


def test_an_archive_under_the_name_of_a_document_inside_an_archive():
    inner = make.packed({"a.docx": "x", "b.zip": make.packed({"c.docx": "x"})})
    (reading,) = _read_all("包.zip", make.packed({"表.docx": inner}))
    assert sentence(reading) == "nested-archive"


@pytest.mark.parametrize("size", [1, 1_000_000_000, 0xFFFFFFFF])
def test_lying_sizes(size):
    data = make.with_declared_size(make.docx("<w:p/>" * 1000), "word/document.xml", size)
    assert sentence(read_document("表.docx", data)) in ("damaged-file", "too-large")


def test_far_cells():
    sheet = make.rows('<c r="XFD1048576"><v>1</v></c>')
    merges = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="XFD1:XFD1048576"/></mergeCells>'
    data = make.xlsx(sheet + merges)
    assert len(data) < 5_000
    before = peak()
    with protected(60):
        is_told(read_document("表.xlsx", data))
    assert peak() - before < 50


@pytest.mark.parametrize("depth", [100, 3_000, 100_000])
def test_tables_inside_each_other(depth):
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>一级指标</w:t></w:r></w:p>"
    data = make.docx(table * depth + "<w:p/></w:tc></w:tr></w:tbl>" * depth)
    with protected(60):
        is_told(read_document("表.docx", data))


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities(head, encoding):
    entity = "&i;"
    document = f"{head}<w:document {make.WORD}><w:body><w:p><w:r><w:t>{entity}</w:t></w:r></w:p></w:body></w:document>"
    files = {
        "表.docx": make.packed({"word/document.xml": document.encode(encoding)}),
        "表.xlsx": make.xlsx(make.rows(CELL.format(entity)), head=head),
    }
    parts = make.unpacked(make.xlsx(make.rows(CELL.format("甲"))))
    for part in ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"):
        files[f"{part.replace('/', '-')}.xlsx"] = make.packed({**parts, part: head.encode() + bytes(parts[part])})
    with protected(60):
        for name, data in files.items():
            assert sentence(read_document(name, data)) == "dtd-refused"


def test_wrong_extensions_are_read_and_told(documents):
    for name, data in documents:
        reading = read_document("表.doc", data)
        kind = name.rpartition(".")[2]
        assert reading.tables, name
        assert [
            (finding.code, finding.expected[-6:-1]) for finding in reading.findings if finding.code == "wrong-extension"
        ]
        assert f".{kind}" in reading.findings[0].expected


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.docx", b""),
        ("零.xlsx", bytes(100_000)),
        ("扫描.docx", b"%PDF-1.7\n" + bytes(range(256))),
        ("图.doc", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("密.docx", make.ole("EncryptedPackage", "EncryptionInfo")),
        ("演示.docx", make.ole("PowerPoint Document")),
        ("半.doc", make.ole("WordDocument")[:700]),
        ("随机.docx", Random(0).randbytes(50_000)),
        ("随机.txt", Random(1).randbytes(50_000)),
        ("假.docx", b"PK\x03\x04" + Random(2).randbytes(5_000)),
        ("乱.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + Random(3).randbytes(5_000)),
        ("密.xlsx", make.with_flag(make.xlsx(""), 1)),
        ("循环.doc", make.ole("x") + struct.pack("<I", 0) * 128),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_document(name, data):
    with protected(60):
        sentence(read_document(name, data))
