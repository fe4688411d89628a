"""Where in a table the words of a search stand: named as the form names it, with the row, marked, and an address.

Only for the tables of one page: their heads and rows are read in two queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from indicators.models import GoalTable, Indicator
from indicators.search.marking import Part, extract, marked, spans

SHOWN = 5  # hits of a table; it says how many more there are


class Hit(NamedTuple):
    """One field or row. `anchor` is the element of the table's page, "" for the page itself."""

    where: str
    anchor: str
    parts: list[Part]
    has: frozenset[str]


class Result(NamedTuple):
    """A table with what was found in it: in which parts of its heading, and where else; `others` hits are not shown."""

    table: Any
    name: list[Part]
    agency: list[Part]
    titles: list[str]
    hits: list[Hit]
    others: int


def results(keys: Iterable[int], words: list[str]) -> list[Result]:
    """What a page shows of the tables with these keys, in this order."""
    wanted = list(keys)
    tables = GoalTable.objects.filter(pk__in=wanted).select_related("project__agency")
    found = {table.pk: table for table in tables}
    rows = defaultdict(list)
    for row in Indicator.objects.filter(table__in=wanted).order_by("table", "position"):
        rows[row.table_id].append(row)
    return [_result(found[key], rows[key], words) for key in wanted if key in found]


def _result(table: Any, rows: list[Any], words: list[str]) -> Result:
    agency = table.project.agency
    name, place = table.project.name, f"{agency.code} {agency.name}"
    hits = [*_in_head(table, words), *_in_rows(rows, words)]
    titles = [label for label, text in (("项目名称", name), ("单位", place)) if _has(text, words)]
    shown = _first(hits, {word for word in words if not _has(name, [word]) and not _has(place, [word])})
    return Result(table, marked(name, words), marked(place, words), titles, shown, len(hits) - len(shown))


def _has(text: str, words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if spans(text, [word]))


def _in_head(table: Any, words: list[str]) -> list[Hit]:
    project = table.project
    fields = (("资金用途", "head-purpose", project.purpose), ("绩效目标", "head-goal", table.goal))
    told = [(label, anchor, text, _has(text, words)) for label, anchor, text in fields]
    title = _has(table.title, words)
    if title - _has(project.name, words):  # most titles are the project's name and what a table is called
        told.append(("表名", "", table.title, title))
    return [Hit(label, anchor, extract(text, words), has) for label, anchor, text, has in told if has]


def _in_rows(rows: list[Any], words: list[str]) -> list[Hit]:
    """One hit a row: all its fields that have a word, its name in any case."""
    hits = []
    for number, row in enumerate(rows, 1):  # as the page of the table counts them
        fields = (("三级指标", row.name), ("指标描述", row.description), ("指标值", row.target))
        having = {label: _has(text, words) for label, text in fields}
        labels = [label for label, has in having.items() if has]
        if labels:
            parts: list[Part] = []
            for label, text in fields:
                if text and (having[label] or label != "指标描述"):
                    parts += [*([(False, "　")] if parts else []), *extract(text, words)]
            where = f"{'、'.join(labels)} 第 {number} 行"
            hits.append(Hit(where, f"row-{number}", parts, frozenset().union(*having.values())))
    return hits


def _first(hits: list[Hit], words: set[str]) -> list[Hit]:
    """The hits that are shown: each word that the heading does not have once, then others, in their order."""
    wanted: list[int] = []
    missing = set(words)
    for place, hit in enumerate(hits):
        if hit.has & missing:
            wanted.append(place)
            missing -= hit.has
    others = (place for place in range(len(hits)) if place not in wanted)
    chosen = sorted([*wanted, *others][:SHOWN] if len(wanted) < SHOWN else wanted)
    return [hits[place] for place in chosen]
