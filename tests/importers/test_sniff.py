"""The reader is chosen by content; a name only decides what content leaves open."""

import struct

import pytest

from importers import guard, signatures
from importers.cells import Unreadable
from importers.sniff import sniff, wrong_extension
from tests.conftest import SAMPLES
from tests.importers import hostile_files as make

HTML = "<html><body><table><tr><td>绩效目标</td></tr></table></body></html>".encode()
EXCEL_HTML = b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table></table></html>'
OLD_WORD = make.ole("1Table", "WordDocument", heads={"WordDocument": struct.pack("<HHHHHH", 0xA5EC, 193, 0, 0, 0, 0)})
BOF = struct.pack("<HH16s", 0x809, 16, b"")
OLD_EXCEL = make.ole("Workbook", heads={"Workbook": BOF})
ODT = make.packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})
ODS = make.packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"})


def content_types(kind: str) -> bytes:
    return make.packed({"[Content_Types].xml": f'<Types><Override ContentType="application/{kind}"/></Types>'})


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*")), ids=lambda path: path.name)
def test_samples(path):
    kind = sniff("无扩展名", path.read_bytes())
    assert kind == path.suffix[1:]
    assert wrong_extension(path.name, kind) is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (make.docx("<w:p/>"), "docx"),
        (make.xlsx(""), "xlsx"),
        (make.packed({"表/a.docx": "x"}), "zip"),
        (make.packed({}), "zip"),
        (ODT, "doc"),
        (ODS, "xls"),
        (OLD_WORD, "doc"),
        (OLD_EXCEL, "xls"),
        (make.ole("Book", heads={"Book": BOF}), "xls"),
        (b"{\\rtf1\\ansi a}", "doc"),
        (HTML, "doc"),
        (b"\xef\xbb\xbf" + HTML, "doc"),
        (HTML.decode().encode("utf-16"), "doc"),
        (b'<?xml version="1.0"?><html><table></table></html>', "doc"),
        (EXCEL_HTML, "doc"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "doc"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "xls"),
        (b'<?xml version="1.0"?><a mimetype="application/vnd.oasis.opendocument.text"/>', "doc"),
        ("附件\n\t绩效目标".encode(), "txt"),
        ("附件\n\t绩效目标".encode("gb18030"), "txt"),
        ("附件\n\t绩效目标".encode("utf-16"), "txt"),
        (content_types("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"), "docx"),
        (content_types("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), "xlsx"),
        (content_types("vnd.ms-excel.sheet.binary.macroEnabled.main"), "xls"),
    ],
)
def test_kinds(data, kind):
    assert sniff("文件", data) == kind


def test_an_embedded_object_does_not_name_the_file():
    assert sniff("表.xls", make.ole("Workbook", heads={"Workbook": BOF}, embedded="WordDocument")) == "xls"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "0 字节"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\r", "图片"),
        (b"BM\0\0\0\0", "图片"),
        (b"Rar!\x1a\x07\0", "RAR"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "MHT"),
        (b'<?xml version="1.0"?><a/>', "XML"),
        (bytes(4096), "零字节"),
        (bytes(range(256)) * 8, "二进制"),
        (make.ole("EncryptionInfo", "EncryptedPackage"), "密码"),
        (make.ole("WordDocument", heads={"WordDocument": struct.pack("<HHHHHH", 0xA5EC, 0, 0, 0, 0, 0x100)}), "密码"),
        (make.ole("Workbook", heads={"Workbook": BOF + struct.pack("<HHH", 0x2F, 2, 0)}), "密码"),
        (make.ole("PowerPoint Document"), "PowerPoint"),
        (make.ole(), "旧版"),
        (OLD_WORD[:300], "目录不完整"),
        (OLD_WORD[:600], "目录不完整|旧版"),
        (content_types("vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"), "PowerPoint"),
        (content_types("something.else"), "缺少正文"),
        (make.packed({"word/styles.xml": "<a/>"}), "缺少正文"),
        (make.packed({"mimetype": "application/vnd.oasis.opendocument.graphics"}), "graphics"),
        (make.packed({"mimetype": "x", "META-INF/manifest.xml": "<a><encryption-data/></a>"}), "密码"),
    ],
)
def test_what_is_refused_and_how(data, words):
    with pytest.raises(Unreadable, match=words) as caught:
        sniff("某单位.docx", data)
    finding = caught.value.finding
    assert finding.severity == "block"
    assert "“某单位.docx”" in finding.message
    assert finding.message.count("。") == 1


def test_a_text_may_begin_like_a_bitmap():
    assert signatures.form_of("BMW 采购项目".encode()) == "text"


@pytest.mark.parametrize("data", [OLD_WORD, make.docx(""), b"text" * 100], ids=["ole", "docx", "text"])
def test_large_files_of_any_kind_are_refused(data, monkeypatch):
    monkeypatch.setattr(guard, "MAX_FILE", len(data) - 1)
    with pytest.raises(Unreadable, match="过大"):
        sniff("表", data)


def test_wrong_extension_is_told():
    finding = wrong_extension("某单位.doc", "docx")
    assert finding is not None
    assert (finding.code, finding.severity, finding.found) == ("wrong-extension", "info", ".doc")
    assert "某单位.doc" in finding.message
    assert wrong_extension("无扩展名", "txt") is not None
    assert wrong_extension("某单位.WPS", "doc") is None


def test_an_ole_file_cut_anywhere_is_told_apart():
    forms = {signatures.form_of(OLD_WORD[:length]) for length in range(8, len(OLD_WORD))}
    assert forms <= {"broken-ole", "ole", "word"}


def test_a_directory_that_runs_in_a_circle_ends():
    data = bytearray(OLD_WORD)
    struct.pack_into("<I", data, 1024, 0)  # the directory's sector follows itself
    assert sniff("表.doc", bytes(data)) == "doc"
