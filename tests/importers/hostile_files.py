"""Files that nobody should send: bombs, lying directories, far cells, entities. Small here, large once opened."""

from __future__ import annotations

import io
import struct
import zipfile

from tests.making.packing import Package

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINK = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_TYPES = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Parts = dict[str, str | bytes]


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with Package(stream, "w", method, compresslevel=9) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def unpacked(data: bytes) -> Parts:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def relationships(*links: tuple[str, str]) -> str:
    """A part of links: rId1, rId2 … to (kind, target)."""
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{_KINDS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_TYPES}">{items}</Relationships>'


def docx(body: str | bytes, head: str = "") -> bytes:
    """A .docx with this body; `head` stands before the root element."""
    body = body if isinstance(body, bytes) else body.encode()
    document = f"{head}<w:document {WORD}><w:body>".encode() + body + b"</w:body></w:document>"
    return packed(
        {"_rels/.rels": relationships(("officeDocument", "word/document.xml")), "word/document.xml": document}
    )


def xlsx(sheet: str, strings: str = "", styles: str = "", head: str = "", sheets: str = "") -> bytes:
    """A workbook whose only sheet holds this XML; `head` stands before every root element."""
    sheets = sheets or '<sheet name="表一" sheetId="1" r:id="rId1"/>'
    links = (("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"))
    return packed(
        {
            "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f"<workbook {SHEET} {_LINK}><sheets>{sheets}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relationships(*links),
            "xl/worksheets/sheet1.xml": f"{head}<worksheet {SHEET}>{sheet}</worksheet>",
            "xl/sharedStrings.xml": f"{head}<sst {SHEET}>{strings}</sst>",
            "xl/styles.xml": f"<styleSheet {SHEET}>{styles}</styleSheet>",
        }
    )


def rows(*cells: str) -> str:
    """Sheet data of one row with these cells."""
    return f'<sheetData><row r="1">{"".join(cells)}</row></sheetData>'


def with_declared_size(data: bytes, part: str, size: int) -> bytes:
    """A zip whose directory and local header lie about the unpacked size of a part."""
    changed = bytearray(data)
    name = part.encode()
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = changed.find(signature)
        while changed[at + name_at : at + name_at + len(name)] != name:
            at = changed.index(signature, at + 1)
        struct.pack_into("<I", changed, at + size_at, size)
    return bytes(changed)


def with_flag(data: bytes, flag: int) -> bytes:
    """A zip with this bit set in the flags of its first entry."""
    changed = bytearray(data)
    for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.index(signature) + flags_at
        (flags,) = struct.unpack_from("<H", changed, at)
        struct.pack_into("<H", changed, at, flags | flag)
    return bytes(changed)


def ole(*streams: str, heads: dict[str, bytes] | None = None, embedded: str = "") -> bytes:
    """A small OLE2 file: a root storage with these streams, and one entry that hangs below none of them."""
    sectors = [b"".join(_ole_entries(streams, embedded)), struct.pack("<4I", 0xFFFFFFFE, 0xFFFFFFFD, *[0xFFFFFFFE] * 2)]
    sectors[1] = sectors[1].ljust(512, b"\xff")
    for stream in streams:
        sectors.append((heads or {}).get(stream, b"").ljust(512, b"\0"))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    header = header.ljust(44, b"\0") + struct.pack("<II", 1, 0)  # one allocation table; the directory in sector 0
    header = header.ljust(76, b"\0") + struct.pack("<109I", 1, *[0xFFFFFFFF] * 108)
    return header + b"".join(sector.ljust(512, b"\0") for sector in sectors)


def _ole_entries(streams: tuple[str, ...], embedded: str) -> list[bytes]:
    """Root, then its streams as a chain of right siblings."""
    none = 0xFFFFFFFF
    entries = [_ole_entry("Root Entry", 5, none, 1 if streams else none, 0)]
    for number, stream in enumerate(streams, 1):
        entries.append(_ole_entry(stream, 2, number + 1 if number < len(streams) else none, none, number + 1))
    if embedded:
        entries.append(_ole_entry(embedded, 2, none, none, 0))
    return entries


def _ole_entry(name: str, kind: int, right: int, child: int, sector: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    entry = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, right, child)
    return entry.ljust(116, b"\0") + struct.pack("<III", sector, 4096, 0)
