"""Exports: order a package, ask how far it is, fetch it. Who may have it is decided as on the page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router

from api import shapes
from api.answers import answer, made, moment
from api.cursors import page, place_in
from api.ordering import OrderShape, order_of
from api.problems import Problem
from api.queries import Paging
from api.rows import Row, first_and_place
from exporters.access import closed_to, exports_of
from exporters.models import Export, State
from exporters.orders import Unfit, place
from exporters.progress import state_of
from exporters.responses import media_type, streamed_answer
from exporters.storing import pieces

router = Router(tags=["导出"])


@router.get("/exports/", response=shapes.Exports, url_name="api_exports", summary="导出")
def exports(request: HttpRequest, query: Query[Paging]) -> HttpResponse:
    """这个账号的导出，最近的在前。"""
    found = exports_of(request.user).filter(by_id=request.user.pk).order_by("-pk")
    where = place_in(request)
    if where:
        found = found.filter(pk__lt=where[0])
    shown, last = first_and_place(found[: query.size + 1], query.size)
    return answer(request, page(request, _rows(shown, request.user), last and [last.pk]))


@router.post("/exports/", response={201: shapes.ExportShape}, url_name="api_exports", summary="提出导出")
def export_order(request: HttpRequest, order: OrderShape) -> HttpResponse:
    """提出一个导出，由后台制作；进度和文件在 Location 的地址。"""
    wanted = order_of(order, request.user)
    try:
        export = place(wanted, request.user)
    except Unfit as unfit:
        raise Problem(409, "too-many-exports", str(unfit)) from None
    return made(_rows([export], request.user)[0], reverse("api:api_export", args=[export.pk]))


@router.get("/exports/{int:export}/", response=shapes.ExportShape, url_name="api_export", summary="一个导出")
def export_state(request: HttpRequest, export: int) -> HttpResponse:
    """一个导出做到哪里了；做好之后 file 是它的地址。"""
    return answer(request, _rows([_export(request, export)], request.user)[0])


@router.get("/exports/{int:export}/file/", url_name="api_export_file", summary="导出的文件")
def export_file(request: HttpRequest, export: int) -> HttpResponseBase:
    """做好的文件。里面有您现在看不到的表时是 403，还没有做好或者已过期是 409。"""
    found = _export(request, export)
    if closed_to(request.user, [found]):
        raise PermissionDenied
    state = State(state_of(found))
    if state != State.DONE:
        raise Problem(409, "not-ready", f"“{found.title}”现在是“{state.label}”，没有可以下载的文件。")
    return streamed_answer(pieces(found), found.size, found.name, media_type(found.format, found.shape))


def _export(request: HttpRequest, key: int) -> Export:
    """A package that the user may know of; else it is not there."""
    return get_object_or_404(exports_of(request.user), pk=key)


def _rows(exports: list[Export], user: Any) -> list[Row]:
    closed = closed_to(user, exports)
    return [_row(each, each.pk in closed) for each in exports]


def _row(export: Export, closed: bool) -> Row:
    state = State(state_of(export))
    there = state == State.DONE and not closed
    return {
        "key": export.pk,
        "title": export.title,
        "scope": export.scope,
        "format": export.format,
        "shape": export.shape,
        "content": "in-force" if export.in_force else "now",
        "state": state.value,
        "words": str(state.label),
        **{name: getattr(export, name) for name in ("total", "done", "left_out", "name", "size")},
        **{name: moment(getattr(export, name)) for name in ("asked_at", "finished_at", "expires_at")},
        "file": reverse("api:api_export_file", args=[export.pk]) if there else None,
    }
