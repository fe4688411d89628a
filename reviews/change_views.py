"""All changes of master data on one page: agencies, memberships, the taxonomy, the settings of checks and review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.db.models import Model
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from budget.access import administrator_required
from indicators.list_workbook import XLSX, Columns, written
from reviews.histories import BY_NAME, MODELS, FieldChange, newest
from reviews.list_views import review_pages
from reviews.paging import PAGE_SIZE, number_of, sliced

STEP = 1_000  # changes read at once for the export
COLUMNS: Columns = (
    ("时间", 20), ("姓名", 16), ("账号", 14), ("数据", 14), ("动作", 8), ("对象", 44), ("字段", 20), ("原值", 50),
    ("新值", 50),
)  # fmt: skip


@require_safe
@administrator_required
def master_log(request: HttpRequest) -> HttpResponse:
    """Who changed what, newest first, of all kinds of master data or of one."""
    kind, models = _models(request)
    number = number_of(request.GET.get("page"))
    context = {
        "page": sliced(newest(models, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1), number),
        "kind": kind,
        "kinds": [(name, model._meta.verbose_name) for name, model in BY_NAME.items()],
        "other_pages": review_pages(request.user),
    }
    return render(request, "reviews/log_changes.html", context)


@require_safe
@administrator_required
def master_log_export(request: HttpRequest) -> HttpResponse:
    """The same as .xlsx, one row for each field."""
    _, models = _models(request)
    book = written(("基础数据修改记录", COLUMNS, _rows(models)))
    answer = FileResponse(book, as_attachment=True, filename="基础数据修改记录.xlsx", content_type=XLSX)
    return cast(HttpResponse, answer)  # a stream is no HttpResponse to the type checker


def _models(request: HttpRequest) -> tuple[str, tuple[type[Model], ...]]:
    """The kind of data that is asked for; all for nonsense."""
    kind = request.GET.get("kind", "")
    return (kind, (BY_NAME[kind],)) if kind in BY_NAME else ("", MODELS)


def _rows(models: tuple[type[Model], ...]) -> Iterator[tuple[Any, ...]]:
    """All changes, kind by kind, so that each is read once."""
    for model in models:
        start = 0
        while changes := newest([model], start, STEP):
            for each in changes:
                head = (f"{localtime(each.at):%Y-%m-%d %H:%M:%S}", each.by, each.account, each.model, each.kind)
                for one in each.fields or [FieldChange("", "", "")]:
                    yield (*head, each.what, *one)
            start += STEP
