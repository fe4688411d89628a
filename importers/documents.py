"""A stored document as an answer: what it is called and which type it says it is.

Documents are uploads, so only known types get a type of their own, and only plain text is shown in the browser.
"""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

TEXT = "text/plain; charset=utf-8"
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": TEXT,
}
UNKNOWN = "application/octet-stream"


def file_name(name: str) -> str:
    """The last part of a name, without what a header or a file system can't hold."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f\"<>|:*?]", "_", last).strip(" .") or "document"


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_text(name: str) -> bool:
    """Whether a document can be shown in the browser as it is."""
    return _extension(name) == "txt"


def as_text(data: bytes) -> str:
    """A text document's characters: UTF-8, else GB18030, the two that such documents come in."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def document_response(name: str, data: bytes, shown: bool) -> HttpResponse:
    """The document as a download, byte for byte, or (`shown`, plain text only) to be read in the browser."""
    shown = shown and is_text(name)
    content = as_text(data).encode() if shown else data
    kind = TYPES.get(_extension(name), UNKNOWN)
    response = HttpResponse(content, content_type=TEXT if shown else kind)
    if kind == TEXT and not shown:
        response["Content-Type"] = "text/plain"  # the original bytes may be in another encoding
    disposition = content_disposition_header(not shown, file_name(name))
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
