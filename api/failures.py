"""Exceptions of the operations → problem documents: what is missing, not allowed, too large or not as described."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from api.problems import Problem, problem_answer

# pydantic's kinds of errors in words; {…} is what it tells beside them.
_WORDS = {
    "missing": "必须给出",
    "int_parsing": "应是整数",
    "int_type": "应是整数",
    "int_from_float": "应是整数",
    "string_type": "应是文字",
    "list_type": "应是一组值",
    "dict_type": "应是 JSON 对象",
    "model_attributes_type": "应是 JSON 对象",
    "literal_error": "没有这个选项，可用的是 {expected}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_too_short": "不能是空的",
    "string_too_long": "最多 {max_length} 个字符",
    "too_long": "最多 {max_length} 个",
    "extra_forbidden": "没有这个字段",
    "value_error": "{error}",
}
_DATES = ("date", "datetime", "timezone")


def add_handlers(api: NinjaAPI) -> None:
    """Register what becomes of each kind of exception. What is not known here is an error of ours: Django tells it."""
    api.add_exception_handler(Problem, _problem)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Http404, lambda request, error: _said(request, 404))
    api.add_exception_handler(PermissionDenied, lambda request, error: _said(request, 403))
    api.add_exception_handler(MultiPartParserError, lambda request, error: _said(request, 400))
    for kind in (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        api.add_exception_handler(kind, lambda request, error: _said(request, 413))
    api.add_exception_handler(SuspiciousOperation, lambda request, error: _said(request, 400))
    api.add_exception_handler(Exception, _ours)


def _problem(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_answer(request, error)


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    """ninja's own: a body that is no JSON, as a rule; it hides what the parser said (api/parsing.py)."""
    known = error.__cause__ if isinstance(error.__cause__, Problem) else Problem(error.status_code)
    return problem_answer(request, known)


def _said(request: HttpRequest, status: int) -> HttpResponse:
    return problem_answer(request, Problem(status))


def _ours(request: HttpRequest, error: Any) -> HttpResponse:
    raise error


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """A parameter of the address that is wrong is a 400, a body that is wrong a 422."""
    errors = [(_name(each["loc"]), _sentence(each)) for each in error.errors]
    in_address = any(each["loc"][0] in ("query", "path") for each in error.errors)
    if not in_address:
        return problem_answer(request, Problem(422, errors=errors))
    detail = "；".join(f"{name} {words}" for name, words in errors)
    return problem_answer(request, Problem(400, "unknown-value", f"地址里的参数不正确：{detail}。", errors))


def _name(place: tuple[Any, ...]) -> str:
    """The parameter, or the path to a field of the body, as its sender knows it."""
    return ".".join(str(step) for step in place[1:] if step not in ("query", "order", "form")) or str(place[0])


def _sentence(error: dict[str, Any]) -> str:
    kind = error["type"]
    if kind.startswith(_DATES):
        return "应是日期或时间，例如 2025-03-01 或 2025-03-01T08:00:00+08:00"
    told = {name: str(value).replace(", ", "、").replace(" or ", "、") for name, value in error.get("ctx", {}).items()}
    return _WORDS.get(kind, "不符合要求").format_map(told)
