"""Bodies of requests: strict JSON. What comes twice in an object is told, not settled by whoever comes last."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from api.problems import Problem


class StrictParser(Parser):
    """ninja's parser for JSON as RFC 8259 has it. Raises ValueError for what is none, Problem for doubled names."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value that was sent."""
        return json.loads(request.body, object_pairs_hook=_object, parse_constant=_no_number)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            words = "只能给出一次"
            raise Problem(400, "doubled-name", f"JSON 不正确：{name[:60]} {words}。", [(name, words)])
        found[name] = value
    return found


def _no_number(text: str) -> Any:
    """NaN and Infinity, which Python would take."""
    raise ValueError(text)
