"""Pages by cursor: where the next page begins, signed, and only good for the list and the filters that it was made for.

A cursor names the last entry of a page, so pages stay right while others add, change and remove what lies before it.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.core import signing
from django.http import HttpRequest

from api.problems import Problem

_SALT = "api.cursor"
_BESIDE = ("cursor", "size")  # they may differ from page to page


def _list_of(request: HttpRequest) -> str:
    """What tells lists apart: the address and its filters."""
    filters = sorted((name, value) for name, value in request.GET.items() if name not in _BESIDE)
    return hashlib.sha256(repr((request.path, filters)).encode()).hexdigest()[:16]


def place_in(request: HttpRequest) -> list[Any] | None:
    """The place that the request's cursor names; None for the first page. Raises Problem (400) for a wrong one."""
    text = request.GET.get("cursor")
    if text is None:
        return None
    try:
        which, place = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        which, place = "", []
    if which != _list_of(request):
        words = "没有这个位置，或者它属于另一个列表、另一些筛选条件；请从第一页重新开始"
        raise Problem(400, "wrong-cursor", f"cursor 不正确：{words}。", [("cursor", words)])
    return list(place)


def page(request: HttpRequest, items: list[dict[str, Any]], last: list[Any] | None) -> dict[str, Any]:
    """A page and the address of the next one; `last` is the place of its last entry, None where nothing follows."""
    following = None
    if last is not None:
        query = request.GET.copy()
        query["cursor"] = signing.dumps([_list_of(request), last], salt=_SALT)
        following = f"{request.path}?{query.urlencode()}"
    return {"items": items, "next": following}
