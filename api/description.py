"""The OpenAPI description: ninja's, and what it does not know: problems, ETags, limits, files, how to sign in."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from pydantic.json_schema import models_json_schema

from api.middleware import ROOT
from api.problems import PROBLEM, WORDS
from api.shapes import ProblemShape

ALWAYS = (400, 401, 403, 405, 429, 500, 503)
_TEXT = {"schema": {"type": "string"}}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "在“接口令牌”页建立的令牌，pg_ 开头"},
    "session": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "用浏览器登录：只能读取"},
}


class DescribedAPI(NinjaAPI):
    """NinjaAPI with a complete description, made once."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The description."""
        return self._description

    @cached_property
    def _description(self) -> OpenAPISchema:
        found = super().get_openapi_schema(path_prefix=ROOT)
        _, definitions = models_json_schema(
            [(ProblemShape, "serialization")], ref_template="#/components/schemas/{model}"
        )
        found["components"]["schemas"] |= definitions["$defs"]
        found["components"]["securitySchemes"] = _SECURITY
        found["security"] = [{name: []} for name in _SECURITY]
        found["components"]["responses"] = {f"Problem{status}": _problem(status) for status in WORDS}
        for path, methods in found["paths"].items():
            for method, operation in methods.items():
                _complete(path, method, operation)
        return found


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Add to an operation what holds for all of them."""
    answers = {str(status): value for status, value in operation["responses"].items()}
    if method == "get":
        _describe_reading(path, answers)
    else:
        operation["security"] = [{"token": []}]
        for body in operation["requestBody"]["content"].values():
            if "$ref" not in body["schema"]:  # a form; shapes say it themselves
                body["schema"]["additionalProperties"] = False
        answers["201"]["headers"] = {"Location": _TEXT | {"description": "做出来的东西的地址", "required": True}}
    for status in _statuses(path, method):
        answers[str(status)] = _refer(status)
    operation["responses"] = dict(sorted(answers.items()))


def _describe_reading(path: str, answers: dict[str, Any]) -> None:
    if path.endswith("/file/"):
        # What a file is depends on the format that was ordered.
        answers["200"]["content"] = {"*/*": _BINARY}
        return
    etag = {"ETag": _TEXT | {"description": "这份数据的指纹，可以放进 If-None-Match", "required": True}}
    answers["200"]["headers"] = etag
    answers["304"] = {"description": "与 If-None-Match 里的相同，没有内容", "headers": etag}
    answers["412"] = _refer(412)


def _statuses(path: str, method: str) -> tuple[int, ...]:
    found: tuple[int, ...] = ALWAYS
    if "{" in path:
        found += (404,)
    if method == "post":
        found += (409, 413, 415, 422)
    return (*found, 409) if path.endswith("/file/") else found


def _refer(status: int) -> dict[str, str]:
    return {"$ref": f"#/components/responses/Problem{status}"}


def _problem(status: int) -> dict[str, Any]:
    title, _, _ = WORDS[status]
    shape = {"schema": {"$ref": f"#/components/schemas/{ProblemShape.__name__}"}}
    told: dict[str, Any] = {"description": title, "content": {PROBLEM: shape}}
    if status == 429:
        told["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "秒", "required": True}}
    if status == 415:
        told["headers"] = {"Accept": _TEXT | {"required": True}}
    if status == 405:
        told["headers"] = {"Allow": _TEXT | {"required": True}}
    return told
