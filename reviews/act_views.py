"""What the buttons of the review page ask for."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.addresses import client_address
from indicators.models import GoalTable
from reviews.refusals import Refused
from reviews.states import Action
from reviews.workflow import Seen, perform


@require_POST
@login_required
def review_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button says."""
    mark = Seen(mark=request.POST.get("mark", "-"))
    try:
        action = Action(request.POST.get("action", ""))
        perform(pk, action, request.user, request.POST.get("comment", ""), seen=mark, address=client_address(request))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("table_review", pk)


@require_POST
@login_required
def review_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a reviewer has filled in."""
    get_object_or_404(GoalTable.objects.visible_to(request.user), pk=pk)
    return redirect("table_review", pk)
