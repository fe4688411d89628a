"""What the editor's script asks of the server, in JSON: save, check, who else is here. Answers are always JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from indicators.answers import clock, day_and_time, judged, people
from indicators.compare import compare
from indicators.content import TableContent
from indicators.editing import Closed, Conflict, editable_table, save
from indicators.live import live_findings, stored_findings
from indicators.merging import merge
from indicators.presence import arrive, leave, others
from indicators.storing import content_of
from indicators.validation import Invalid, Problem, from_json

Answer = Callable[..., dict[str, Any]]
WRONG_SHAPE = "提交的内容格式不对，没有保存。请刷新页面后再试。"


def _asked_in_json(answer: Answer) -> Callable[..., JsonResponse]:
    """A POST whose body is a JSON object; refusals are JSON too, each with a sentence."""

    @require_POST
    @wraps(answer)
    def view(request: HttpRequest, pk: int) -> JsonResponse:
        if not request.user.is_authenticated:
            login = f"{resolve_url('login')}?next={reverse('table_edit', args=[pk])}"
            return _refused(401, "登录已过期，请重新登录；您写的内容还在这一页上。", login=login)
        body: dict[str, Any] = {}
        try:
            body = _body(request)
            return JsonResponse(answer(request, pk, body))
        except Invalid as refusal:
            return JsonResponse({"errors": [problem.to_json() for problem in refusal.problems]}, status=400)
        except Conflict as conflict:
            return JsonResponse(conflict_answer(conflict, request.user, body), status=409)
        except Closed as refusal:
            return _refused(423, str(refusal))
        except PermissionDenied:
            return _refused(403, "您可以查看这张表，但没有修改它的权限。")
        except Http404:
            return _refused(404, "找不到这张表，它可能已被删除。")

    return view


def _refused(status: int, error: str, **more: str) -> JsonResponse:
    return JsonResponse({"error": error} | more, status=status)


def _body(request: HttpRequest) -> dict[str, Any]:
    """The object that was sent; raises Invalid."""
    try:
        body = json.loads(request.body)
    except RequestDataTooBig as error:
        raise Invalid(Problem("", "内容太多，超过一次能保存的大小，没有保存。")) from error
    except (ValueError, RecursionError) as error:
        raise Invalid(Problem("", WRONG_SHAPE)) from error
    if not isinstance(body, dict):
        raise Invalid(Problem("", WRONG_SHAPE))
    return body


def conflict_answer(conflict: Conflict, user: Any, body: dict[str, Any]) -> dict[str, Any]:
    """What there is now, who wrote it when, what that changed, and both sides together."""
    theirs = conflict.content
    mine = from_json(body.get("content"), theirs).content
    base = _base(body, conflict)
    found = merge(base, mine, theirs)
    return {
        "serial": conflict.serial,
        "content": theirs.to_json(),
        "who": "您在另一个窗口" if conflict.by == user else str(conflict.by or "有人"),
        "when": day_and_time(conflict.at),
        "merged": found.content.to_json(),
        "conflicts": [each.to_json() for each in found.conflicts],
        "changes": compare(base, theirs).summary,
    }


def _base(body: dict[str, Any], conflict: Conflict) -> TableContent:
    """What the script began with; where it does not say that, every difference is a conflict."""
    try:
        return from_json(body.get("base"), conflict.content).content
    except Invalid:
        return TableContent(currency_unit="")


@_asked_in_json
def table_save(request: HttpRequest, pk: int, body: dict[str, Any]) -> dict[str, Any]:
    """Write the content that was sent, or say who wrote another one since."""
    serial = body.get("serial")
    if type(serial) is not int:  # True is one too
        raise Invalid(Problem("", WRONG_SHAPE))
    saved = save(pk, request.user, serial, partial(from_json, body.get("content")), auto=body.get("auto") is True)
    arrive(saved.table, request.user)
    return judged(saved.parsed, stored_findings(saved.table)) | {
        "serial": saved.table.serial,
        "saved_at": clock(timezone.now() if saved.written else saved.table.changed_at),
        "others": people(others(saved.table, request.user)),
    }


@_asked_in_json
def table_check(request: HttpRequest, pk: int, body: dict[str, Any]) -> dict[str, Any]:
    """What the checks say about a content that is not saved."""
    table = editable_table(pk, request.user)
    parsed = from_json(body.get("content"), content_of(table))
    return judged(parsed, live_findings(table, parsed.content))


@_asked_in_json
def table_presence(request: HttpRequest, pk: int, body: dict[str, Any]) -> dict[str, Any]:
    """The user is at the table, or leaves it; who else is there, and which writing is the last."""
    table = editable_table(pk, request.user)
    if body.get("leave") is True:
        leave(table, request.user)
    else:
        arrive(table, request.user)
    return {"others": people(others(table, request.user)), "serial": table.serial}
