"""A file as an answer: its type, and a Chinese name that every browser understands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO
from urllib.parse import quote

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from exporters.formats import FORMATS
from exporters.models import Shape

ZIP = "application/zip"
_UNESCAPED = "!#$&+-.^_`|~"  # what RFC 8187 lets stand beside letters and digits


def media_type(format: str, shape: str) -> str:
    """The type of a package."""
    return FORMATS[format].media_type if shape == Shape.ONE and format in FORMATS else ZIP


def suffix(format: str, shape: str) -> str:
    """The ending of a package's name."""
    return FORMATS[format].ending if shape == Shape.ONE else ".zip"


def disposition(name: str) -> str:
    """Content-Disposition with the name in UTF-8, and a plain one for programs that know no other."""
    ending = name.rpartition(".")[2]
    return f"attachment; filename=\"perfgoals.{ending}\"; filename*=UTF-8''{quote(name, safe=_UNESCAPED)}"


def _named(response: HttpResponseBase, name: str, size: int | None = None) -> HttpResponseBase:
    response["Content-Disposition"] = disposition(name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    if size is not None:
        response["Content-Length"] = str(size)
    return response


def file_answer(file: IO[bytes], name: str, kind: str) -> HttpResponseBase:
    """A file at its beginning, which the answer closes."""
    return _named(FileResponse(file, content_type=kind), name)


def streamed_answer(pieces: Iterable[bytes], size: int, name: str, kind: str) -> HttpResponseBase:
    """Bytes that come one piece after the other; told how many, a browser notices when some are missing."""
    return _named(StreamingHttpResponse(pieces, content_type=kind), name, size)
