"""The workbook for filling in offline: blank, with an agency's open tables, or with those of earlier years as a base.

It lies beside the imports, since there it comes back; an administrator hands it in.
"""

from __future__ import annotations

import io

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from budget.access import EDITORS, editable_agencies, has_role
from budget.models import Agency
from exporters.fill_in_sheets import BLANK_BESIDE, BLANK_SHEETS, blank_sheets, open_tables, tables_of_earlier_years
from exporters.formats import FORMATS
from exporters.names import clean
from exporters.responses import file_answer
from exporters.writers.fill_in import FillIn, write
from indicators.new_forms import usual_year

OPEN, EARLIER = "1", "earlier"
_YEARS = range(2000, 2100)


@require_safe
@login_required
def import_template(request: HttpRequest) -> HttpResponseBase:
    """?agency= (the only one of the user's where it is missing), ?year=, ?filled=1 or earlier. Nobody's: blank."""
    if not has_role(request.user, *EDITORS):
        raise PermissionDenied
    agency = _agency(editable_agencies(request.user), request.GET.get("agency", ""))
    year = _year(request.GET.get("year", ""))
    filled = _filled(agency, year, request.GET.get("filled", ""))
    blank = blank_sheets(agency, year, BLANK_BESIDE if filled else BLANK_SHEETS)
    data = io.BytesIO()
    write([*filled, *blank], data)
    data.seek(0)
    return file_answer(data, _name(agency, year, len(filled)), FORMATS["xlsx"].media_type)


def _agency(agencies: QuerySet[Agency], key: str) -> Agency | None:
    """The agency that was asked for, among those that the user may edit; without a key the only one, or none."""
    if key:
        return get_object_or_404(agencies, pk=int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0)
    some = list(agencies.order_by("pk")[:2])
    return some[0] if len(some) == 1 else None


def _year(text: str) -> int:
    if not text:
        return usual_year(timezone.localdate())
    if not (text.isascii() and text.isdigit() and int(text[:9]) in _YEARS):
        raise Http404
    return int(text)


def _filled(agency: Agency | None, year: int, asked: str) -> list[FillIn]:
    """The sheets with tables. Raises Http404 for a choice that is none."""
    if asked not in ("", OPEN, EARLIER):
        raise Http404
    if agency is None or not asked:
        return []
    return open_tables(agency, year) if asked == OPEN else tables_of_earlier_years(agency, year)


def _name(agency: Agency | None, year: int, count: int) -> str:
    """667201 某中心 2026年绩效目标填报表（3张）.xlsx."""
    whose = f"{agency.code} {agency.name} " if agency else ""
    return clean(f"{whose}{year}年绩效目标填报表（{f'{count}张' if count else '空白'}）", ".xlsx")
