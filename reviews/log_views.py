"""The audit log of the review: who did what, when, from where, to which revision, and why; also as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from budget.access import role_required, visible_agencies
from budget.models import Role
from indicators.list_workbook import XLSX, Columns, written
from indicators.models import TableTally
from reviews.assessment import BY_KEY
from reviews.list_views import review_pages
from reviews.log_filter import READS_LOG, LogFilter, log_of, with_places
from reviews.log_pages import page_of
from reviews.models import ReviewEvent

ROLES = dict(Role.choices)
COLUMNS: Columns = (
    ("时间", 20), ("姓名", 16), ("账号", 14), ("角色", 14), ("地址", 16), ("动作", 18), ("年度", 8), ("单位代码", 12),
    ("单位名称", 34), ("项目名称", 44), ("送审稿", 22), ("原状态", 16), ("新状态", 16), ("意见或内容", 60),
    ("审核表", 40), ("序号", 8), ("校验值", 68), ("送审稿校验值", 68),
)  # fmt: skip


@require_safe
@role_required(*READS_LOG)
def review_log(request: HttpRequest) -> HttpResponse:
    """The log, newest first. It is not counted: it only grows, and who looks for something filters."""
    form = _form(request)
    page = page_of(form.apply(log_of(request.user)), request.GET.get("page"))
    for event in page.rows:
        event.role_words = ROLES.get(event.by_role, event.by_role)
    context = {"form": form, "page": page, "other_pages": review_pages(request.user)}
    return render(request, "reviews/log.html", context)


@require_safe
@role_required(*READS_LOG)
def review_log_export(request: HttpRequest) -> HttpResponse:
    """The same rows as .xlsx, with the digests by which they can be proved."""
    events = with_places(_form(request).apply(log_of(request.user)))
    book = written(("审核日志", COLUMNS, _rows(events.iterator(500))))
    answer = FileResponse(book, as_attachment=True, filename="审核日志.xlsx", content_type=XLSX)
    return cast(HttpResponse, answer)  # a stream is no HttpResponse to the type checker


def _form(request: HttpRequest) -> LogFilter:
    years = TableTally.objects.visible_to(request.user, *READS_LOG).years()
    return LogFilter(request.GET, years, visible_agencies(request.user, *READS_LOG))


def _rows(events: Iterable[ReviewEvent]) -> Iterator[tuple[Any, ...]]:
    for event in events:
        project = event.table.project
        who = (event.by_name, event.by_account, ROLES.get(event.by_role, event.by_role), event.address, event.words)
        where = (project.year, project.agency.code, project.agency.name, project.name, str(event.revision))
        states = (event.get_before_display(), event.get_after_display())
        grades = "、".join(f"{key} {grade}" for key, grade in grades_in_words(event.grades))
        proof = (event.position, event.digest, event.revision.digest)
        yield (f"{localtime(event.at):%Y-%m-%d %H:%M:%S}", *who, *where, *states, event.comment, grades, *proof)


def grades_in_words(grades: dict[str, Any]) -> list[tuple[str, str]]:
    """Grades with the words of their questions."""
    return [(BY_KEY[key].words if key in BY_KEY else key, str(grade)) for key, grade in grades.items()]
