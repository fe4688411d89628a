"""The page of the progress: by department how far the tables are, and which agencies have not submitted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from budget.access import has_role, role_required, visible_agencies
from budget.models import Role
from budget.parents import with_parents
from indicators.filters import key_of_region
from indicators.models import TableTally
from reviews.deadlines import Due
from reviews.list_views import LOOKS_AFTER, review_pages
from reviews.models import Deadline, Stage
from reviews.progress import COLUMNS, progress_of

SHOWN_AGENCIES = 50


@require_safe
@role_required(*LOOKS_AFTER)
def review_progress(request: HttpRequest) -> HttpResponse:
    """One year and region of the agencies that the user reviews or administers."""
    user = request.user
    visible = visible_agencies(user, *LOOKS_AFTER)
    regions = sorted(visible.order_by().values_list("region", flat=True).distinct())
    region = next((each for each in regions if key_of_region(each) == request.GET.get("region")), (regions or [""])[0])
    tally = TableTally.objects.visible_to(user, *LOOKS_AFTER).of_region(region)
    years = tally.years()
    year = next((each for each in years if str(each) == request.GET.get("year")), years[0] if years else None)
    found = progress_of(tally.filter(year=year), with_parents(visible.filter(region=region)))
    for department in found.departments:
        department.address = _list_of(year, department=department.key)
    for each in found.unfinished[:SHOWN_AGENCIES]:
        each.address = _list_of(year, agency=each.agency.pk)
    context = {
        "year": year,
        "years": years,
        "region": region,
        "region_key": key_of_region(region),
        "regions": [(key_of_region(each), each or "未分区划") for each in regions],
        "progress": found,
        "columns": COLUMNS,
        "shown": SHOWN_AGENCIES,
        "dues": _dues(region, year),
        "other_pages": review_pages(user),
        "may_set": has_role(user, Role.ADMINISTRATOR),
    }
    return render(request, "reviews/progress.html", context)


def _list_of(year: int | None, **where: str | int) -> str:
    """Where the tables of a year are listed."""
    return f"{reverse('table_list')}?{urlencode({'year': year or ''} | where)}"


def _dues(region: str, year: int | None) -> list[Due]:
    """The deadlines that hold here."""
    rows = Deadline.objects.filter(region=region, year=year or 0).order_by("due")
    return [Due(Stage(each.stage), each.year, each.region, each.due, 0) for each in rows]
