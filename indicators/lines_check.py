"""Whether lines, tally and the index of words say what the tables say: for `manage.py check_data`.

Triggers keep them right whatever is written; this finds what was loaded around the triggers, or damaged.
"""

# ruff: noqa: S608 - statements are put together from names of ours, nothing comes from outside

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection

from indicators.line_triggers import AT_FIRST, HEAD, KIND, LINE, MONEY, TALLY
from indicators.models import TableLine, TableText
from indicators.search import gram_tables
from indicators.search.grams import grams
from indicators.search.texts import texts_of

_COUNTS = {name: value for name, value in AT_FIRST.items() if name != "indexed"}


def flaws_of_lines() -> Iterator[str]:
    """A sentence for each kind of flaw in lines and tally."""
    if wrong := _numbers(_wrong_lines()):
        yield f"{len(wrong)} 张表的目录行与表不一致，如表 {wrong[0]}"
    if wrong := _numbers(f"SELECT table_id FROM {LINE} WHERE table_id NOT IN (SELECT id FROM indicators_goaltable)"):
        yield f"{len(wrong)} 个目录行没有表，如表 {wrong[0]}"
    if wrong := _numbers(_wrong_groups()):
        yield f"{len(wrong)} 组表的张数或金额与目录行不一致"


def flaws_of_words(keys: Iterable[int]) -> Iterator[str]:
    """Those of some tables whose indexed text is not what they say now."""
    known = list(TableLine.objects.filter(pk__in=list(keys), indexed=True).values_list("pk", flat=True))
    stored = dict(TableText.objects.filter(pk__in=known).values_list("pk", "text"))
    told = texts_of(known)
    for key in known:
        if stored.get(key) != told.get(key) or not _is_found(key, told[key]):
            yield f"表 {key} 的检索索引已过时"


def _is_found(key: int, text: str) -> bool:
    """Whether the pairs of a text lead to its table; one pair is tried, since a text has hundreds."""
    pairs = sorted(grams(text))[:1]
    if not pairs or not gram_tables.is_there():
        return True
    return TableLine.objects.filter(pk=key, pk__in=gram_tables.having(pairs)).exists()


def _numbers(statement: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [number for (number,) in cursor.fetchall()]


def _wrong_lines() -> str:
    """Tables whose line is missing or says something else."""
    told = (HEAD | _COUNTS).items()
    differs = " OR ".join(f"l.{name} IS DISTINCT FROM ({value})" for name, value in told)
    return (
        "SELECT t.id FROM indicators_goaltable t JOIN budget_project p ON p.id = t.project_id "
        "JOIN budget_agency a ON a.id = p.agency_id LEFT JOIN budget_budget b ON b.project_id = p.id "
        f"LEFT JOIN {LINE} l ON l.table_id = t.id WHERE {differs} ORDER BY t.id"
    )


def _wrong_groups() -> str:
    """One row for each kind of table whose tally is not the sum of its lines; money to the hundredth of a 元."""
    kind = ", ".join(KIND)
    told = ", ".join(f"SUM({name}) AS {name}" for name in MONEY)
    both = (
        f"SELECT {kind}, COUNT(*) AS tables, {told} FROM {LINE} GROUP BY {kind} UNION ALL "
        f"SELECT {kind}, -tables, {', '.join(f'-{name}' for name in MONEY)} FROM {TALLY}"
    )
    off = " OR ".join(f"ABS(COALESCE(SUM({name}), 0)) >= 0.01" for name in MONEY)
    return f"SELECT 1 FROM ({both}) s GROUP BY {kind} HAVING SUM(tables) <> 0 OR {off}"
