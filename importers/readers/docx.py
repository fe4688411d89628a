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
from itertools import pairwise

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

_PREFIX = re.compile(rb"<([A-Za-z0-9]+):document[ >\s]")
_BROKEN = "请在 Word 或 WPS 中打开修复，另存为 .docx 后再导入"
_RESAVE = "请在 Word 或 WPS 中重新另存为 .docx 后再导入"


def blocks(data: bytes, name: str) -> Blocks:
    """The paragraphs and tables of a .docx, in their order; raises Unreadable with one clear sentence."""
    package = open_package(data, name)
    xml = plain_utf8(read_part(package, _main_part(package, name), name))
    if xml.count(b"<") > MAX_TAGS:
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
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(xml, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unreadable(name, "has-dtd", "含有 DTD 定义，不是 Word 或 WPS 保存的文件", _RESAVE)
    return root


def _roots(xml: bytes, name: str) -> Iterator[etree._Element]:
    """The document as one or more documents, each with a run of whole children of the body.

    A fragment that is well-formed was cut rightly. One that is not was cut inside something that holds tables (a
    content control, say): then what is left is parsed as one.
    """
    prefix = _PREFIX.search(xml[:4096])
    cuts = _cuts(xml, prefix[1]) if prefix else []
    if len(cuts) < 3:
        yield _parse(xml, name)
        return
    head, tail = xml[: cuts[0]], b"</%b:body></%b:document>" % (prefix[1], prefix[1])  # type: ignore[index]
    for start, end in pairwise(cuts):
        try:
            root = _parse(head + xml[start:end] + (tail if end != len(xml) else b""), name)
        except etree.XMLSyntaxError:
            yield _parse(head + xml[start:], name)
            return
        yield root


def _cuts(xml: bytes, prefix: bytes) -> list[int]:
    """Where to cut: the start of the body's content, ends of tables that are in no other one, the end of the part.

    Nowhere at all in a part with comments, CDATA or instructions, since those could hold what looks like a tag.
    """
    body = re.compile(rb"<%b:body(?:\s[^>]*)?>" % prefix).search(xml)
    if not body:
        return []
    cuts, depth = [body.end()], 0
    for tag in re.compile(rb"<(?:[!?]|(/?)%b:tbl(?:\s[^>]*)?(/?)>)" % prefix).finditer(xml, body.end()):
        if tag[1] is None:
            return []
        if not tag[2]:
            depth += -1 if tag[1] else 1
        if depth == 0 and tag.end() - cuts[-1] > FRAGMENT:
            cuts.append(tag.end())
    return [*cuts, len(xml)]
