"""The home page (工作台): what waits for the user, and where the year stands. Different for each role."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budget.access import administers_everything, roles_of
from hooks.models import Hook
from indicators.models import TableTally
from perfgoals import home as queries
from reviews.deadlines import days_since, dues_for, most_urgent


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The figures of one year, the user's own work, the agencies' progress, and for administrators the imports."""
    user = request.user
    years = TableTally.objects.visible_to(user).years()
    batches = queries.batches_waiting(user)
    context: dict[str, Any] = {
        "roles": roles_of(user),
        "may_import": administers_everything(user),
        "years": years,
        "year": None,
        "batches": batches[: queries.SHOWN_BATCHES],
        "more_batches": len(batches) - queries.SHOWN_BATCHES,
        "latest_batches": queries.latest_batches(user),
        "paused_hooks": Hook.objects.exclude(paused_at=None) if administers_everything(user) else [],
    }
    waiting: list[queries.Waiting] = []
    if years:
        year = queries.figures_of(user, _year_of(request, years))
        waiting, others = queries.waiting_by_status(user, year.year)
        context |= {
            "year": year,
            "waiting": waiting,
            "waiting_tables": sum(each.number for each in waiting),
            "waiting_other_years": others,
            "due": most_urgent(dues_for(user, year.year)),
            "progress": queries.agency_progress(user, year),
            **_tables(user, year),
        }
    return render(request, "home.html", context | _waiting_figures(waiting, batches))


def _year_of(request: HttpRequest, years: list[int]) -> int:
    """The year that is asked for; the latest for a wrong one."""
    asked = request.GET.get("year", "")
    return next((each for each in years if str(each) == asked), years[0])


def _tables(user: Any, year: queries.Year) -> dict[str, Any]:
    """The tables that are listed: those that wait, or the latest for who has nothing to do but look."""
    if queries.waits(user):
        return {"tables": queries.first_waiting(user, year.year)}
    if administers_everything(user):
        return {"tables": []}
    return {"tables": queries.latest_changed(user, year.year), "only_looks": True}


def _waiting_figures(waiting: list[queries.Waiting], batches: list[queries.BatchWaiting]) -> dict[str, Any]:
    """How much waits altogether, and for how many days the oldest of it."""
    since = [each.oldest for each in waiting] + [each.since for each in batches]
    return {
        "number": sum(each.number for each in waiting) + len(batches),
        "oldest_days": days_since(min(since)) if since else 0,
    }
