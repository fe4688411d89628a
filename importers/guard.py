"""The guard at the door: a zip package is judged by its directory before anything in it is unpacked (DESIGN 12).

`open_package` gives a package whose declared sizes are bounded, `read_part` holds each part to its declaration,
since declared sizes can lie. Both raise Unreadable with one sentence. Nothing is ever unpacked to disk.
"""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from importers import signatures
from importers.cells import Unreadable
from importers.refusals import ASK_FOR_ORIGINAL, damaged, refusal, too_large

MEGABYTE = 1 << 20
MAX_FILE = 256 * MEGABYTE
MAX_PART = 256 * MEGABYTE
MAX_PARTS = 512 * MEGABYTE
MAX_ENTRIES = 10_000
# Deflate reaches 1032. Real documents of 10,000 tables stay near 25, one table repeated reaches 100.
MAX_RATIO = 200
# Small parts may have any ratio; pictures of one colour too, up to a size that does no harm.
RATIO_FROM_XML = MEGABYTE
RATIO_FROM = 32 * MEGABYTE

_ROOT_FIRST = re.compile(rb"(\xef\xbb\xbf)?\s*(<\?[^>]{0,200}\?>\s*){0,4}<[A-Za-z_]")
_RECORD = b"PK\x01\x02"
_ENCRYPTED = 0x1
# What zipfile raises for broken directories and parts, beside its own BadZipFile.
BROKEN = (BadZipFile, struct.error, zlib.error, NotImplementedError, ValueError, OverflowError, OSError, EOFError)


def open_package(data: bytes, name: str) -> ZipFile:
    """The guarded package of a .docx or .xlsx; takes well under a millisecond for a normal file."""
    package = open_directory(data, name, MAX_ENTRIES)
    infos = package.infolist()
    if len(package.NameToInfo) != len(infos):
        raise damaged(name, "压缩目录中有重名的部分")
    if sum(info.file_size for info in infos) > MAX_PARTS:
        raise too_large(name, "解压后的总大小过大", f" {MAX_PARTS // MEGABYTE} MB")
    for info in infos:
        check_entry(info, name)
    return package


def open_directory(data: bytes, name: str, entries: int) -> ZipFile:
    """A zip whose directory is sound: not too many entries, and none that share their bytes."""
    check_size(data, name)
    form = signatures.form_of(data)
    if form != "zip":
        raise not_a_package(name, form, data)
    # Counted in the bytes, because zipfile makes an object of each entry before it can be asked.
    if data.count(_RECORD) > entries * 20:
        raise _too_many(name, entries)
    try:
        package = ZipFile(BytesIO(data))
    except BROKEN:
        raise damaged(name, "压缩目录不完整，多半是下载或复制时中断") from None
    if len(package.filelist) > entries:
        raise _too_many(name, entries)
    if sum(info.compress_size for info in package.filelist) > len(data):
        raise damaged(name, "压缩目录中的内容互相重叠")
    return package


def check_size(data: bytes, name: str) -> None:
    """Refuse a file that is too large in itself, whatever it is."""
    if len(data) > MAX_FILE:
        raise too_large(name, f"{len(data) // MEGABYTE} MB", f" {MAX_FILE // MEGABYTE} MB")


def check_entry(info: ZipInfo, name: str) -> None:
    """Refuse an entry by what the directory says of it; `name` is the file that is told."""
    if info.flag_bits & _ENCRYPTED:
        raise protected(name)
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        advice = "请用普通的 zip 方式重新压缩，或在 Word、WPS 中另存后再导入"
        raise refusal("unknown-compression", name, "使用了不支持的压缩方式", advice)
    if info.file_size > MAX_PART:
        raise too_large(name, f"其中一个部分解压后有 {info.file_size // MEGABYTE} MB", f" {MAX_PART // MEGABYTE} MB")
    threshold = RATIO_FROM_XML if info.filename.endswith((".xml", ".rels")) else RATIO_FROM
    if info.file_size > threshold and info.file_size > MAX_RATIO * info.compress_size:
        problem = f"解压后会膨胀 {MAX_RATIO} 倍以上，像是压缩炸弹"
        raise refusal("zip-bomb", name, problem, "为安全起见没有打开，" + ASK_FOR_ORIGINAL)


def read_part(package: ZipFile, part_name: str, name: str, limit: int = MAX_PART) -> bytes:
    """The bytes of one part, never more than it declares; XML with a DTD is refused."""
    info = package.NameToInfo.get(part_name)
    if info is None:
        raise damaged(name, f"缺少 {part_name}")
    data = read_entry(package, info, name, limit)
    if part_name.endswith((".xml", ".rels")) and has_dtd(data):
        problem = "的内部结构带有 DTD 声明，正常的 Word、Excel 文件没有这种内容"
        raise refusal("dtd-refused", name, problem, "为安全起见没有读取，" + ASK_FOR_ORIGINAL)
    return data


def read_entry(package: ZipFile, info: ZipInfo, name: str, limit: int = MAX_PART) -> bytes:
    """The bytes of an entry. Asked for one byte more than declared, because then zipfile inflates no further."""
    if info.file_size > limit:
        raise too_large(name, f"其中一个部分解压后有 {info.file_size // MEGABYTE} MB", f" {limit // MEGABYTE} MB")
    try:
        with package.open(info) as part:
            data = part.read(info.file_size + 1)
    except (*BROKEN, RuntimeError):
        raise damaged(name, "其中的压缩数据有错误") from None
    if len(data) != info.file_size:
        raise damaged(name, "其中的压缩数据比目录所写的短")
    return data


def has_dtd(xml: bytes) -> bool:
    """Whether XML has a document type declaration, in any encoding that Office files may use."""
    if _ROOT_FIRST.match(xml):  # it could only stand before the root element; this saves searching 90 MB
        return False
    if b"\0" in xml[:4]:
        return "<!DOCTYPE".encode("utf-16-le") in xml or "<!DOCTYPE".encode("utf-16-be") in xml
    return b"<!DOCTYPE" in xml


def protected(name: str) -> Unreadable:
    """A file that needs a password."""
    return refusal("password-protected", name, "有密码保护，无法读取", "请在 Word 或 WPS 中取消密码后再导入")


def not_a_package(name: str, form: str, data: bytes) -> Unreadable:
    """The refusal of something that is no zip package: it says what it is instead."""
    if not data:
        return refusal("empty-file", name, "是空的（0 字节）", "请重新导出或上传原文件", "0 字节")
    if form == "encrypted":
        return protected(name)
    if form == "broken-ole":
        return damaged(name, "旧版 Office 文件的目录不完整")
    found = signatures.NAMES[form]
    advice = "请上传 .docx、.xlsx、.doc、.xls、.txt 文件，或装有这些文件的 .zip"
    if form in ("pdf", "picture"):
        advice = "请向原单位索取 Word 或 Excel 版本"
    return refusal("not-a-document", name, f"是{found}，不能导入", advice, found, "Word、Excel 或文本文件")


def _too_many(name: str, entries: int) -> Unreadable:
    return too_large(name, "压缩包里的文件过多", f" {entries:,} 个")
