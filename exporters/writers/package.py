"""An Office package as a zip that is written part by part: streamed, and the same bytes for the same content."""

from __future__ import annotations

import re
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_START_OF_ZIP = (1980, 1, 1, 0, 0, 0)
# What no XML can hold; the normal form of text has taken out all but the last two.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """A text as the content of an element: escaped, without what XML can't hold."""
    if text.isalnum():
        return text
    return _UNWRITABLE.sub("", escape(text))


class Package:
    """The zip under way. `part` opens one part, which must be closed before the next; `close` ends the zip."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = ZipFile(target, "w", ZIP_DEFLATED, compresslevel=6)

    def part(self, name: str) -> IO[bytes]:
        """A part to be written in pieces."""
        entry = ZipInfo(name, _START_OF_ZIP)
        entry.compress_type = ZIP_DEFLATED
        entry.create_system = 0  # the same on every machine
        return self._zip.open(entry, "w")

    def write(self, name: str, text: str) -> None:
        """A whole part."""
        with self.part(name) as part:
            part.write(f"{DECLARATION}{text}".encode())

    def close(self) -> None:
        """Write the zip's directory."""
        self._zip.close()


def content_types(parts: dict[str, str]) -> str:
    """[Content_Types].xml for these parts and their types."""
    own = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{own}</Types>'
    )


def relationships(targets: list[tuple[str, str]]) -> str:
    """A .rels part: kind and target, numbered rId1, rId2 … in this order; all inside the package."""
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
