"""The parts of a workbook's package: its sheets in their order, the shared strings, the number formats.

Tags are matched by their local names, so that strict and transitional workbooks read alike. Only the parts that
say what a cell shows are ever parsed: pivot caches, charts, drawings, comments and links stay closed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree

from importers.guard import read_part
from importers.readers.formats import BUILT_IN
from importers.refusals import damaged, too_large
from indicators.made_from import NAME, digest_in

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
# More cells, blank ones counted, than any form or register has; each costs the parser some 100 bytes.
MAX_ELEMENTS = 3_000_000
_HIDDEN = ("hidden", "veryHidden")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `number` is its ordinal among all sheets, from 1."""

    number: int
    title: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Workbook:
    """What all the sheets share. `formats` holds a number format for each cell style, "" for General.

    `made_from` are the digests that sheets of ours carry, by their numbers.
    """

    package: ZipFile
    name: str
    sheets: list[Sheet] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    made_from: dict[int, str] = field(default_factory=dict)
    mac: bool = False


def open_workbook(package: ZipFile, name: str) -> Workbook:
    """The workbook of a guarded package; raises Unreadable."""
    book = Workbook(package, name)
    main = _main_part(book)
    links = _links(book, main)
    ordinal = 0
    for tag, element in elements(book, main, "workbookPr", "sheet", "definedName"):
        if tag == "workbookPr":
            book.mac = element.get("date1904") in ("1", "true")
            continue
        if tag == "definedName":
            _read_name(book, element)
            continue
        ordinal += 1
        kind, target = links.get(_link_id(element), ("", ""))
        if kind == "worksheet":
            book.sheets.append(Sheet(ordinal, element.get("name", ""), target, element.get("state") in _HIDDEN))
    if not book.sheets:
        raise damaged(name, "工作簿里没有工作表")
    _read_shared(book, links.values())
    return book


def _read_name(book: Workbook, element: Any) -> None:
    """Keep what a sheet was made from; all other names are of no interest."""
    place = element.get("localSheetId", "")
    if element.get("name") == NAME and place.isdecimal() and len(place) < 8:
        book.made_from[int(place) + 1] = digest_in(element.text or "")


def elements(book: Workbook, part: str, *tags: str) -> Iterator[tuple[str, Any]]:
    """The elements of these local names, each whole; they are emptied after use, so that memory stays flat."""
    data = read_part(book.package, part, book.name)
    if max(data.count(b"<c"), data.count(b":c "), data.count(b"<row"), data.count(b"<si")) > MAX_ELEMENTS:
        raise too_large(book.name, f"{part} 中的单元格过多", f" {MAX_ELEMENTS:,} 个")
    options = {"resolve_entities": False, "load_dtd": False, "no_network": True, "huge_tree": False}
    try:
        for _, element in etree.iterparse(BytesIO(data), tag=[f"{{*}}{tag}" for tag in tags], **options):
            yield etree.QName(element).localname, element
            element.clear(keep_tail=False)
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError:
        raise damaged(book.name, f"{part} 不是有效的 XML") from None


def shared_text(item: Any) -> str:
    """The text of a string item: its runs joined, without the pronunciation guides, escapes undone."""
    if len(item) == 1 and str(item[0].tag).endswith("}t"):  # most strings are one text
        return unescaped(item[0].text or "")
    runs = item.iter("{*}t")
    text = "".join(run.text or "" for run in runs if etree.QName(run.getparent()).localname != "rPh")
    return unescaped(text)


def unescaped(text: str) -> str:
    """_x000D_ and its like, by which Excel keeps what XML can't hold."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _main_part(book: Workbook) -> str:
    """The workbook part: by the package's own links where it has them."""
    if "_rels/.rels" in book.package.NameToInfo:
        for kind, target in _links(book, "").values():
            if kind == "officeDocument":
                return target
    return "xl/workbook.xml"


def _links(book: Workbook, part: str) -> dict[str, tuple[str, str]]:
    """The links of a part: id → (kind, target part)."""
    folder, base = posixpath.split(part)
    links = {}
    for _, link in elements(book, posixpath.join(folder, "_rels", f"{base}.rels"), "Relationship"):
        if link.get("TargetMode") == "External":
            continue
        target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
        links[link.get("Id", "")] = (link.get("Type", "").rpartition("/")[2], target)
    return links


def _link_id(element: Any) -> str:
    """The r:id attribute, whose namespace differs between the two dialects."""
    return next((value for key, value in element.attrib.items() if etree.QName(key).localname == "id"), "")


def _read_shared(book: Workbook, links: Iterable[tuple[str, str]]) -> None:
    """The strings and formats that the cells of all sheets point to by number."""
    for kind, target in links:
        if kind == "sharedStrings":
            book.strings = [shared_text(item) for _, item in elements(book, target, "si")]
        elif kind == "styles":
            book.formats = list(_formats(book, target))


def _formats(book: Workbook, part: str) -> Iterator[str]:
    """The number format of each cell style in order."""
    own: dict[str, str] = {}
    for tag, element in elements(book, part, "numFmt", "cellXfs"):
        if tag == "numFmt":
            own[element.get("numFmtId", "")] = unescaped(element.get("formatCode", ""))
            continue
        for style in element.iter("{*}xf"):
            number = style.get("numFmtId", "0")
            built_in = BUILT_IN.get(int(number), "") if number.isdigit() and len(number) < 6 else ""
            yield own.get(number, built_in)
