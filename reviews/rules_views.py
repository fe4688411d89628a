"""The page of the review's rules: per region who is passed by, the points of the questions, the deadlines; changes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from budget.access import administrator_required
from budget.models import Agency
from indicators.filters import key_of_region
from indicators.models import GoalTable
from reviews.histories import changes_of
from reviews.list_views import review_pages
from reviews.models import Deadline, ReviewRules
from reviews.rules_forms import FULL, DatesForm, RulesForm

SHOWN_CHANGES = 20
FIRST, LAST = 1990, 2100


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def review_rules(request: HttpRequest) -> HttpResponse:
    """Show the rules of a region and year, or store one of the two forms."""
    asked = request.POST if request.method == "POST" else request.GET
    region, regions = _region_of(asked.get("region", ""), must_exist=request.method == "POST")
    year = _year_of(asked.get("year", ""))
    which = asked.get("form", "") if request.method == "POST" else ""
    rules = RulesForm(region, request.POST if which == "rules" else None)
    dates = DatesForm(region, year, request.POST if which == "dates" else None)
    form: RulesForm | DatesForm | None = {"rules": rules, "dates": dates}.get(which)  # type: ignore[assignment]
    if form and form.is_valid():
        saved = form.save(request.user)
        words = "已保存，从下一次提交和审核开始生效。" if which == "rules" else "截止日期已保存。"
        messages.success(request, words if saved else "没有改动。")
        query = urlencode([("region", key_of_region(region)), ("year", str(year))])
        return redirect(f"{reverse('review_rules')}?{query}")
    context = {
        "region": region,
        "region_key": key_of_region(region),
        "regions": [(key_of_region(each), each or "未分区划") for each in regions],
        "year": year,
        "rules": rules,
        "dates": dates,
        "full": FULL,
        "changes": _changes(region),
        "other_pages": review_pages(request.user),
    }
    return render(request, "reviews/rules.html", context, status=400 if form else 200)


def _region_of(key: str, must_exist: bool) -> tuple[str, list[str]]:
    """The region with this key, else the first; a form that names another was made up."""
    regions = sorted(Agency.objects.order_by().values_list("region", flat=True).distinct()) or [""]
    found = next((each for each in regions if key_of_region(each) == key), None)
    if found is None and must_exist:
        raise Http404
    return (regions[0] if found is None else found), regions


def _year_of(text: str) -> int:
    """The year that is asked for, else the latest that has tables, else this one."""
    if text.isascii() and text.isdigit() and len(text) == 4 and FIRST <= int(text) <= LAST:
        return int(text)
    latest = GoalTable.objects.order_by("-project__year").values_list("project__year", flat=True).first()
    return latest or timezone.localdate().year


def _changes(region: str) -> list[Any]:
    """What was changed last about the region's rules and deadlines, newest first."""
    found: list[Any] = []
    for model in (ReviewRules, Deadline):
        rows = model.history.filter(region=region).order_by("-history_date", "-history_id")
        found += changes_of(model, rows[:SHOWN_CHANGES])
    return sorted(found, key=lambda each: each.at, reverse=True)[:SHOWN_CHANGES]
