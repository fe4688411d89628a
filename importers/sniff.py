"""Which reader a file goes to, decided by its content and never by its extension.

`sniff` gives docx, xlsx, txt or zip, or doc and xls for what must first be converted to .docx and .xlsx;
anything else raises Unreadable. `wrong_extension` is the finding for a readable file under a false name.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from zipfile import ZipFile

from importers import guard, signatures
from importers.cells import Unreadable
from importers.refusals import damaged, refusal, shown_name
from indicators.findings import Finding, Place

# What may honestly stand in a name, for each door. HTML, RTF and old WPS files are given the names of Office files.
EXTENSIONS = {
    "docx": {"docx", "docm", "dotx", "dotm", "wps", "wpt"},
    "xlsx": {"xlsx", "xlsm", "xltx", "xltm", "et", "ett"},
    "doc": {"doc", "dot", "wps", "wpt", "rtf", "odt", "ott", "fodt", "htm", "html", "xml"},
    "xls": {"xls", "xlt", "et", "ett", "ods", "ots", "fods", "xlsb", "xml"},
    "txt": {"txt", "text", "csv", "tsv", "log", "md"},
    "zip": {"zip"},
}
DOCUMENT_EXTENSIONS = frozenset().union(*(EXTENSIONS[kind] for kind in ("docx", "xlsx", "doc", "xls", "txt")))
KIND_NAMES = {
    "docx": "Word 文档（.docx）",
    "xlsx": "Excel 工作簿（.xlsx）",
    "doc": "旧版 Word、WPS 或网页格式的文档",
    "xls": "旧版 Excel、WPS 或网页格式的工作簿",
    "txt": "文本文件（.txt）",
    "zip": "压缩包（.zip）",
}
# Main parts by content type, for producers that name them otherwise (Office on the web: word/document2.xml).
_CONTENT_TYPES = {
    b"wordprocessingml.document.main+xml": "docx",
    b"wordprocessingml.template.main+xml": "docx",
    b"ms-word.document.macroEnabled.main+xml": "docx",
    b"ms-word.template.macroEnabledTemplate.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"spreadsheetml.template.main+xml": "xlsx",
    b"ms-excel.sheet.macroEnabled.main+xml": "xlsx",
    b"ms-excel.template.macroEnabled.main+xml": "xlsx",
    b"ms-excel.sheet.binary.macroEnabled.main": "xls",
}
_PACKAGE_MARKS = ("[Content_Types].xml", "_rels/.rels", "word/", "xl/")


def sniff(name: str, data: bytes) -> str:
    """docx, xlsx, txt, zip, doc or xls."""
    guard.check_size(data, name)
    form = signatures.form_of(data) if data else "empty"
    if form == "zip":
        return _kind_of_zip(guard.open_directory(data, name, guard.MAX_ENTRIES), name)
    kind = signatures.READABLE.get(form)
    if kind is None:
        raise guard.not_a_package(name, form, data)
    return kind


def extension(name: str) -> str:
    """The extension of a name, in small letters and without the dot."""
    return PurePosixPath(name.replace("\\", "/")).suffix[1:].lower()


def wrong_extension(name: str, kind: str) -> Finding | None:
    """The finding for a file that is read although its extension says something else."""
    found = extension(name)
    if found in EXTENSIONS[kind]:
        return None
    said = f"扩展名是 .{found}" if found else "没有扩展名"
    message = f"文件“{shown_name(name)}”{said}，内容其实是{KIND_NAMES[kind]}，已按内容读取。"
    return Finding("wrong-extension", "info", message, Place(name), f".{found}" if found else "", KIND_NAMES[kind])


def _kind_of_zip(package: ZipFile, name: str) -> str:
    """What a zip is: an Office package by its main part, an OpenDocument file by its mimetype, else an archive."""
    parts = package.NameToInfo
    if "word/document.xml" in parts:
        return "docx"
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if "mimetype" in parts:
        return _kind_of_open_document(package, name)
    if "[Content_Types].xml" in parts:
        return _kind_by_content_types(package, name)
    said_document = extension(name) in DOCUMENT_EXTENSIONS or any(part.startswith(_PACKAGE_MARKS) for part in parts)
    if said_document and not any(extension(part) in DOCUMENT_EXTENSIONS - {"xml"} for part in parts):
        raise damaged(name, "缺少正文部分 word/document.xml 或 xl/workbook.xml")
    return "zip"


def _kind_by_content_types(package: ZipFile, name: str) -> str:
    types = guard.read_part(package, "[Content_Types].xml", name, guard.MEGABYTE)
    for mark, kind in _CONTENT_TYPES.items():
        if mark in types:
            return kind
    if b"presentationml" in types:
        raise guard.not_a_package(name, "powerpoint", b"PK")
    raise damaged(name, "缺少正文部分 word/document.xml 或 xl/workbook.xml")


def _kind_of_open_document(package: ZipFile, name: str) -> str:
    mimetype = guard.read_part(package, "mimetype", name, 1024)
    if _has_password(package, name):
        raise guard.protected(name)
    if b"opendocument.text" in mimetype:
        return "doc"
    if b"opendocument.spreadsheet" in mimetype:
        return "xls"
    found = mimetype[:80].decode("ascii", "replace")
    raise _unknown(name, found)


def _has_password(package: ZipFile, name: str) -> bool:
    """OpenDocument keeps its directory readable and says in the manifest which parts are encrypted."""
    if "META-INF/manifest.xml" not in package.NameToInfo:
        return False
    return b"encryption-data" in guard.read_part(package, "META-INF/manifest.xml", name, guard.MEGABYTE)


def _unknown(name: str, found: str) -> Unreadable:
    advice = "请另存为 .docx 或 .xlsx 后再导入"
    return refusal("not-a-document", name, f"的类型是 {found}，不能导入", advice, found, "Word、Excel 或文本文件")
