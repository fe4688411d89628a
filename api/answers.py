"""Answers as JSON with an ETag: the same bytes are not sent twice."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.timezone import localtime


def answer(request: HttpRequest, value: Any) -> HttpResponse:
    """200 with the value, or 304 where the asker has it.

    The ETag is strong: a digest of the very bytes. A version number of a table would not do, since an agency's name, a
    kept warning or an in-force revision also stand in its answer.
    """
    response = _json(value, 200)
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Authorization", "Cookie"])
    found = get_conditional_response(request, etag, None, response)
    return response if found is None else found


def made(value: dict[str, Any], address: str) -> HttpResponse:
    """201 with what was made, and where it is."""
    response = _json(value, 201)
    response["Location"] = address
    response["Cache-Control"] = "no-store"
    return response


def _json(value: Any, status: int) -> HttpResponse:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text.encode(), status=status, content_type="application/json")


def moment(at: datetime | None) -> str | None:
    """A moment as text, in the time of the pages (+08:00)."""
    return localtime(at).isoformat() if at else None
