"""What some bytes are, told by their beginning and never by a file's name.

`form_of` names the form, `NAMES` says it in Chinese for a sentence, and READABLE says through which door a form
goes: doc and xls stand for everything that LibreOffice turns into .docx and .xlsx.
"""

from __future__ import annotations

import re
import struct

from importers import ole

NAMES = {
    "zip": "压缩包",
    "word": "Word 97-2003 文档（.doc）",
    "excel": "Excel 97-2003 工作簿（.xls）",
    "rtf": "RTF 文档",
    "html": "网页（HTML）",
    "word-xml": "Word XML 文档",
    "excel-xml": "Excel XML 工作簿",
    "flat-odt": "OpenDocument 文档（.fodt）",
    "flat-ods": "OpenDocument 表格（.fods）",
    "text": "文本",
    "encrypted": "有密码保护的 Office 文件",
    "powerpoint": "PowerPoint 演示文稿",
    "ole": "无法识别的旧版 Office 文件",
    "broken-ole": "不完整的旧版 Office 文件",
    "pdf": "PDF 文件",
    "picture": "图片",
    "archive": "RAR、7z 等格式的压缩包",
    "mhtml": "单个网页文件（MHT）",
    "xml": "XML 文件",
    "zeros": "全是零字节的文件",
    "unknown": "无法识别的二进制文件",
}
READABLE = {
    # Also the HTML that systems export under .xls: as a sheet, 0123 would become 123 and =1+1 would become 2.
    **dict.fromkeys(("word", "rtf", "html", "word-xml", "flat-odt"), "doc"),
    **dict.fromkeys(("excel", "excel-xml", "flat-ods"), "xls"),
    "text": "txt",
    "zip": "zip",
}

_STARTS = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"BM": "picture",
    b"II*\0": "picture",
    b"MM\0*": "picture",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
    b"BZh": "archive",
    b"\xfd7zXZ": "archive",
}
_MARKUP = re.compile(rb"\s*<(\?xml|!doctype\s+html|html|head|body|table|meta|style|!--)", re.IGNORECASE)
# Everything below the space except TAB, line ends, form feed and the end mark of DOS texts.
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26})
_HEAD = 65536


def form_of(data: bytes) -> str:
    """The form of a file, a key of NAMES."""
    if data.startswith(ole.MAGIC):
        return _ole_form(data)
    for start, form in _STARTS.items():
        # Only two letters announce a bitmap, so its zero bytes must follow: "BM" may begin a text too.
        if data.startswith(start) and (form != "picture" or b"\0" in data[:64]):
            return form
    return _text_form(data)


def _text_form(data: bytes) -> str:
    """RTF, markup, or plain text, with or without a byte order mark."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head[:200].lstrip().lower().startswith((b"mime-version:", b"from:")) and b"multipart/related" in head:
        return "mhtml"
    if _MARKUP.match(head):
        return _markup_form(head)
    if not head.strip(b"\0"):
        return "zeros"
    strange = len(head) - len(head.translate(None, _CONTROLS))
    return "unknown" if b"\0" in head or strange * 50 > len(head) else "text"


def _markup_form(head: bytes) -> str:
    """The form of what begins like HTML or XML."""
    if re.search(rb"<\w*:?(html|table|body)\b", head, re.IGNORECASE):
        return "html"
    marks = {
        b"Word.Document": "word-xml",
        b"/package/2006/xmlPackage": "word-xml",
        b"office/word/2003/wordml": "word-xml",
        b"office:spreadsheet": "excel-xml",
        b"opendocument.text": "flat-odt",
        b"opendocument.spreadsheet": "flat-ods",
    }
    return next((form for mark, form in marks.items() if mark in head), "xml")


def _ole_form(data: bytes) -> str:
    """The form of an OLE2 file by the streams of its root; a password is told here, before anything is converted."""
    try:
        file = ole.OleFile(data)
        if file.streams.keys() & {"EncryptedPackage", "EncryptionInfo"}:
            return "encrypted"
        if "WordDocument" in file.streams:
            return "encrypted" if _word_has_password(file.head("WordDocument")) else "word"
        for stream in ("Workbook", "Book"):
            if stream in file.streams:
                return "encrypted" if _excel_has_password(file.head(stream)) else "excel"
    except (struct.error, IndexError):
        return "broken-ole"
    return "powerpoint" if "PowerPoint Document" in file.streams else "ole"


def _word_has_password(head: bytes) -> bool:
    """The flag fEncrypted of Word's file information block."""
    return bool(struct.unpack_from("<H", head, 10)[0] & 0x0100)


def _excel_has_password(head: bytes) -> bool:
    """A FILEPASS record (2F) among the first records of the workbook stream."""
    at = 0
    for _ in range(6):
        if at + 4 > len(head):
            return False
        record, size = struct.unpack_from("<HH", head, at)
        if record == 0x2F:
            return True
        at += 4 + size
    return False
