"""The page on which a new table begins: from nothing, from an earlier year, or from any table that one may see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from budget.access import EDITORS, editable_agencies, role_required
from budget.models import Agency
from indicators.models import GoalTable
from indicators.new_forms import ForWhom, NewBlank, NewCopy
from indicators.starting import NameTaken, blank, copied, of_earlier_years, start
from indicators.storing import content_of
from indicators.text import normal_text
from indicators.years import with_year, years_named

MOST_EARLIER, MOST_FOUND = 50, 20


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*EDITORS)
def table_new(request: HttpRequest) -> HttpResponse:
    """Choose what to begin with; a POST makes the table and opens it in the editor."""
    agencies = editable_agencies(request.user)
    asked = request.POST if request.method == "POST" else request.GET
    whom = ForWhom(asked, agencies, timezone.localdate())
    if not whom["agency"].value():
        return render(request, "indicators/table_new.html", {"no_agency": True})
    if not whom.is_valid():
        return render(request, "indicators/table_new.html", {"whom": whom}, status=400)
    agency, year = whom.cleaned_data["agency"], whom.cleaned_data["year"]
    source = _source(request, asked.get("from", ""))
    posted = request.POST if request.method == "POST" else None
    form = _copy_form(source, agency, year, posted) if source else NewBlank(posted)
    if posted is not None and form.is_valid():
        try:
            return _started(request, agency, year, source, form)
        except NameTaken as refusal:
            form.add_error("name", str(refusal))
    context = {"whom": whom, "agency": agency, "year": year, "source": source, "form": form}
    context |= _copy_context(source, year) if source else _choice(request, agency, year)
    return render(request, "indicators/table_new.html", context, status=400 if posted is not None else 200)


def _source(request: HttpRequest, key: str) -> GoalTable | None:
    """The table to begin with, which must be one that the user may see; None where none is asked for."""
    if not key:
        return None
    visible = GoalTable.objects.visible_to(request.user).select_related("project__agency")
    table: GoalTable = get_object_or_404(
        visible, pk=int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    )
    return table


def _copy_form(source: GoalTable, agency: Agency, year: int, posted: Any) -> NewCopy:
    """Of one's own project the amounts are taken along, of others only the texts; years stay unless one asks."""
    project = source.project
    return NewCopy(posted, initial={"name": project.name, "amounts": project.agency_id == agency.pk})


def _copy_context(source: GoalTable, year: int) -> dict[str, Any]:
    """How many places name the source's year, and the name that the project would have then."""
    content, old = content_of(source), source.project.year
    # The name is typed above, whatever is ticked.
    places = years_named(replace(content, project_name=""), old) if old != year else 0
    return {"places": places, "name_then": with_year(content, old, year).project_name}


def _choice(request: HttpRequest, agency: Agency, year: int) -> dict[str, Any]:
    """The tables that one may begin with."""
    earlier = list(of_earlier_years(agency, year)[: MOST_EARLIER + 1])
    words = normal_text(request.GET.get("q", ""))[:100].strip()
    found = []
    if words:
        visible = GoalTable.objects.visible_to(request.user).search(words).select_related("project__agency")
        found = list(visible.order_by("-project__year", "pk")[: MOST_FOUND + 1])
    return {
        "earlier": earlier[:MOST_EARLIER],
        "more_earlier": len(earlier) > MOST_EARLIER,
        "q": words,
        "found": found[:MOST_FOUND],
        "more_found": len(found) > MOST_FOUND,
    }


def _started(request: HttpRequest, agency: Agency, year: int, source: GoalTable | None, form: Any) -> HttpResponse:
    """Make the table and go on in the editor; raises NameTaken."""
    values = form.cleaned_data
    if source is None:
        content, origin = blank(values["framework"], values["name"]), ""
    else:
        content = copied(source, values["name"], year, values["shift"], values["amounts"])
        project = source.project
        origin = f"复制自 {project.year} 年度 {project.agency.name}“{project.name}”"[:500]
    table = start(request.user, agency, year, content, origin)
    messages.success(request, f"已建立“{table.project.name}”，现在可以填写。")
    return redirect("table_edit", table.pk)
