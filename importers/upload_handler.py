"""Uploads on their way in: streamed to a temporary file, no more of each than may be kept (DESIGN 12).

The rest of a file that is too large is counted and thrown away, so that it fills neither memory nor disk and the
sentence that refuses it can still say how large it was.
"""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler

MEGABYTE = 1 << 20
MAX_FILE = 200 * MEGABYTE


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """A temporary file for each upload; its `size` is what was sent, its content at most MAX_FILE of that."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
        """Keep a chunk as long as there is room; `start` is how much came before it."""
        self.file.write(raw_data[: max(0, MAX_FILE - start)])
