"""Tables: lists of them, one of them, and what belongs to one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from api import shapes
from api.answers import answer
from api.cursors import page, place_in
from api.queries import TableFilters, TableQuery
from api.rows import (
    event_row,
    finding_row,
    first_and_place,
    indicator_rows,
    indicators_of,
    revision_content,
    revision_row,
    table_rows,
    totals_row,
)
from api.selecting import selected, totals_of
from indicators.models import GoalTable

router = Router(tags=["绩效目标表"])


@router.get("/tables/", response=shapes.Tables, url_name="api_tables", summary="绩效目标表")
def tables(request: HttpRequest, query: Query[TableQuery]) -> HttpResponse:
    """看得到的绩效目标表，带全部内容，按 key 从小到大。"""
    asked, place = selected(query, request.user), place_in(request)
    keys, last = first_and_place(asked.first(query.size + 1, behind=place[0] if place else 0), query.size)
    return answer(request, page(request, table_rows(keys), last and [last]))


@router.get("/tables/totals/", response=shapes.TotalsShape, url_name="api_totals", summary="合计")
def totals(request: HttpRequest, query: Query[TableFilters]) -> HttpResponse:
    """同样筛选条件下的张数、单位数和金额合计，用来核对取到的数据是否齐全。"""
    return answer(request, totals_row(totals_of(query, request.user)))


@router.get("/tables/{int:table}/", response=shapes.TableShape, url_name="api_table", summary="一张表")
def table(request: HttpRequest, table: int) -> HttpResponse:
    """一张绩效目标表，带全部内容。"""
    return answer(request, table_rows([_table(request, table).pk])[0])


def _table(request: HttpRequest, key: int) -> GoalTable:
    """A table that the user may see; else it is not there."""
    found: GoalTable = get_object_or_404(GoalTable.objects.visible_to(request.user), pk=key)
    return found


def _all(items: list[dict[str, Any]]) -> dict[str, Any]:
    """What belongs to one table is never so much that it needs pages."""
    return {"items": items, "next": None}


@router.get(
    "/tables/{int:table}/indicators/",
    response=shapes.Indicators,
    url_name="api_table_indicators",
    summary="一张表的指标",
)
def table_indicators(request: HttpRequest, table: int) -> HttpResponse:
    """一张表的全部三级指标，按表中的顺序。"""
    return answer(request, _all(indicator_rows(indicators_of(_table(request, table)))))


@router.get(
    "/tables/{int:table}/findings/", response=shapes.Findings, url_name="api_table_findings", summary="一张表的疑点"
)
def table_findings(request: HttpRequest, table: int) -> HttpResponse:
    """一张表的全部疑点，包括已说明的。"""
    found = _table(request, table).findings.select_related("kept__by").order_by("pk")
    return answer(request, _all([finding_row(each) for each in found]))


@router.get(
    "/tables/{int:table}/revisions/",
    response=shapes.Revisions,
    url_name="api_table_revisions",
    summary="一张表的送审稿",
)
def table_revisions(request: HttpRequest, table: int) -> HttpResponse:
    """一张表的历次送审稿，最早的在前；内容在各自的 address。"""
    found = _table(request, table)
    revisions = found.revisions.defer("content_text", "findings_text").order_by("number")
    return answer(request, _all([revision_row(each, found.in_force_id) for each in revisions]))


@router.get(
    "/tables/{int:table}/revisions/{int:number}/",
    response=shapes.RevisionContent,
    url_name="api_revision",
    summary="一份送审稿",
)
def revision(request: HttpRequest, table: int, number: int) -> HttpResponse:
    """送审时固定下来的内容和疑点。"""
    found = _table(request, table)
    frozen = get_object_or_404(found.revisions.all(), number=number)
    return answer(request, revision_content(frozen, found.in_force_id))


@router.get(
    "/tables/{int:table}/events/", response=shapes.Events, url_name="api_table_events", summary="一张表的审核记录"
)
def table_events(request: HttpRequest, table: int) -> HttpResponse:
    """一张表的审核记录，最早的在前。"""
    events = _table(request, table).events.select_related("revision")
    events = events.defer("revision__content_text", "revision__findings_text").order_by("position")
    return answer(request, _all([event_row(each) for each in events]))
