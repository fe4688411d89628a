"""The gate before every operation: who asks, how often, with which scope, parameters that exist and a body of its kind.

Who comes with a token is taken by the token alone. A browser that is signed in may read, never write: so no foreign
page can make it do something, and no CSRF token has to be passed on. What one may see is budget.access, behind this.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.addresses import client_address
from api import limits
from api.models import ApiToken, Scope
from api.problems import Problem, problem_answer
from api.tokens import find, note_use

READING = ("GET", "HEAD")
# What a body has to be where an operation takes one (by what ninja calls its source).
_BODIES = {"body": "application/json", "form": "multipart/form-data", "file": "multipart/form-data"}
_ENDED = {
    "revoked": "这个令牌已停用，请在“接口令牌”页建立新的。",
    "expired": "这个令牌已过期，请在“接口令牌”页建立新的。",
    "inactive": "这个令牌的账号已停用。",
}


def only(may: Callable[[Any], bool]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An operation for users of whom `may` holds; others get a 403, before anything that they send is read."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        view.only = may  # type: ignore[attr-defined]
        return view

    return mark


def guarded(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """An operation behind the gate; `run` is the `run` of ninja's Operation."""
    operation: Any = run.__self__  # type: ignore[attr-defined]
    models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    may = getattr(operation.view_func, "only", None)
    names = {name for model in models for name in model.__ninja_flatten_map__}
    kinds = {
        _BODIES[model.__ninja_param_source__] for model in operation.models if model.__ninja_param_source__ in _BODIES
    }

    @wraps(run)
    def answer(request: HttpRequest, **values: Any) -> HttpResponseBase:
        try:
            enter(request)
            if may and not may(request.user):
                raise Problem(403)
            _check_names(request, names)
            _check_kind(request, kinds)
        except Problem as problem:
            return problem_answer(request, problem)
        return run(request, **values)

    return answer


def enter(request: HttpRequest) -> None:
    """Find out who asks, as `request.user` and `request.token`. Raises Problem: 401, 403 or 429."""
    address = limits.place_of(client_address(request))
    _count(f"a{address}", limits.for_address())
    token = _token_of(request, address)
    request.token = token  # type: ignore[attr-defined]
    if token:
        request.user = request._cached_user = token.user  # type: ignore[attr-defined]  # the log asks for the latter
        note_use(token)
    elif not request.user.is_authenticated:
        raise _unauthorized()
    _count(f"t{token.pk}" if token else f"u{request.user.pk}", limits.for_caller())
    if request.method not in READING:
        _check_scope(token)


def _token_of(request: HttpRequest, address: str) -> ApiToken | None:
    """The token that the request brings; None where it brings none. Raises Problem for one that opens nothing."""
    given = request.headers.get("Authorization")
    if given is None:
        return None
    scheme, _, text = given.partition(" ")
    token = find(text.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        # Only tokens that never were are counted: nonsense from an address locks out no colleague who works there.
        _count(f"g{address}", limits.for_guesses(), "这个地址用错误的令牌试了太多次，请稍后再试。")
        raise _unauthorized("wrong-token", "没有这个令牌。Authorization 标头应是 Bearer，空一格，然后是完整的令牌。")
    if token.state != "in-use":
        raise _unauthorized(f"token-{token.state}", _ENDED[token.state])
    return token


def _unauthorized(code: str = "", detail: str = "") -> Problem:
    error = ', error="invalid_token"' if code else ""
    return Problem(401, code, detail, headers={"WWW-Authenticate": f'Bearer realm="perfgoals"{error}'})


def _count(key: str, limit: limits.Limit, detail: str = "") -> None:
    wait = limits.ask(key, limit)
    if wait:
        raise Problem(429, detail=detail, headers={"Retry-After": str(wait)})


def _check_scope(token: ApiToken | None) -> None:
    if token is None:
        raise Problem(403, "session-reads-only", "用浏览器登录的身份只能读取。导入和导出请使用可写的令牌。")
    if token.scope != Scope.WRITE:
        raise Problem(403, "token-reads-only", "这个令牌只能读取。导入和导出请建立范围是“读取，并可导入和导出”的令牌。")


def _check_names(request: HttpRequest, names: set[str]) -> None:
    """A parameter that does not exist would silently filter nothing, one that comes twice only half."""
    unknown = [(name, "没有这个参数") for name in request.GET if name not in names]
    twice = [(name, "只能给出一次") for name in names if len(request.GET.getlist(name)) > 1]
    if unknown or twice:
        detail = "；".join(f"{name[:60]} {words}" for name, words in unknown + twice)
        raise Problem(400, "unknown-parameter", f"地址里的参数不正确：{detail}。", unknown + twice)


def _check_kind(request: HttpRequest, kinds: set[str]) -> None:
    """A form that is sent where JSON is expected would look as if nothing stood in it."""
    if kinds and request.content_type not in kinds:
        told = "、".join(sorted(kinds))
        raise Problem(415, detail=f"请求的 Content-Type 应是 {told}。", headers={"Accept": told})
