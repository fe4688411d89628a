"""The page of the search: tables with the words, the newest first, and where in each they stand."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.models import TableTally
from indicators.search.forms import SearchForm
from indicators.search.hits import results
from indicators.search.listed import visible_lines
from indicators.search.walking import MOST, walk

PAGE_SIZE = 20
FURTHEST = 9  # digits of a number in an address


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """What the user may see of what was asked for; without words what can be asked."""
    years = TableTally.objects.visible_to(request.user).years()
    form = SearchForm(request.GET, years)
    context: dict[str, Any] = {"form": form, "words": form.asked.words, "nothing_yet": not years}
    if form.asked.words and years:
        lines = form.apply(visible_lines(request.user))
        start = _number(request.GET.get("from"))
        found = walk(lines, form.asked.words, start)
        page = Paginator(found.keys, PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {
            "found": found,
            "start": start,
            "page": page,
            "page_numbers": page.paginator.get_elided_page_range(page.number),
            "results": results(page.object_list, form.asked.words),
            "most": MOST,
        }
    return render(request, "indicators/search.html", context)


def _number(text: str | None) -> int:
    """How many lines were looked through before; none for nonsense."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= FURTHEST else 0
