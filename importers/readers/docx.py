"""Word documents → blocks: one pass over the XML, in C as far as possible.

The main part is parsed in fragments that end after a table, so memory stays flat; a stylesheet turns each into text
with marks for tables, rows and cells (docx_text.py), and docx_cut.py cuts that text up. Text means the final text:
tracked insertions in, deletions out; content controls, fields, hyperlinks and nested tables are looked through.
python-docx is not used here: `row.cells` misreports merged cells and is far slower (docs/adr/0005).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from importers.cells import Blocks, Unreadable
from importers.guard import open_package, read_part
from importers.readers.docx_cut import cut
from importers.readers.docx_text import plain_utf8, to_text
from indicators.findings import Finding, Place

# Tags that one main part may have; a part with more would need gigabytes as a tree.
MAX_TAGS = 12_000_000
# Bytes of a fragment: its tree should fit into the processor's cache, and hide the cost of a fragment.
FRAGMENT = 500_000
TRIES = 8  # ends of tables at which a cut is tried before the rest is parsed as one

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_PREFIX = re.compile(rb"<([A-Za-z0-9]+):document[ >\s]")
_BROKEN = "请在 Word 或 WPS 中打开修复，另存为 .docx 后再导入"
_RESAVE = "请在 Word 或 WPS 中重新另存为 .docx 后再导入"


def blocks(data: bytes, name: str) -> Blocks:
    """The paragraphs and tables of a .docx, in their order; raises Unreadable with one clear sentence."""
    package = open_package(data, name)
    xml = plain_utf8(read_part(package, _main_part(package, name), name))
    if len(xml) > 4 * MAX_TAGS and xml.count(b"<") > MAX_TAGS:
        raise _unreadable(name, "too-large", "内容过多，一次读不完", "请拆成几个较小的文件再导入")
    numbers = iter(range(1, MAX_TAGS))
    try:
        for root in _roots(xml, name):
            yield from cut(to_text(root), name, numbers)
    except (etree.XMLSyntaxError, etree.XSLTError) as error:
        raise _unreadable(name, "broken-file", "的内容已损坏，读不下去", _BROKEN) from error


def _unreadable(name: str, code: str, found: str, expected: str) -> Unreadable:
    message = f"文件“{name}”{found}，{expected}。"
    return Unreadable(Finding(code, "block", message, Place(name), found=found, expected=expected))


def _main_part(package: zipfile.ZipFile, name: str) -> str:
    """The main part as the package's relationships name it; Word itself does not insist on word/document.xml."""
    names = set(package.namelist())
    if "_rels/.rels" in names:
        for relation in _relations(read_part(package, "_rels/.rels", name), name):
            target = (relation.get("Target") or "").lstrip("/")
            if (relation.get("Type") or "").endswith("/officeDocument") and target in names:
                return target
    if "word/document.xml" in names:
        return "word/document.xml"
    raise _unreadable(name, "not-a-document", "里没有 Word 正文", _RESAVE)


def _relations(xml: bytes, name: str) -> etree._Element:
    try:
        return _parse(xml, name)
    except etree.XMLSyntaxError as error:
        raise _unreadable(name, "broken-file", "的内容已损坏，读不下去", _BROKEN) from error


def _parse(xml: bytes, name: str) -> etree._Element:
    """The root of a part. No DTD: it could define entities, and Office never writes one."""
    root = etree.fromstring(xml, _PARSER)
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unreadable(name, "has-dtd", "含有 DTD 定义，不是 Word 或 WPS 保存的文件", _RESAVE)
    return root


def _roots(xml: bytes, name: str) -> Iterator[etree._Element]:
    """The document as one or more documents, each with a run of whole children of the body."""
    prefix = _PREFIX.search(xml[:4096])
    body = re.search(rb"<%b:body(?:\s[^>]*)?>" % prefix[1], xml[:65536]) if prefix else None
    if not prefix or not body:
        yield _parse(xml, name)
        return
    head, start = xml[: body.end()], body.end()
    while len(xml) - start > 2 * FRAGMENT:
        root, end = _fragment(xml, start, head, prefix[1], name)
        if root is None:
            break
        yield root
        start = end
    yield _parse(head + xml[start:] if start > len(head) else xml, name)


def _fragment(xml: bytes, start: int, head: bytes, prefix: bytes, name: str) -> tuple[etree._Element | None, int]:
    """The body's children from `start` to the end of a table, and where that is; no root where no cut is found.

    A fragment that is well-formed was cut rightly. One that is not was cut inside something that holds tables (a cell,
    a content control, a comment), and is tried again up to the end of the next table.
    """
    closing, tail = b"</%b:tbl>" % prefix, b"</%b:body></%b:document>" % (prefix, prefix)
    end = start + FRAGMENT
    for _ in range(TRIES):
        end = xml.find(closing, end) + len(closing)
        if end < len(closing):
            break
        try:
            return _parse(head + xml[start:end] + tail, name), end
        except etree.XMLSyntaxError:
            continue
    return None, start
