"""The pages of the statistics. A Selection is limited by budget.access: no number is about a table that is closed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from budget.access import role_required
from budget.models import Role
from budget.money import UNITS
from figures.amounts import MONEY, amounts_by, sum_of
from figures.page import SORT, OnPage, on_page
from figures.registry import SECTIONS, entries, entries_of, sections
from figures.selection import NAMES, Selection, selection_of
from figures.states import progress
from indicators.display import unit_asked

UNIT = "万元"  # sums of a year are large
FRONT = ("money-years", "states-departments")  # on the first page


@require_safe
@role_required(*Role.values)
def statistics(request: HttpRequest) -> HttpResponse:
    """The whole in a few numbers, and what there is to look at."""
    selection = selection_of(request.GET, request.user)
    context = _context(request, selection)
    if selection.years:
        whole = sum_of(amounts_by(selection.tally(), "status").values())
        found = selection.once(progress)
        context |= {
            "amounts": {name: whole.of(name) for name in MONEY},
            "progress": found,
            "agencies": sum(1 for department in found.departments for each in department.agencies if each.line.tables),
            "address": selection.tables(),
            "not_submitted": selection.tables(submitted="no"),
            "statistics": _made(request, selection, FRONT),
        }
    return render(request, "figures/statistics.html", context)


@require_safe
@role_required(*Role.values)
def statistics_section(request: HttpRequest, section: str) -> HttpResponse:
    """All statistics of a section."""
    if section not in {each.key for each in sections()}:
        raise Http404
    selection = selection_of(request.GET, request.user)
    context = _context(request, selection) | {"section": SECTIONS[section]}
    if selection.years:
        context["statistics"] = _made(request, selection, [each.key for each in entries_of(section)])
    return render(request, "figures/section.html", context)


def _made(request: HttpRequest, selection: Selection, keys: Any) -> list[OnPage]:
    known, unit = entries(), unit_asked(request, UNIT)
    return [on_page(known[key].make(request.user, selection), selection, unit) for key in keys]


def _context(request: HttpRequest, selection: Selection) -> dict[str, Any]:
    form, asked = selection.form, selection.asked
    return {
        "selection": selection,
        "sections": sections(),
        "fields": [form[name] for name in NAMES if not form[name].is_hidden],
        "chosen_words": chosen_words(selection),
        "now": timezone.localtime(),
        "unit": unit_asked(request, UNIT),
        "units": tuple(UNITS),
        "kept": {name: asked[name] for name in ("unit", SORT) if asked.get(name)},
        "query": selection.query(**{name: asked[name] for name in ("unit",) if asked.get(name)}),
    }


def chosen_words(selection: Selection) -> str:
    """What is selected, such as 2025 年、319 政务服务办公室."""
    choices = {name: dict(selection.form.fields[name].choices) for name in NAMES}  # type: ignore[attr-defined]
    year = f"{selection.year} 年度" if selection.year else "全部年度"
    return "、".join([year, *(choices[name][value] for name, value in selection.chosen.items() if name != "year")])
