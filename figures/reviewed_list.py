"""Before and after the review table by table: what each number of the comparison adds up."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from figures.figure import Cell, Figure, Row
from figures.figure import Column as Heading
from figures.freshness import AGAIN, up_to_date
from figures.improvement import NAMES
from figures.models import TableReview
from figures.places import project_words, with_lines
from figures.registry import figure
from figures.reviewed import COLUMNS, cells
from figures.selection import Selection
from indicators.checks import CHECKS
from indicators.reader_codes import KNOWN, OTHERS_KEY, READ, check_words

CHECK, WHICH = "reviewed_code", "reviewed"  # names in addresses
# What a row has to have, so that it counts for a column.
_HAVING = {name: Q(**{f"{name}__gt": 0}) for name in NAMES} | {"remaining": Q(approved__gt=F("added"))}
_WORDS = {each.key: each.title for each in COLUMNS}
_CLICK = "点击上面各表中的数，在这里逐张列出它统计的是哪些表。"


@figure("findings-reviewed", section="findings")
def reviewed(user: Any, selection: Selection) -> Figure:
    """The tables behind one number: those that have something of it, with all numbers of that check."""
    as_of = up_to_date(selection)
    code, which = selection.option(CHECK, (*CHECKS, *READ, OTHERS_KEY)), selection.option(WHICH, _HAVING)
    words = f"{check_words(code) if code else '全部检查项'}，{_WORDS[which]}" if which else ""
    listed = _listed(selection, code, which)
    sums = listed.aggregate(number=Count("pk"), **{name: Sum(name) for name in NAMES}) if which else {"number": 0}
    number = sums["number"]
    order = (f"-{which}", "line") if code and which in NAMES else ("line", "code")
    which_page = selection.slice_of("findings-reviewed", number)
    page = with_lines(listed.order_by(*order, "id"), which_page, number) if number else ()
    return Figure(
        "findings-reviewed", "审核前后逐张对照", f"一行是一张表的一个检查项，点击项目可以对照送审稿；{as_of.words}。",
        (Heading("project", "项目"), Heading("agency", "单位"), Heading("check", "检查项"), *COLUMNS),
        tuple(_row(each, selection) for each in page),
        (Cell("合计"), Cell(""), Cell(""), *cells(sums)) if number else None,
        notes=(f"只列出：{words}。",) if which else (), in_all=number,
        empty=_CLICK if not which else AGAIN if as_of.waiting else "没有这样的表。",
    )  # fmt: skip


def _listed(selection: Selection, code: str, which: str) -> Any:
    rows = selection.limit(TableReview.objects.filter(_HAVING.get(which, Q(pk__in=()))))
    if code:
        rows = rows.exclude(code__in=KNOWN) if code == OTHERS_KEY else rows.filter(code=code)
    return rows


def _row(each: TableReview, selection: Selection) -> Row:
    line = each.line
    numbers = {name: getattr(each, name) for name in NAMES}
    return (
        Cell(project_words(line, selection), reverse("table_review", args=[line.pk])), Cell(str(line.agency)),
        Cell(check_words(each.code)), *cells(numbers),
    )  # fmt: skip
