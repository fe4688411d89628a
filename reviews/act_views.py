"""What the buttons of the review page ask for: actions on the table, and keeping what is filled in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from accounts.addresses import client_address
from reviews.came_from import CameFrom, came_from
from reviews.models import ReviewEvent
from reviews.opinion import grades_in, keep_opinion
from reviews.refusals import Refused
from reviews.review_page import OF_COMMENT, Trouble, review_page, way_back
from reviews.states import JUDGEMENTS, Action
from reviews.workflow import Seen, perform

# What can be done about it afterwards, and by whom.
_WAY_BACK = {
    Action.SUBMIT: "审核人员处理之前可以撤回。",
    Action.FORWARD: "财政处理之前可以取消审核。",
    Action.APPROVE: "公开或调整之前可以取消审核。",
}


@require_POST
@login_required
def review_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button says; refused, the page comes back with the reason and all that was typed."""
    asked = request.POST.get("action", "")
    came = came_from(request.GET, request.user, pk)
    goes_on = "1" in (request.POST.get("next"), request.GET.get("next"))
    try:
        event = _perform(request, pk, asked)
    except Refused as refused:
        if refused.code == "done-already":
            messages.info(request, str(refused))
            return redirect(came.list_address if goes_on else way_back(request, pk))
        return review_page(request, pk, _trouble(request, asked, refused))
    following = came.following if goes_on else None
    messages.success(request, _said(event, came, following))
    if goes_on and following is None:
        return redirect(came.list_address)
    return redirect(came.address("table_review", following or pk))


def _perform(request: HttpRequest, pk: int, asked: str) -> ReviewEvent:
    """The action of a form. A form without a mark looked at nothing, so it is stale."""
    if asked not in list(Action):
        raise Refused("unknown-action", 400, "没有这样的操作，请用页面上的按钮。")
    action = Action(asked)
    grades = grades_in(request.POST) if action in JUDGEMENTS else {}
    seen = Seen(mark=request.POST.get("mark") or "-")
    comment = request.POST.get("comment", "")
    return perform(pk, action, request.user, comment, grades, seen, client_address(request))


def _trouble(request: HttpRequest, asked: str, refused: Refused) -> Trouble:
    place = "comment" if refused.code in OF_COMMENT else "top"
    judges = asked in list(JUDGEMENTS)
    grades = grades_in(request.POST) if judges else None
    return Trouble(refused, asked, place, request.POST.get("comment", ""), grades)


def _said(event: ReviewEvent, came: CameFrom, following: int | None) -> str:
    """What happened, to which table, and the way back to it."""
    table, action = event.table, Action(event.action)
    said = format_html("“{}”：{}，现在是“{}”。", table.project.name, event.words, table.get_status_display())
    after = _WAY_BACK.get(action, "")
    if following is None:
        return format_html("{}{}", said, after)
    address = came.address("table_review", table.pk)
    return format_html('{}{}<a href="{}">回到这张表</a>', said, after, address)


@require_POST
@login_required
def review_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a reviewer has filled in and not decided; a script gets the time, a form the page."""
    text, grades = request.POST.get("comment", ""), grades_in(request.POST)
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    try:
        opinion = keep_opinion(pk, request.user, grades, text, request.POST.get("revision", ""))
    except Refused as refused:
        if wants_json:
            return JsonResponse({"error": str(refused)}, status=refused.status)
        place = "comment" if refused.code in OF_COMMENT else "top"
        return review_page(request, pk, Trouble(refused, "opinion", place, text, grades))
    if wants_json:
        return JsonResponse({"saved_at": f"{localtime(opinion.changed_at):%H:%M}"})
    messages.success(request, "已暂存意见，还没有提交给单位：通过或退回时才记入。")
    return redirect(way_back(request, pk))
