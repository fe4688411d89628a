"""The page of all checks: what each asks and why, how often it fires, and how severe a region takes it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from budget.access import administers_everything, administrator_required, visible_agencies
from budget.queueing import hand_over
from indicators.checks import CHECKS, Check
from indicators.filters import key_of_region
from indicators.models import CheckSetting, Recheck, TableTally
from indicators.models.check_settings import SEVERITIES
from indicators.occurrence import Figures, counted
from indicators.region_checks import ask
from indicators.severities import RANKS, CanNotTune, tune
from indicators.tasks import recheck

# The sides in the order of the official review form, and what each asks.
SIDES = {
    "完整性": "该填的都填了，没有模板文字和笔误",
    "相关性": "指标与项目、与目标说的是同一件事，能够衡量",
    "适当性": "资金平衡，成本与预算一致",
    "可行性": "时限、数值合乎常理",
}


class ShownCheck(NamedTuple):
    """A check with its figures, the region's setting (None: the check's own severity) and all of its changes."""

    check: Check
    figures: Figures
    severity: str
    words: str
    setting: CheckSetting | None
    changes: list[Any]


@require_safe
@login_required
def checks(request: HttpRequest) -> HttpResponse:
    """All checks by side, with figures of one region and year of what the user may see."""
    region, regions = _region_of(request, request.GET.get("region", ""))
    years = TableTally.objects.visible_to(request.user).of_region(region).years()
    year = next((each for each in years if str(each) == request.GET.get("year")), years[0] if years else None)
    last = Recheck.objects.filter(region=region).select_related("by").first()
    settings = list(CheckSetting.objects.filter(region=region).select_related("by"))
    found = counted(request.user, region, year)
    context = {
        "sides": _sides(_shown(region, settings, found.figures)),
        "as_of": found.as_of,
        "severities": SEVERITIES,
        "region": region,
        "region_key": key_of_region(region),
        "regions": [(key_of_region(each), each or "未分区划") for each in regions],
        "year": year,
        "years": years,
        "may_tune": administers_everything(request.user),
        "last": last,
        "waiting": sum(last is None or each.at > last.asked_at for each in settings),
    }
    return render(request, "indicators/checks.html", context)


def _region_of(request: HttpRequest, key: str) -> tuple[str, list[str]]:
    """The region that is asked for, else the first; and all that the user may see."""
    regions = sorted(visible_agencies(request.user).order_by().values_list("region", flat=True).distinct())
    return next((each for each in regions if key_of_region(each) == key), regions[0] if regions else ""), regions


def _shown(region: str, settings: Iterable[CheckSetting], figures: dict[str, Figures]) -> list[ShownCheck]:
    chosen = {setting.code: setting for setting in settings}
    changes: dict[str, list[Any]] = {}
    for change in CheckSetting.history.filter(region=region).select_related("by"):
        changes.setdefault(change.code, []).append(change)
    words = dict(SEVERITIES)
    shown = []
    for code, check in CHECKS.items():
        setting = chosen.get(code)
        severity = setting.severity if setting else check.severity
        figure = figures.get(code, Figures())
        shown.append(ShownCheck(check, figure, severity, words[severity], setting, changes.get(code, [])))
    return shown


def _sides(shown: list[ShownCheck]) -> list[tuple[str, str, list[ShownCheck]]]:
    ranks = {side: rank for rank, side in enumerate(SIDES)}
    ordered = sorted(shown, key=lambda each: (ranks[each.check.side], RANKS[each.check.severity]))
    return [(side, SIDES[side], list(group)) for side, group in groupby(ordered, key=lambda each: each.check.side)]


@require_POST
@administrator_required
def check_severity(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a region's severity of a check."""
    if code not in CHECKS:
        raise Http404
    region = _named_region(request)
    try:
        tune(region, code, request.POST.get("severity", ""), request.POST.get("reason", ""), request.user)
        messages.success(request, f"“{CHECKS[code].name}”已保存；重新检查后生效。")
    except CanNotTune as refusal:
        messages.error(request, str(refusal))
    return _back(region)


@require_POST
@administrator_required
def check_again(request: HttpRequest) -> HttpResponse:
    """Check the region's tables anew, in the background."""
    region = _named_region(request)
    with transaction.atomic():
        run, must_start = ask(region, request.user)
        if must_start:
            hand_over(recheck, [run.pk])
    words = "已开始重新检查，可以离开本页，完成后疑点会更新。" if must_start else "正在重新检查，不用再次发起。"
    messages.success(request, words)
    return _back(region)


def _named_region(request: HttpRequest) -> str:
    """The region of a form; there is no other way to name one that does not exist than to make the address up."""
    key = request.POST.get("region", "")
    region, _ = _region_of(request, key)
    if key_of_region(region) != key:
        raise Http404
    return region


def _back(region: str) -> HttpResponse:
    return redirect(f"{reverse('checks')}?{urlencode({'region': key_of_region(region)})}")
