"""Uploads on their way in: streamed to a temporary file, no more of each than may be kept (DESIGN 12).

The rest of a file that is too large, or that the disk has no room for, is counted and thrown away, so that it fills
neither memory nor disk and the sentence that refuses it can still say how large it was.
"""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from budget.outages import no_room

MEGABYTE = 1 << 20
MAX_FILE = 200 * MEGABYTE


class NoRoom(InMemoryUploadedFile):
    """An upload that the disk had no room for: its name and how large it was, nothing of its content."""


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """A temporary file for each upload; its `size` is what was sent, its content at most MAX_FILE of that."""

    is_full = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        self.is_full = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._drop(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
        """Keep a chunk as long as there is room; `start` is how much came before it."""
        if not self.is_full:
            try:
                self.file.write(raw_data[: max(0, MAX_FILE - start)])
            except OSError as error:
                self._drop(error)

    def file_complete(self, file_size: int) -> Any:
        """The upload, or what is known of one that the disk had no room for."""
        if not self.is_full:
            try:
                return super().file_complete(file_size)
            except OSError as error:  # what was not written yet
                self._drop(error)
        return NoRoom(BytesIO(), self.field_name, self.file_name, self.content_type, file_size, self.charset)

    def _drop(self, error: OSError) -> None:
        """Give back what the file has taken of a full disk. Any other error is raised again."""
        if not no_room(error):
            raise error
        self.is_full = True
        if file := self.__dict__.pop("file", None):
            with suppress(OSError):
                file.close()
