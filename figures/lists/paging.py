"""Pages of rows that belong to tables: findings, indicators. A million of them are as quick as a hundred.

Up to MOST are counted, ordered as asked for and leafed through by number. Of more, the list says so, and goes through
them agency by agency, each page behind a place (`after`), so that the last is as quick as the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q

from indicators.lines import LineQuerySet

MOST = 1_000  # rows that are counted and put in order
FEW = 2_000  # tables whose keys are named; of more, the database joins
PAGE_SIZE = 50
AS_FILED = ("-year", "region", "code", "table_id")
PATHS = ("-table__line__year", "table__line__region", "table__line__code", "table_id")


@dataclass(frozen=True)
class Rows:
    """Rows of tables: `rows` that pass their own filters, in tables whose `lines` pass theirs.

    `order` is the column that orders the rows of one table. `keys` are all of them, in the order that is asked for;
    None where there are more than MOST.
    """

    rows: Any
    lines: LineQuerySet
    order: str
    keys: list[int] | None
    tables: int


class Page(NamedTuple):
    """The keys of a page. `page` has its numbers where rows are counted; `after` is the place that the next one begins
    behind, "" for none."""

    keys: list[int]
    page: Any = None
    after: str = ""


def rows_in(rows: Any, lines: LineQuerySet, order: str, sort: tuple[Any, ...]) -> Rows:
    """The rows in those tables; `sort` puts them in order as far as they are not alike."""
    tables = list(lines.order_by().values_list("pk", flat=True)[: FEW + 1])
    here = rows.filter(table__in=tables if len(tables) <= FEW else lines.order_by().values("pk"))
    found = dict(here.order_by().values_list("pk", "table")[: MOST + 1])
    if len(found) > MOST:
        return Rows(rows, lines, order, None, 0)
    ordered = rows.model.objects.filter(pk__in=list(found)).order_by(*sort, *PATHS, order)
    return Rows(rows, lines, order, list(ordered.values_list("pk", flat=True)), len(set(found.values())))


def page_of(rows: Rows, number: str | None, after: str) -> Page:
    """The page that is asked for."""
    if rows.keys is None:
        return page_behind(rows, after, PAGE_SIZE)
    page: Any = Paginator(rows.keys, PAGE_SIZE).get_page(number)
    return Page(list(page.object_list), page)


def all_keys(rows: Rows, most: int, at_once: int = 500) -> Iterator[list[int]]:
    """The keys of all rows in their order, some at once; up to `most`."""
    if rows.keys is not None:
        for start in range(0, len(rows.keys), at_once):
            yield rows.keys[start : start + at_once]
        return
    after = ""
    for _ in range(-(-most // at_once)):
        page = page_behind(rows, after, at_once)
        yield page.keys
        after = page.after
        if not after:
            return


def page_behind(rows: Rows, after: str, size: int) -> Page:
    """The page behind a place: the next tables that have such rows, then their rows. Three statements."""
    lines = rows.lines.filter(Exists(rows.rows.filter(table=OuterRef("pk"))))
    found = rows.rows
    if place := _place(rows.lines, after):
        line, last = place
        lines = lines.filter(_at_or_behind(line))
        found = found.filter(~Q(table=line["pk"]) | Q(**{f"{rows.order}__gt": last}))
    # Each of the tables has a row, but the first one's may all stand on the page before.
    tables = list(lines.order_by(*AS_FILED).values_list("pk", flat=True)[: size + 2])
    ranks = {table: rank for rank, table in enumerate(tables)}
    told = found.filter(table__in=tables).order_by().values_list("table", rows.order, "pk")
    ordered = sorted((ranks[table], order, pk) for table, order, pk in told)
    shown = ordered[:size]
    more = f"{tables[shown[-1][0]]}-{shown[-1][1]}" if len(ordered) > size else ""
    return Page([pk for _, _, pk in shown], after=more)


def _place(lines: LineQuerySet, after: str) -> tuple[dict[str, Any], int] | None:
    """The line of a place and the row in its table; the beginning for nonsense, or a table that is gone."""
    table, _, row = after.partition("-")
    if not all(each.isascii() and each.isdigit() and len(each) < 19 for each in (table, row)):
        return None
    line = lines.order_by().filter(pk=int(table)).values("pk", "year", "region", "code").first()
    return (line, int(row)) if line else None


def _at_or_behind(line: dict[str, Any]) -> Q:
    """The lines from that one on, in the order of AS_FILED. The first part is for the index."""
    same_year = Q(year=line["year"])
    same_region = same_year & Q(region=line["region"])
    return Q(year__lte=line["year"]) & (
        Q(year__lt=line["year"])
        | (same_year & Q(region__gt=line["region"]))
        | (same_region & Q(code__gt=line["code"]))
        | (same_region & Q(code=line["code"], pk__gte=line["pk"]))
    )
