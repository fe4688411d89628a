"""Lists over everything that one may see: agencies, projects, indicators, findings, the log of the review.

Each page begins behind a key, so that the last page of a million rows takes no longer than the first.
"""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.dateparse import parse_datetime
from ninja import Query, Router

from api import shapes
from api.answers import answer
from api.cursors import page, place_in
from api.gate import only
from api.queries import AgencyQuery, EventQuery, FindingQuery, IndicatorQuery, ProjectQuery
from api.rows import INDICATOR, agency_row, finding_row, first_and_place, indicator_row, logged_event_row, project_row
from api.selecting import Selected, agencies_of, selected, unknown_values, with_words
from budget.access import has_role, sees_everything, visible_agencies
from budget.models import Agency, Project
from figures.lists.forms import FindingFilter, IndicatorFilter
from figures.lists.paging import FEW
from indicators.lines import COUNTS, LineQuerySet
from indicators.models import Indicator, TableFinding
from indicators.search.texts import in_any_case
from reviews.log_filter import NEWEST_FIRST, READS_LOG, LogFilter, log_of, with_places
from reviews.log_pages import window
from reviews.models import ReviewEvent

router = Router(tags=["清单"])


@router.get("/agencies/", response=shapes.Agencies, url_name="api_agencies", summary="预算单位")
def agencies(request: HttpRequest, query: Query[AgencyQuery]) -> HttpResponse:
    """看得到的预算单位，按 key 从小到大。"""
    found = with_words(agencies_of(query, request.user), query.q).select_related("parent")
    rows, last = _after(found, request, query.size)
    return answer(request, page(request, [agency_row(each) for each in rows], last and [last.pk]))


@router.get("/projects/", response=shapes.Projects, url_name="api_projects", summary="项目")
def projects(request: HttpRequest, query: Query[ProjectQuery]) -> HttpResponse:
    """看得到的项目和预算，按 key 从小到大。"""
    found = Project.objects.order_by()
    asked = agencies_of(query, request.user)
    if not sees_everything(request.user) or asked.query.has_filters():
        # As keys: of a subquery PostgreSQL thinks that it lets nearly all pass, and looks through all projects.
        found = found.filter(agency__in=list(asked.order_by().values_list("pk", flat=True)))
    if query.year is not None:
        found = found.filter(year=query.year)
    for word in (query.q or "").split():
        found = found.filter(in_any_case("name", word))
    # Keys first: with all that the rows show, PostgreSQL would go through everything before the page too.
    keys, last = _after(found.values_list("pk", flat=True), request, query.size)
    rows = Project.objects.filter(pk__in=keys).select_related("agency", "budget", "table").order_by("pk")
    return answer(request, page(request, [project_row(each) for each in rows], last and [last]))


def _after(rows: Any, request: HttpRequest, size: int) -> tuple[list[Any], Any]:
    """A page of rows in the order of their keys, and its last row where more follow."""
    place = place_in(request)
    behind = rows.filter(pk__gt=place[0]) if place else rows
    return first_and_place(behind.order_by("pk")[: size + 1], size)


@router.get("/indicators/", response=shapes.Indicators, url_name="api_indicators", summary="三级指标")
def indicators(request: HttpRequest, query: Query[IndicatorQuery]) -> HttpResponse:
    """看得到的各表的三级指标，按表的 key 和表中的顺序。level、targets、alike 筛选的是指标本身，其他的是表。"""
    wanted = _form_of(IndicatorFilter, query).wanted
    tables = selected(query, request.user, **dict.fromkeys(IndicatorFilter.OF_ROWS))
    tables = tables._replace(lines=_with_indicators(tables.lines, wanted))
    found = Indicator.objects.filter(wanted).values_list(*INDICATOR)
    rows = _of_tables(found, tables, "position", request, query.size)
    shown, last = first_and_place([indicator_row(*values) for values in rows], query.size)
    return answer(request, page(request, shown, last and [last["table"], last["position"]]))


