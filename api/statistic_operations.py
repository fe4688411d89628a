"""Statistics: the figures of the pages, with the same selection and the same limits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router

from api import shapes
from api.answers import answer
from api.gate import only
from api.queries import StatisticQuery
from api.selecting import unknown_values
from budget.access import has_role
from budget.models import Role
from figures.registry import SECTIONS, Entry, entries
from figures.selection import NAMES, Selection

router = Router(tags=["统计"])


def _is_member(user: Any) -> bool:
    """As for the pages of statistics."""
    return has_role(user, *Role.values)


@router.get("/statistics/", response=shapes.Statistics, url_name="api_statistics", summary="有哪些统计")
@only(_is_member)
def statistics(request: HttpRequest) -> HttpResponse:
    """全部统计和它们的地址。"""
    return answer(request, {"items": [_row(each) for each in entries().values()], "next": None})


def _row(entry: Entry) -> dict[str, str]:
    section = SECTIONS[entry.section]
    address = reverse("api:api_statistic", args=[entry.key])
    return {"key": entry.key, "section": section.key, "section_title": section.title, "address": address}


@router.get("/statistics/{statistic}/", response=shapes.FigureShape, url_name="api_statistic", summary="一个统计")
@only(_is_member)
def statistic(request: HttpRequest, statistic: str, query: Query[StatisticQuery]) -> HttpResponse:
    """一个统计，与页面上的数相同；links 是这个数所统计的清单在页面上的地址。"""
    entry = entries().get(statistic)
    if entry is None:
        raise Http404
    figure = entry.make(request.user, _selection(query, request.user, entry.key))
    if query.page > 1 and figure.in_all is None:  # it has one page only
        figure = replace(figure, rows=(), in_all=len(figure.rows))
    return answer(request, figure.to_json())


def _selection(query: StatisticQuery, user: Any, key: str) -> Selection:
    """What is asked for; no year means all of them. Raises Problem for what the page would leave out."""
    asked = {name: str(value) for name, value in query.model_dump(exclude_none=True, include=set(NAMES)).items()}
    selection = Selection(user, {"year": "", **asked, key: str(query.page)})
    wrong = [name for name in asked if name in selection.form.errors]
    if wrong:
        raise unknown_values(wrong)
    return selection
