"""Packages are judged by their directory, and their parts are held to it."""

import io
import struct
import zipfile

import pytest

from importers import guard
from importers.cells import Unreadable
from tests.importers import hostile_files as make

MB = guard.MEGABYTE


def read_all(data: bytes, name: str) -> None:
    """Open the package and read all its parts."""
    package = guard.open_package(data, name)
    for part in package.namelist():
        guard.read_part(package, part, name)


def refused(data: bytes, name: str = "表.docx") -> str:
    """The code of the refusal; its sentence names the file and is one sentence."""
    with pytest.raises(Unreadable) as caught:
        read_all(data, name)
    message = caught.value.finding.message
    assert f"“{name}”" in message
    assert message.count("。") == 1
    assert message.endswith("。")
    return caught.value.finding.code


def test_a_normal_package_is_opened_and_read():
    data = make.docx("<w:p/>")
    package = guard.open_package(data, "表.docx")
    assert b"<w:p/>" in guard.read_part(package, "word/document.xml", "表.docx")


def test_a_document_of_many_alike_tables_passes():
    # One table repeated 2,000 times; its ratio is far above that of honest documents, and still no bomb.
    table = "".join(f"<w:p><w:r><w:t>{number * 7919 % 1000} 项</w:t></w:r></w:p>" for number in range(400))
    guard.open_package(make.docx(table * 200), "表.docx")


def test_a_bomb_is_refused_by_its_ratio():
    assert refused(make.docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 400_000)) == "zip-bomb"


def test_small_parts_may_have_any_ratio():
    guard.open_package(make.docx("<w:p/>" * 20_000), "表.docx")


def test_a_blank_picture_does_no_harm():
    guard.open_package(make.packed({"word/document.xml": "<d/>", "word/media/image1.emf": bytes(4 * MB)}), "表.docx")


@pytest.mark.parametrize("size", [300 * MB, 0xFFFFFFF0])
def test_declared_sizes_are_bounded(size):
    assert refused(make.with_declared_size(make.docx("<w:p/>"), "word/document.xml", size)) == "too-large"


def test_the_sum_of_sizes_is_bounded():
    data = make.packed({f"{number}.bin": "x" for number in range(3)})
    for number in range(3):
        data = make.with_declared_size(data, f"{number}.bin", 200 * MB)
    assert refused(data) == "too-large"


@pytest.mark.parametrize("lie", [10, 5_000_000])
def test_a_part_is_held_to_its_declared_size(lie):
    body = "".join(f"<w:p>{number}</w:p>" for number in range(200_000))
    assert refused(make.with_declared_size(make.docx(body), "word/document.xml", lie)) == "damaged-file"


def test_a_lying_part_is_never_inflated_beyond_its_declaration(monkeypatch):
    inflated = []
    real = zipfile.ZipExtFile._read1

    def watched(part, size):
        piece = real(part, size)
        inflated.append(len(piece))
        return piece

    monkeypatch.setattr(zipfile.ZipExtFile, "_read1", watched)
    data = make.with_declared_size(make.docx("<w:p/>" * 100_000), "word/document.xml", 10)
    assert refused(data) == "damaged-file"
    assert sum(inflated) < 1000


def test_too_many_entries():
    assert refused(make.packed({str(number): "" for number in range(guard.MAX_ENTRIES + 1)})) == "too-large"


def test_a_flood_of_records_is_refused_before_zipfile_sees_it(monkeypatch):
    monkeypatch.setattr(guard, "ZipFile", None)
    assert refused(b"PK\x03\x04" + b"PK\x01\x02" * (guard.MAX_ENTRIES * 20 + 1)) == "too-large"


def test_entries_that_share_their_bytes():
    content = bytes(range(256)) * 40
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("a", content)
        package.filelist += [_again(package.filelist[0], name) for name in "bc"]
        package._didModify = True
    assert refused(stream.getvalue()) == "damaged-file"


def _again(info: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    copy = zipfile.ZipInfo(name)
    copy.header_offset, copy.CRC = info.header_offset, info.CRC
    copy.compress_size = copy.file_size = info.file_size
    return copy


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_parts_of_the_same_name():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", "<a/>")
        package.writestr("word/document.xml", "<b/>")
    assert refused(stream.getvalue()) == "damaged-file"


def test_encrypted_and_strangely_packed_entries():
    assert refused(make.with_flag(make.docx("<w:p/>"), 1)) == "password-protected"
    assert refused(make.packed({"word/document.xml": "<d/>"}, zipfile.ZIP_BZIP2)) == "unknown-compression"


def test_a_package_cut_at_any_length():
    data = make.docx("<w:p/>" * 50)
    assert {refused(data[:length]) for length in range(4, len(data))} == {"damaged-file"}
    assert refused(b"") == "empty-file"


def test_a_missing_part_is_named():
    package = guard.open_package(make.docx(""), "表.docx")
    with pytest.raises(Unreadable, match=r"word/styles\.xml"):
        guard.read_part(package, "word/styles.xml", "表.docx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("head", ["", "<?xml version='1.0'?>\n", "<!-- <w -->", "<?a <w?>"])
def test_document_types_are_refused(encoding, head):
    xml = head + '<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'
    assert refused(make.packed({"word/document.xml": xml.encode(encoding)})) == "dtd-refused"


def test_a_broken_checksum_is_seen():
    data = bytearray(make.packed({"a.xml": "<a>绩效目标</a>"}, zipfile.ZIP_STORED))
    at = data.index("绩".encode())
    data[at] ^= 1
    assert refused(bytes(data)) == "damaged-file"


def test_what_is_no_package_is_named():
    assert refused(make.ole("EncryptedPackage", "EncryptionInfo")) == "password-protected"
    with pytest.raises(Unreadable, match="PDF"):
        guard.open_package(b"%PDF-1.4", "表.docx")
    with pytest.raises(Unreadable, match=r"\.doc）"):
        guard.open_package(make.ole("WordDocument", heads={"WordDocument": struct.pack("<H", 0xA5EC)}), "表.docx")


def test_long_and_odd_names_stay_one_line():
    with pytest.raises(Unreadable) as caught:
        guard.open_package(b"%PDF-1.4", "a\n\u202eb" * 200 + ".docx")
    assert "\n" not in caught.value.finding.message
    assert len(caught.value.finding.message) < 300
