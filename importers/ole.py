"""The directory of an OLE2 file (.doc, .xls, .wps, .et, and every Office file with a password).

Only what tells these apart: the streams of the root storage and the first bytes of one of them. Names found
anywhere else belong to embedded objects, so searching the bytes for them would mistake one kind for another.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
_NO_ENTRY = 0xFFFFFFFF
_MAX_DIRECTORY = 4096  # sectors; Word's own directories have a handful


class OleFile:
    """The root streams of an OLE2 file by name, each with its first sector. Raises struct.error where it is broken."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.shift = struct.unpack_from("<H", data, 30)[0]
        if self.shift not in (9, 12):
            raise struct.error("sector size")
        self.fat = [number for number in struct.unpack_from("<109I", data, 76) if number < _LAST_SECTOR]
        self.streams = dict(self._root_streams())

    def head(self, stream: str, size: int = 512) -> bytes:
        """The first bytes of a stream that is stored in sectors of its own."""
        start = self._offset(self.streams[stream])
        return self.data[start : start + size]

    def _offset(self, sector: int) -> int:
        return (sector + 1) << self.shift

    def _next(self, sector: int) -> int:
        """The sector that follows in its chain, by the allocation table."""
        per_sector = 1 << (self.shift - 2)
        index, rest = divmod(sector, per_sector)
        if index >= len(self.fat):
            raise struct.error("allocation table")
        return int(struct.unpack_from("<I", self.data, self._offset(self.fat[index]) + 4 * rest)[0])

    def _entries(self) -> Iterator[bytes]:
        """The directory's entries of 128 bytes, in order."""
        sector = struct.unpack_from("<I", self.data, 48)[0]
        for _ in range(_MAX_DIRECTORY):
            if sector >= _LAST_SECTOR:
                return
            start = self._offset(sector)
            for offset in range(start, start + (1 << self.shift), 128):
                yield self.data[offset : offset + 128]
            sector = self._next(sector)

    def _root_streams(self) -> Iterator[tuple[str, int]]:
        """The children of the root storage: a binary tree whose links are numbers of entries."""
        entries = [entry for entry in self._entries() if len(entry) == 128]
        waiting, seen = [struct.unpack_from("<I", entries[0], 76)[0]] if entries else [], set()
        while waiting:
            number = waiting.pop()
            if number >= len(entries) or number in seen:
                continue
            seen.add(number)
            entry = entries[number]
            length = min(struct.unpack_from("<H", entry, 64)[0], 64)
            yield entry[: max(0, length - 2)].decode("utf-16-le", "replace"), struct.unpack_from("<I", entry, 116)[0]
            waiting.extend(struct.unpack_from("<II", entry, 68))
