"""A statistic as a file: all of its rows, as they are selected."""

from __future__ import annotations

import io
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from budget.access import role_required
from budget.models import Role
from exporters.responses import file_answer
from figures.figure import CUT
from figures.registry import entries
from figures.selection import selection_of
from figures.views import UNIT, chosen_words
from figures.wording import in_words
from figures.workbook import csv_of, workbook_of
from indicators.display import unit_asked
from indicators.list_workbook import XLSX

CSV = "text/csv; charset=utf-8"


@require_safe
@role_required(*Role.values)
def statistics_export(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """The statistic with that key as .xlsx or .csv; amounts in the unit that is asked for."""
    entry = entries().get(key)
    if entry is None:
        raise Http404
    selection, unit = selection_of(request.GET, request.user, everything=True), unit_asked(request, UNIT)
    figure, words = entry.make(request.user, selection), chosen_words(selection)
    now = timezone.localtime()
    name = f"{figure.title}（{words.replace('、', '，')}）{now:%Y%m%d}.{ending}"
    if ending == "csv":
        return cast(HttpResponse, file_answer(io.BytesIO(csv_of(figure, unit)), name, CSV))
    facts = [
        ("统计", figure.title),
        ("范围", words),
        ("说明", figure.says + in_words(figure, unit)),
        *(("注意", each) for each in (*figure.notes, *((CUT,) if figure.is_cut else ()))),
        ("时间", f"{now.year}年{now.month}月{now.day}日 {now:%H:%M}"),
    ]
    return cast(HttpResponse, file_answer(workbook_of(figure, unit, facts), name, XLSX))
