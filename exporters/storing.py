"""The bytes of a package in the database, in pieces of a megabyte: memory stays flat on writing and on handing out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from exporters.claims import hold
from exporters.models import Export, ExportChunk, State

CHUNK = 1 << 20  # bytes
AT_ONCE = 20  # pieces that are deleted in one statement, so that nobody waits long for the lock


class ChunkWriter(io.RawIOBase):
    """A file that a package is written into, piece by piece under its claim; `size` is what it holds so far.

    Raises claims.Superseded as soon as the package is no longer ours.
    """

    def __init__(self, export: Export) -> None:
        self._export, self._held, self._number = export, bytearray(), 0
        self.size = 0

    def writable(self) -> bool:
        """It can't be read, and not be wound back."""
        return True

    def write(self, data: Any) -> int:
        """All of it is taken."""
        self._held += data
        while len(self._held) >= CHUNK:
            self._put(bytes(self._held[:CHUNK]))
            del self._held[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Store what is left over."""
        if self._held:
            self._put(bytes(self._held))
            self._held.clear()

    @transaction.atomic
    def _put(self, data: bytes) -> None:
        hold(self._export)
        ExportChunk.objects.create(export=self._export, claim=self._export.claims, number=self._number, data=data)
        self._number += 1
        self.size += len(data)


def pieces(export: Export) -> Iterator[bytes]:
    """The bytes of a finished package. Raises OSError where a piece is missing: the answer then breaks off."""
    sent = number = 0
    while sent < export.size:
        chunk = ExportChunk.objects.filter(export=export, claim=export.claims, number=number).first()
        if chunk is None:
            raise OSError(f"export {export.pk} has lost its bytes")
        data = bytes(chunk.data)
        sent, number = sent + len(data), number + 1
        yield data


def drop_bytes() -> int:
    """Delete the pieces that nobody may have any more, and those that a lost claim has left. How many."""
    wanted = Q(export__state__in=(State.MAKING, State.DONE), claim=F("export__claims"))
    number = 0
    while keys := list(ExportChunk.objects.exclude(wanted).values_list("pk", flat=True)[:AT_ONCE]):
        number += ExportChunk.objects.filter(pk__in=keys).delete()[0]
    return number
