"""Errors of the interface as problem documents (RFC 9457), in Chinese, with the same keys for every status.

`type` is for programs (urn:perfgoals:<code>), `title` and `detail` are for people. See api/middleware.py for those
errors that never come to an operation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

PROBLEM = "application/problem+json"
MOST_TOLD = 100  # errors of one request: whoever sends a hundred thousand wrong fields is not sent as many sentences
# What a status is called, the code where nothing more is known, and what to do.
WORDS: dict[int, tuple[str, str, str]] = {
    400: ("请求有误", "bad-request", "请求的格式不正确。"),
    401: ("需要令牌", "no-token", "请在 Authorization 标头里带上令牌：Bearer pg_…。令牌在“接口令牌”页建立。"),
    403: ("没有权限", "not-allowed", "您的角色不能做这件事。"),
    404: ("没有找到", "not-found", "没有这个地址或这条数据，或者您无权查看。地址以 / 结尾，说明见 /api/docs。"),
    405: ("不支持这种方法", "method-not-allowed", "这个地址不支持这种请求方法，支持的方法见 Allow 标头。"),
    409: ("现在不能这样做", "conflict", "现在的状态不允许这样做。"),
    412: ("前提不成立", "precondition-failed", "数据已经变化，与 If-Match 标头里的不同。"),
    413: ("内容太大", "too-large", "请求的内容超过上限。"),
    415: ("内容的类型不对", "wrong-media-type", "请求的 Content-Type 不对，可用的见 Accept 标头。"),
    422: ("内容不符合要求", "invalid-content", "请求的内容不符合要求，请看 errors。"),
    429: ("请求太多", "too-many-requests", "请求太多，请按 Retry-After 标头里的秒数等待。"),
    500: ("系统出错了", "server-error", "系统出错了，请把 request 里的编号告诉管理员。"),
    503: ("暂时不能应答", "unavailable", "数据库暂时没有应答，请稍后再试。"),
}


class Problem(Exception):
    """An answer that is an error. `errors` are (name of the field or parameter, sentence)."""

    def __init__(
        self,
        status: int,
        code: str = "",
        detail: str = "",
        errors: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, code, detail)
        _, usual_code, usual_detail = words_of(status)
        self.status, self.code, self.detail = status, code or usual_code, detail or usual_detail
        self.errors, self.headers = list(errors), dict(headers or {})


def words_of(status: int) -> tuple[str, str, str]:
    """Title, code and detail of a status; of the class of statuses where it has none of its own."""
    return WORDS.get(status) or WORDS[500 if status >= 500 else 400]


def document(request: HttpRequest, problem: Problem) -> bytes:
    """The body."""
    values: dict[str, Any] = {
        "type": f"urn:perfgoals:{problem.code}",
        "title": words_of(problem.status)[0],
        "status": problem.status,
        "detail": problem.detail,
        "errors": [{"name": name[:100], "message": message} for name, message in problem.errors[:MOST_TOLD]],
        "request": getattr(request, "request_id", ""),
    }
    return json.dumps(values, ensure_ascii=False).encode(errors="replace")  # what was sent may be half a character


def problem_answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The answer."""
    answer = HttpResponse(document(request, problem), status=problem.status, content_type=PROBLEM)
    answer["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        answer[name] = value
    return answer
