"""Broken copies of good documents: bytes flipped, cut, repeated, parts lost, XML mangled inside intact packages."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.importers import hostile_files as make

_TAG = re.compile(rb"<[^<>]*>")
_NUMBER = re.compile(rb'(?<=")-?[0-9]+(?=")')
_MONSTERS = (b"0", b"-1", b"2", b"64", b"99999", b"4294967296", b"1" * 400, b"x", b"", b"\xd9\xa3")


def flipped(data: bytes, random: Random) -> bytes:
    """Some bytes changed."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 3, 20, 200))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut(data: bytes, random: Random) -> bytes:
    """The beginning only, or without a piece in the middle."""
    start, end = sorted(random.randrange(len(data)) for _ in range(2))
    return data[:start] if random.random() < 0.5 else data[:start] + data[end:]


def repeated(data: bytes, random: Random) -> bytes:
    """A piece of it stands in another place once more."""
    start, end = sorted(random.randrange(len(data)) for _ in range(2))
    at = random.randrange(len(data))
    return data[:at] + data[start : min(end, start + 2000)] + data[at:]


def without_a_part(data: bytes, random: Random) -> bytes:
    """A package that lost a part, or holds one under another's name."""
    parts = make.unpacked(data)
    name = random.choice(list(parts))
    content = parts.pop(name)
    if random.random() < 0.3 and parts:
        parts[random.choice(list(parts))] = content
    return make.packed(parts)


def _tags_lost(xml: bytes, random: Random) -> bytes:
    doomed = set(random.sample(range(500), 3))
    counter = iter(range(10**9))
    return _TAG.sub(lambda match: b"" if next(counter) % 500 in doomed else match[0], xml)


def _elements_moved(xml: bytes, random: Random) -> bytes:
    """Whole elements repeated or lost, so that the XML stays well-formed."""
    tag = random.choice((b"w:tc", b"w:tr", b"w:tbl", b"w:p", b"w:t", b"w:gridSpan", b"row", b"c", b"v", b"si", b"is"))
    whole = re.compile(rb"<%s[ >].*?</%s>|<%s[^>]*/>" % (tag, tag, tag), re.DOTALL)
    times = random.choice((0, 2, 5))
    return whole.sub(lambda match: match[0] * times if random.random() < 0.1 else match[0], xml)


def _numbers_changed(xml: bytes, random: Random) -> bytes:
    return _NUMBER.sub(lambda match: random.choice(_MONSTERS) if random.random() < 0.05 else match[0], xml)


def _tags_renamed(xml: bytes, random: Random) -> bytes:
    names = [b"w:tc", b"w:tr", b"w:p", b"w:t", b"w:r", b"w:tbl", b"w:tcPr", b"w:sdt", b"c", b"row", b"v", b"f", b"is"]
    old, new = random.choice(names), random.choice(names)
    return re.sub(rb"(</?)%s(?=[ >/])" % old, rb"\1" + new, xml)


def _text_spoilt(xml: bytes, random: Random) -> bytes:
    pieces = (b"&", b"&#0;", b"&x;", b"\x00", b"\xff", b"]]>", b"<![CDATA[", b"<!--", b"<?a?>", "≥％\u202e".encode())
    for _ in range(3):
        at = random.randrange(len(xml))
        xml = xml[:at] + random.choice(pieces) + xml[at:]
    return xml


def mangled(data: bytes, random: Random) -> bytes:
    """An intact package with spoilt XML in one of its parts."""
    parts = make.unpacked(data)
    main = [name for name in parts if name.endswith(("document.xml", "sheet1.xml", "sharedStrings.xml"))]
    name = random.choice(main if random.random() < 0.8 else list(parts))
    content = parts[name]
    assert isinstance(content, bytes)
    spoil = random.choice((_tags_lost, _elements_moved, _numbers_changed, _tags_renamed, _text_spoilt, flipped, cut))
    return make.packed({**parts, name: spoil(content, random)})


Mutation = Callable[[bytes, Random], bytes]
ANY: tuple[Mutation, ...] = (flipped, cut, repeated)
PACKAGE: tuple[Mutation, ...] = (flipped, cut, repeated, without_a_part, mangled, mangled, mangled, mangled)


def mutated(data: bytes, random: Random) -> bytes:
    """A broken copy."""
    return random.choice(PACKAGE if data.startswith(b"PK") else ANY)(data, random)
