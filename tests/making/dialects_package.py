"""Dialects of the file: how the XML is written down and packed."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from tests.making.word import STRICT_W, W, package


def _text(root: etree._Element) -> str:
    return etree.tostring(root, encoding="unicode")


def plain(root: etree._Element) -> bytes:
    """As Word writes it."""
    return package(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def other_prefix(root: etree._Element) -> bytes:
    """The namespace under another prefix, as some libraries number them."""
    text = re.sub(r"(<[^<>]*>)", lambda tag: re.sub(r"([</ ]|xmlns:)w([:=])", r"\1ns0\2", tag[1]), _text(root))
    return package(text.encode())


def default_namespace(root: etree._Element) -> bytes:
    """Elements without a prefix; attributes need one."""
    text = re.sub(r"<(/?)w:", r"<\1", _text(root)).replace("<document ", f'<document xmlns="{W}" ', 1)
    return package(text.encode())


def strict(root: etree._Element) -> bytes:
    """The strict variant of the format, which WPS and Word can save: other namespaces, same names."""
    return package(_text(root).replace(W, STRICT_W).encode(), strict=True)


def utf16(root: etree._Element) -> bytes:
    """UTF-16 with a byte order mark, which XML allows everywhere."""
    return package(etree.tostring(root, encoding="UTF-16", xml_declaration=True))


def gb18030(root: etree._Element) -> bytes:
    """A declared Chinese encoding."""
    return package(etree.tostring(root, encoding="GB18030", xml_declaration=True))


def cdata(root: etree._Element) -> bytes:
    """Text in CDATA sections."""
    for words in root.iter(f"{{{W}}}t"):
        if words.text and not len(words) and "]]>" not in words.text:
            words.text = etree.CDATA(words.text)
    return package(etree.tostring(root, encoding="UTF-8"))


def other_part(root: etree._Element) -> bytes:
    """The main part under another name: only the relationships say which it is."""
    return package(etree.tostring(root, encoding="UTF-8"), main="word/document2.xml")


Finish = Callable[[etree._Element], bytes]
FINISHES: dict[str, Finish] = {
    finish.__name__: finish
    for finish in (plain, other_prefix, default_namespace, strict, utf16, gb18030, cdata, other_part)
}
