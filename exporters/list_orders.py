"""Orders from the list of tables: the ticked ones, those of the page, or all that match its filters."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils import timezone

from exporters.forms import LIST_SHAPES, HowForm
from exporters.orders import Order, Unfit
from exporters.wording import filter_words
from indicators.listing import Listing, listing
from indicators.models import GoalTable, TableLine

TICKED, PAGE, ALL = "ticked", "page", "all"


def order_from_list(posted: QueryDict, user: Any) -> Order:
    """What the bar above the list asks for. Raises Unfit."""
    how = HowForm(posted, shapes=LIST_SHAPES)
    if not how.is_valid():
        raise Unfit("没有选对格式或文件，请重新选择。")
    listed = listing(QueryDict(posted.get("query", "")), user)
    if posted.get("which") == ALL:
        tables, refused, scope = listed.tables, 0, filter_words(listed.form) or "全部"
    else:
        tables, refused = _named(posted, user)
        scope = "本页" if posted.get("which") == PAGE else "勾选"
    keys = list(listed.ordered(tables).values_list("pk", "agency"))
    if not keys:
        raise Unfit(_nothing(posted, refused))
    title = _title(keys, listed)
    return Order(title, scope, keys, how.cleaned_data["format"], how.cleaned_data["shape"], refused=refused)


def _named(posted: QueryDict, user: Any) -> tuple[Any, int]:
    """The tables that were named and may be seen, and how many were not."""
    asked = set(posted.getlist("shown" if posted.get("which") == PAGE else "table"))
    keys = {int(key) for key in asked if key.isascii() and key.isdigit() and len(key) < 19}
    tables = TableLine.objects.visible_to(user).filter(pk__in=keys)
    return tables, len(asked) - tables.order_by().count()


def _nothing(posted: QueryDict, refused: int) -> str:
    if refused:
        return f"{refused} 张没有权限或不存在，未导出。"
    if posted.get("which") == ALL:
        return "没有符合条件的表，没有导出。"
    return "没有选中任何表。请先勾选要导出的表，或者把范围改为“本页”或“全部”。"


def _title(keys: list[tuple[int, int]], listed: Listing) -> str:
    """One table by its name, more by their number and the year where it is one; the day tells two files apart."""
    if len(keys) == 1:
        return title_of(GoalTable.objects.select_related("project__agency").get(pk=keys[0][0]))
    year = listed.form.chosen.get("year")
    return f"{f'{year}年度' if year else ''}绩效目标表（{len(keys)}张）{timezone.localdate():%Y%m%d}"


def title_of(table: GoalTable, version: str = "") -> str:
    """What a file with one table is called."""
    project = table.project
    year = "" if str(project.year) in project.name else f"{project.year}年"
    return f"{project.agency.code} {year}{project.name}绩效目标表{version}"
