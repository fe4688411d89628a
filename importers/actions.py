"""The buttons of a batch: POST /imports/<pk>/<action>/, each with one sentence about what happened."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from budget.access import administrator_required
from importers import asking
from importers.batch_views import batch_or_404
from importers.choosing import waiting
from importers.models import ImportBatch, ImportFile
from importers.progress import progress_of
from indicators.text import normal_text

Said = tuple[int, str]  # a level of django.contrib.messages, and the sentence


def _start(batch: ImportBatch, request: HttpRequest) -> Said:
    number = asking.start(batch)
    return (messages.SUCCESS, f"开始读取 {number} 个文件。") if number else (messages.INFO, "没有需要读取的文件。")


def _start_all(batch: ImportBatch, request: HttpRequest) -> Said:
    return messages.SUCCESS, f"开始读取 {asking.start(batch, also_known=True)} 个文件。"


def _stop(batch: ImportBatch, request: HttpRequest) -> Said:
    number = asking.stop(batch)
    if not number:
        return messages.INFO, "没有可以停止的工作：正在写入的文件会写完，其余都已完成。"
    return messages.SUCCESS, f"已停止，{number} 个文件没有继续处理；已写入的内容保留不变。"


def _give_up(batch: ImportBatch, request: HttpRequest) -> Said:
    number = asking.give_up_batch(batch)
    if not number:
        return messages.INFO, "没有可以放弃的文件：已写入的内容保留不变，可以撤销。"
    written = progress_of([batch])[batch.pk].sums["written"]
    kept = f"之前已写入的 {written} 张表保留不变，可以撤销。" if written else "没有写入任何内容；需要时可以重新读取。"
    return messages.SUCCESS, f"已放弃 {number} 个文件，{kept}"


def _dismiss(batch: ImportBatch, request: HttpRequest) -> Said:
    return messages.SUCCESS, f"{asking.dismiss(batch)} 个文件不再处理；原因仍在“问题”页，需要时可以重新读取。"


def _retry(batch: ImportBatch, request: HttpRequest) -> Said:
    number = asking.retry(batch)
    return (messages.SUCCESS, f"重新读取 {number} 个文件。") if number else (messages.INFO, "没有需要重新读取的文件。")


def _confirm(batch: ImportBatch, request: HttpRequest) -> Said:
    if not batch.files.filter(state=ImportFile.State.READY).exists():  # a double click, or another tab was first
        return messages.INFO, "这一批没有等待确认的文件：已经确认过，或者已放弃、正在重新比对。"
    changed = _other_than_shown(batch, request)
    if changed:
        return messages.WARNING, changed
    number = asking.confirm(batch, request.user)
    if not number:
        return messages.WARNING, "没有选中的表，没有导入。"
    return messages.SUCCESS, f"开始写入，共 {number} 个文件；每个文件要么全部写入，要么完全不写。"


def _other_than_shown(batch: ImportBatch, request: HttpRequest) -> str:
    """What is no longer as on the page whose button was pressed, else "": somebody else, or another tab, was faster."""
    year, chosen = request.POST.get("year", str(batch.year)), request.POST.get("chosen")
    if year != str(batch.year):
        return f"还没有导入：页面打开之后，年度已改为 {batch.year}，请核对后再确认。"
    now = waiting(batch).filter(chosen=True).count()
    if chosen not in (None, str(now)):
        return f"还没有导入：页面打开之后，选中的表变成了 {now} 张，请核对后再确认。"
    return ""


def _look_again(batch: ImportBatch, request: HttpRequest) -> Said:
    number = asking.look_again(batch)
    return (messages.SUCCESS, "正在重新比对没有导入的表。") if number else (messages.INFO, "没有未导入的表可以处理。")


def _year(batch: ImportBatch, request: HttpRequest) -> Said:
    year, region = request.POST.get("year", ""), normal_text(request.POST.get("region", batch.region)).strip()
    if not (year.isascii() and year.isdigit() and len(year) == 4 and 1990 <= int(year) <= 2100):
        return messages.ERROR, f"年度应在 1990 到 2100 之间，现在填的是“{year[:20]}”。"
    if len(region) > 30:
        return messages.ERROR, f"区划最多 30 个字，现在有 {len(region)} 个字。"
    if not asking.change_year(batch, int(year), region):
        return messages.ERROR, "已有表写入，年度和区划不能再改；可以先撤销这一批。"
    return messages.SUCCESS, f"已改为 {year} 年度，正在重新比对。"


def _undo(batch: ImportBatch, request: HttpRequest) -> Said:
    number = asking.undo(batch, request.user)
    return (messages.SUCCESS, f"开始撤销 {number} 个文件的导入。") if number else (messages.INFO, "没有可以撤销的表。")


ACTIONS: dict[str, Callable[[ImportBatch, HttpRequest], Said]] = {
    "start": _start,
    "start-all": _start_all,
    "stop": _stop,
    "give-up": _give_up,
    "dismiss": _dismiss,
    "retry": _retry,
    "confirm": _confirm,
    "look-again": _look_again,
    "year": _year,
    "undo": _undo,
}


@require_POST
@administrator_required
def import_action(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Do what a button says, and go back to the batch."""
    batch = batch_or_404(pk)
    if action not in ACTIONS:
        raise Http404
    level, words = ACTIONS[action](batch, request)
    messages.add_message(request, level, words)
    return redirect("import_batch", pk=pk)
