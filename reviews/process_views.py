"""What happened to a table in its review, for the pages that stand beside it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.models import GoalTable


@require_safe
@login_required
def table_process(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what, when and why."""
    visible = GoalTable.objects.visible_to(request.user).select_related("project__agency")
    return render(request, "reviews/review.html", {"table": get_object_or_404(visible, pk=pk)})