def _with_indicators(lines: LineQuerySet, wanted: Q) -> LineQuerySet:
    """The lines of tables that have such indicators."""
    if not wanted:
        return lines.filter(indicators__gt=0)
    rows = Indicator.objects.filter(wanted).order_by()
    few = list(rows.values_list("table", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return lines.filter(pk__in=few)
    # As a value: asked whether there is one, PostgreSQL goes through the rows of all tables before the page.
    one = Subquery(rows.filter(table=OuterRef("pk")).values("pk")[:1])
    return lines.alias(one=one).filter(one__isnull=False)


@router.get("/findings/", response=shapes.Findings, url_name="api_findings", summary="疑点")
def findings(request: HttpRequest, query: Query[FindingQuery]) -> HttpResponse:
    """看得到的各表的疑点，按表的 key。findings 和 code 筛选的是疑点本身；给出 findings=any 只列还没有说明的。"""
    wanted = _form_of(FindingFilter, query).wanted
    tables = selected(query, request.user, **dict.fromkeys(FindingFilter.OF_ROWS))
    tables = tables._replace(lines=_with_findings(tables.lines, wanted, query.findings, query.code))
    found = TableFinding.objects.filter(wanted).order_by().select_related("kept__by")
    rows = _of_tables(found, tables, "pk", request, query.size)
    shown, last = first_and_place(rows, query.size)
    return answer(request, page(request, [finding_row(each) for each in shown], last and [last.table_id, last.pk]))


def _form_of(kind: Any, query: Any) -> Any:
    """The filters of the list's page with what is asked of its rows. Raises Problem."""
    data = QueryDict(mutable=True)
    data.update({name: value for name, value in query.model_dump(exclude_none=True).items() if name in kind.OF_ROWS})
    form = kind(data, [], ())
    if not form.is_valid():
        raise unknown_values([name for name in form.errors if name in data])
    return form


def _with_findings(lines: LineQuerySet, wanted: Q, which: str | None, code: str | None) -> LineQuerySet:
    """The lines of tables that have such findings, so that no page is spent on tables without any."""
    if code:
        return lines.filter(pk__in=TableFinding.objects.filter(wanted).order_by().values("table"))
    if which in COUNTS:
        return lines.with_findings(which)
    if which == "any":
        return lines.with_findings(*COUNTS)
    return lines.with_kept() if which == "kept" else lines.filter(_has_any())


def _has_any() -> Q:
    return Q(blocks__gt=0) | Q(warns__gt=0) | Q(infos__gt=0) | Q(kept__gt=0)


def _of_tables(rows: Any, asked: Selected, order: str, request: HttpRequest, size: int) -> list[Any]:
    """One page and one row more of what belongs to tables, by table and `order`: first the tables, then their rows.

    Each of the tables has at least one row, so that as many tables as a page has rows, and two more, hold a whole page.
    Where some lost theirs between the two queries, a page that is short is not taken for the last.
    """
    place, behind = place_in(request), 0
    if place:
        table, last = place
        behind = table - 1  # the rest of that table's rows are still to come
        rows = rows.filter(Q(table__gt=table) | Q(table=table, **{f"{order}__gt": last}))
    number = size + 2
    while True:
        tables = asked.first(number, behind)
        found = list(rows.filter(table__in=tables).order_by("table_id", order)[: size + 1])
        if len(found) > size or len(tables) < number:
            return found
        number *= 2


def _reads_log(user: Any) -> bool:
    """As for the page of the log."""
    return has_role(user, *READS_LOG)


@router.get("/events/", response=shapes.LoggedEvents, url_name="api_events", summary="审核日志")
@only(_reads_log)
def events(request: HttpRequest, query: Query[EventQuery]) -> HttpResponse:
    """审核日志，最近的在前；主管部门审核、财政审核、管理员可以查看，与“审核日志”页相同。"""
    found = _log_filter(query, request.user).apply(log_of(request.user))
    place, at = place_in(request), None
    if place:
        at, key = parse_datetime(place[0]), place[1]
        found = found.filter(Q(at__lt=at) | Q(pk__lt=key), at__lte=at)  # so the index leads to the place
    places, last = first_and_place(window(found.values_list("at", "pk"), 0, query.size + 1, at), query.size)
    chosen = ReviewEvent.objects.filter(pk__in=[key for _, key in places])
    rows = list(map(logged_event_row, with_places(chosen.order_by(*NEWEST_FIRST))))
    return answer(request, page(request, rows, last and [last[0].isoformat(), last[1]]))


def _log_filter(query: EventQuery, user: Any) -> LogFilter:
    """The filters of the log's page. Raises Problem."""
    asked = query.model_dump(exclude_none=True, exclude={"cursor", "size"})
    data = QueryDict(mutable=True)
    data.update({name: str(value) for name, value in asked.items()})
    agencies: Any = visible_agencies(user, *READS_LOG) if "agency" in asked else Agency.objects.none()
    form = LogFilter(data, [asked["year"]] if "year" in asked else [], agencies)
    if not form.is_valid():
        raise unknown_values([str(name) for name in form.errors])
    return form
