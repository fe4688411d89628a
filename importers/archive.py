"""The documents of a .zip, one at a time: one level deep, names in Chinese whatever program packed them.

What is no document becomes a Finding and the rest goes on; only a broken directory refuses the whole archive.
Entries are unpacked to memory one by one, never to disk, so a name can't lead out of any folder.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from zipfile import ZipInfo

from importers import guard, sniff
from importers.cells import Unreadable
from importers.refusals import shown_name
from indicators.findings import Finding, Place, Severity

MAX_UNPACKED = 2048 * guard.MEGABYTE

_UTF8_NAME = 0x800
_UNICODE_PATH = 0x7075
_ARCHIVES = {"zip", "rar", "7z", "gz", "tgz", "tar", "bz2", "xz"}
# What operating systems and Office leave in folders without anybody's doing.
_JUNK = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def documents_in(name: str, data: bytes) -> Iterator[tuple[str, bytes] | Finding]:
    """Each document as (path inside the archive, bytes), or what hinders it. Raises Unreadable for a broken archive."""
    package = guard.open_directory(data, name, guard.MAX_ENTRIES)
    unpacked, seen, anything = 0, set[str](), False
    for info in package.infolist():
        path = clean_path(entry_name(info))
        if info.is_dir() or _JUNK.search(path):
            continue
        anything = True
        unpacked += info.file_size
        problem = _problem(name, path, seen, unpacked)
        seen.add(path)
        if problem:
            yield problem
            continue
        try:
            guard.check_entry(info, path)
            document = guard.read_entry(package, info, path)
        except Unreadable as refused:
            yield refused.finding
        else:
            yield path, document
    if not anything:
        yield _finding("empty-archive", "warn", name, f"压缩包“{shown_name(name)}”里没有文件，请检查后重新打包。")


def entry_name(info: ZipInfo) -> str:
    """The name as its author saw it: Windows packs Chinese names in GBK and macOS in UTF-8, both without saying so."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    unicode_path = _unicode_path(info.extra, raw)
    if unicode_path:
        return unicode_path
    if raw.isascii():
        return info.filename
    # Two characters of GBK may pass for Greek or Hebrew in UTF-8, so only Chinese is believed.
    utf8 = _decoded(raw, "utf-8")
    if any(letter >= "\u2e80" for letter in utf8):
        return utf8
    return _decoded(raw, "gb18030") or utf8 or info.filename


def clean_path(path: str) -> str:
    """A relative path without drive letters, `..`, control characters and marks that turn the writing direction."""
    path = re.sub(r"^[A-Za-z]:", "", _ODD.sub("", path).replace("\\", "/"))
    steps = [step.strip() for step in path.split("/")]
    return "/".join(step for step in steps if step not in ("", ".", "..")) or "未命名"


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in Info-ZIP's extra field, valid only beside the name that its checksum is of."""
    at = 0
    while at + 4 <= len(extra):
        field, size = struct.unpack_from("<HH", extra, at)
        body = extra[at + 4 : at + 4 + size]
        if field == _UNICODE_PATH and len(body) > 5 and struct.unpack_from("<I", body, 1)[0] == zlib.crc32(raw):
            return _decoded(body[5:], "utf-8")
        at += 4 + size
    return ""


def _problem(name: str, path: str, seen: set[str], unpacked: int) -> Finding | None:
    """Why an entry is passed over, judged by its name and size alone."""
    kind, shown = sniff.extension(path), f"压缩包“{shown_name(name)}”里的“{shown_name(path)}”"
    if unpacked > MAX_UNPACKED:
        limit = f"{MAX_UNPACKED // guard.MEGABYTE} MB"
        return _finding("too-large", "block", path, f"{shown}没有读取：压缩包解压后超过 {limit}，请分成几个压缩包。")
    if path in seen:
        return _finding("duplicate-name", "warn", path, f"{shown}重名，只读取了前一个，请改名后重新打包。")
    if kind in _ARCHIVES:
        return _finding("nested-archive", "warn", path, f"{shown}是压缩包中的压缩包，没有读取，请解压后直接导入。")
    if kind not in sniff.DOCUMENT_EXTENSIONS:
        what = f"扩展名是 .{kind}" if kind else "没有扩展名"
        message = f"{shown}{what}，不是可导入的文档，已跳过；需要的话请另存为 .docx、.xlsx 或 .txt。"
        return _finding(
            "not-a-document", "warn" if kind == "pdf" else "info", path, message, f".{kind}" if kind else ""
        )
    return None


def _finding(code: str, severity: Severity, file: str, message: str, found: str = "") -> Finding:
    return Finding(code, severity, message, Place(file), found)
