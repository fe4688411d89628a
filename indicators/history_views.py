"""The page with the history of a table."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.history import history
from indicators.models import GoalTable


@require_safe
@login_required
def table_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who or which document changed what in the table, and when; for everybody who may see it."""
    visible = GoalTable.objects.visible_to(request.user).select_related("project__agency")
    table = get_object_or_404(visible, pk=pk)
    page = history(table, request.user, request.GET.get("page"))
    numbers = page.paginator.get_elided_page_range(page.number)
    return render(request, "indicators/table_history.html", {"table": table, "page": page, "page_numbers": numbers})
