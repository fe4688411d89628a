"""Archives: Chinese names from every system, one level, and one bad entry hinders no other."""

import io
import struct
import zipfile
import zlib

import pytest

from importers import archive, guard
from importers.archive import clean_path, documents_in
from importers.cells import Unreadable
from indicators.findings import Finding
from tests.importers import hostile_files as make


def read(data: bytes) -> tuple[dict[str, bytes], list[Finding]]:
    """The documents and the findings of an archive."""
    found = list(documents_in("报送.zip", data))
    documents = dict(item for item in found if not isinstance(item, Finding))
    return documents, [item for item in found if isinstance(item, Finding)]


def with_raw_name(raw: bytes, extra: bytes = b"") -> bytes:
    """An archive of one entry whose name is these bytes, with the flag for UTF-8 off."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        info = zipfile.ZipInfo("x" * len(raw))
        info.extra = extra
        package.writestr(info, b"data")
    return stream.getvalue().replace(b"x" * len(raw), raw)


def unicode_path(name: str, of: bytes) -> bytes:
    body = struct.pack("<BI", 1, zlib.crc32(of)) + name.encode()
    return struct.pack("<HH", 0x7075, len(body)) + body


def test_documents_come_with_their_folders():
    documents, findings = read(make.packed({"319/": "", "319/甲.docx": "a", "乙.TXT": "b"}))
    assert documents == {"319/甲.docx": b"a", "乙.TXT": b"b"}
    assert findings == []


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
@pytest.mark.parametrize("name", ["绩效目标表.docx", "一.doc", "联通.txt", "plain.xlsx", "319202/天津市㐂.docx"])
def test_names_without_the_flag(name, encoding):
    if encoding == "gbk" and "㐂" in name:
        encoding = "gb18030"
    documents, _ = read(with_raw_name(name.encode(encoding)))
    assert list(documents) == [name]


def test_names_in_no_known_encoding_still_read():
    documents, _ = read(with_raw_name(b"\x81\xff\x81.docx"))
    assert list(documents.values()) == [b"data"]


def test_the_unicode_path_counts_where_its_checksum_fits():
    raw = b"JXMB~1.doc"
    assert list(read(with_raw_name(raw, unicode_path("绩效.doc", raw)))[0]) == ["绩效.doc"]
    assert list(read(with_raw_name(raw, unicode_path("绩效.doc", b"other")))[0]) != ["绩效.doc"]


@pytest.mark.parametrize(
    ("path", "clean"),
    [
        ("../../etc/表.docx", "etc/表.docx"),
        ("/表.docx", "表.docx"),
        ("C:\\单位\\表.docx", "单位/表.docx"),
        ("a/./b//表.docx", "a/b/表.docx"),
        ("表\u202excod.exe\x00\n.docx", "表xcod.exe.docx"),
        ("..", "未命名"),
        ("", "未命名"),
    ],
)
def test_names_are_cleaned(path, clean):
    assert clean_path(path) == clean


def test_what_systems_leave_behind_is_passed_over_silently():
    junk = ("__MACOSX/._表.docx", ".DS_Store", "表/Thumbs.db", "~$表.docx", "a/~$b.xlsx", "desktop.ini", "._a.docx")
    documents, findings = read(make.packed({**dict.fromkeys(junk, "x"), "表.docx": "y"}))
    assert list(documents) == ["表.docx"]
    assert findings == []


def test_what_is_no_document_is_told_and_the_rest_goes_on():
    parts = {"内.zip": "x", "扫描.pdf": "x", "图.png": "x", "说明": "x", "表.docx": "y"}
    documents, findings = read(make.packed(parts))
    assert list(documents) == ["表.docx"]
    assert [(finding.code, finding.severity) for finding in findings] == [
        ("nested-archive", "warn"),
        ("not-a-document", "warn"),
        ("not-a-document", "info"),
        ("not-a-document", "info"),
    ]
    for finding, name in zip(findings, parts, strict=False):
        assert f"“{name}”" in finding.message
        assert finding.message.count("。") == 1
        assert finding.place is not None
        assert finding.place.file == name


def test_an_encrypted_entry_is_told_and_the_rest_goes_on():
    documents, findings = read(make.with_flag(make.packed({"密.docx": "x", "表.docx": "y"}), 1))
    assert list(documents) == ["表.docx"]
    assert [finding.code for finding in findings] == ["password-protected"]
    assert "“密.docx”" in findings[0].message


def test_a_broken_entry_is_told_and_the_rest_goes_on():
    data = make.packed({"坏.docx": "好好的内容", "表.docx": "y"}, zipfile.ZIP_STORED)
    documents, findings = read(data.replace("好好的内容".encode(), "变了的内容".encode()))
    assert list(documents) == ["表.docx"]
    assert [finding.code for finding in findings] == ["damaged-file"]


def test_a_bomb_inside_is_told_and_the_rest_goes_on():
    bomb = bytes(40 * guard.MEGABYTE)
    documents, findings = read(make.packed({"弹.docx": bomb, "表.docx": "y"}))
    assert list(documents) == ["表.docx"]
    assert [finding.code for finding in findings] == ["zip-bomb"]


def test_the_second_of_a_name_is_told():
    documents, findings = read(make.packed({"a/表.docx": "1", "a\\表.docx": "2"}))
    assert documents == {"a/表.docx": b"1"}
    assert [finding.code for finding in findings] == ["duplicate-name"]


def test_the_sum_of_all_entries_is_bounded(monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED", 10)
    documents, findings = read(make.packed({"a.txt": "x" * 8, "b.txt": "x" * 8}))
    assert list(documents) == ["a.txt"]
    assert [finding.code for finding in findings] == ["too-large"]


def test_entries_are_unpacked_one_by_one(monkeypatch):
    unpacked = []
    real = guard.read_entry
    monkeypatch.setattr(guard, "read_entry", lambda *given: unpacked.append(given[2]) or real(*given))
    found = documents_in("报送.zip", make.packed({"a.txt": "1", "b.txt": "2"}))
    next(found)
    assert unpacked == ["a.txt"]


def test_an_empty_archive_is_told():
    assert [finding.code for finding in read(make.packed({}))[1]] == ["empty-archive"]
    assert [finding.code for finding in read(make.packed({"空/": ""}))[1]] == ["empty-archive"]


def test_a_broken_archive_is_refused():
    data = make.packed({"a.txt": "x" * 100})
    for length in (5, len(data) // 2, len(data) - 1):
        with pytest.raises(Unreadable, match="报送"):
            read(data[:length])
