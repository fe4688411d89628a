"""Parameters → rows that the user may see. A value that means nothing to the user is a 400, never silently left out."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from api.problems import Problem
from api.queries import AgencyQuery, Whose
from budget.access import visible_agencies
from budget.models import Agency
from indicators.checks import CHECKS
from indicators.filters import NO_REGION, TableFilter, department_of
from indicators.lines import LineQuerySet
from indicators.models import TableLine

_OF_AGENCIES = ("region", "department", "agency")
_OWN = ("cursor", "size", "changed_since", "page")  # parameters that the pages do not have


def lines_of(query: Whose, user: Any, **instead: Any) -> LineQuerySet:
    """The lines of the tables that pass the filters, in no order. `instead` overrides filters; None leaves one out."""
    asked = query.model_dump(exclude_none=True)
    since = asked.get("changed_since")
    lines: LineQuerySet = filter_of(asked | instead, user).apply(TableLine.objects.visible_to(user))
    return lines.filter(changed_at__gte=since) if since else lines


def filter_of(asked: dict[str, Any], user: Any) -> TableFilter:
    """The filters of the pages with these values. Raises Problem for a value that is no choice of the user's."""
    data = QueryDict(mutable=True)
    data.update({name: str(value) for name, value in asked.items() if value is not None and name not in _OWN})
    # Agencies are only looked up where one is asked for: there may be thousands.
    agencies = visible_agencies(user).select_related("parent") if any(name in data for name in _OF_AGENCIES) else ()
    years = [int(asked["year"])] if "year" in data else []
    form = TableFilter(data, years, agencies, CHECKS)
    form.is_valid()
    if form.errors:
        raise unknown_values([name for name in form.errors if name in data])
    return form


def unknown_values(names: list[str]) -> Problem:
    """The answer to values that mean nothing, or nothing to this user: which of both is nobody's business."""
    words = "没有这个值，或者您无权查看"
    return Problem(
        400, "unknown-value", f"参数 {'、'.join(names)} 的值不正确：{words}。", [(name, words) for name in names]
    )


def agencies_of(query: Whose | AgencyQuery, user: Any) -> QuerySet[Agency]:
    """The visible agencies that pass the filters of region, department and agency."""
    asked = {name: value for name in _OF_AGENCIES if (value := getattr(query, name, None)) is not None}
    filter_of(asked, user)
    found = visible_agencies(user)
    if "region" in asked:
        found = found.filter(region="" if asked["region"] == NO_REGION else asked["region"])
    if "agency" in asked:
        found = found.filter(pk=asked["agency"])
    if "department" in asked:
        own = [each.pk for each in found.select_related("parent") if department_of(each) == asked["department"]]
        found = found.filter(pk__in=own)
    return found


def with_words(agencies: QuerySet[Agency], text: str | None) -> QuerySet[Agency]:
    """Those with every word of a text in code or name."""
    for word in (text or "").split():
        agencies = agencies.filter(Q(code__icontains=word) | Q(name__icontains=word))
    return agencies
