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
FEW = 2_000  # tables whose keys are named; of more, the database joins, where these have not rows enough
PAGE_SIZE = 50
AS_FILED = ("-year", "region", "code", "table_id")
PATHS = ("-table__line__year", "table__line__region", "table__line__code", "table_id")
AGENCY_DOWN = ("-table__line__year", "-table__line__region", "-table__line__code")


@dataclass(frozen=True)
class Rows:
    """Rows of tables: `rows` that pass their own filters, in tables whose `lines` pass theirs; of those that one may
    see, the `visible`, some may not.

    `order` is the column that orders the rows of one table. `keys` are all of them, in the order that is asked for;
    None where there are more than MOST.
    """

    rows: Any
    lines: LineQuerySet
    visible: LineQuerySet
    order: str
    keys: list[int] | None
    tables: int


class Place(NamedTuple):
    """A row, told by where its table stands in the order of AS_FILED and by `row`, its own place in the table. It stays
    a place when the row is gone."""

    year: int
    region: str
    code: str
    table: int
    row: int


class Page(NamedTuple):
    """The keys of a page. `page` has its numbers where rows are counted; `behind` is the place that the next one begins
    behind, None for the last."""

    keys: list[int]
    page: Any = None
    behind: Place | None = None

    @property
    def after(self) -> str:
        """How an address names the place; "" for none."""
        return f"{self.behind.table}-{self.behind.row}" if self.behind else ""


def rows_in(rows: Any, lines: LineQuerySet, visible: LineQuerySet, order: str, sort: tuple[Any, ...]) -> Rows:
    """The rows in those tables; `sort` puts them in order as far as they are not alike."""
    tables = list(lines.order_by().values_list("pk", flat=True)[: FEW + 1])
    found = _some(rows.filter(table__in=tables))
    if len(tables) > FEW and len(found) <= MOST:
        found = _some(rows.filter(table__in=lines.order_by().values("pk")))
    if len(found) > MOST:
        return Rows(rows, lines, visible, order, None, 0)
    ordered = rows.model.objects.filter(pk__in=list(found)).order_by(*sort, *PATHS, order)
    keys = list(ordered.values_list("pk", flat=True))
    return Rows(rows, lines, visible, order, keys, len(set(found.values())))


def _some(rows: Any) -> dict[int, int]:
    """The keys of rows and of their tables, of more than MOST only some."""
    return dict(rows.order_by().values_list("pk", "table")[: MOST + 1])


def page_of(rows: Rows, number: str | None, after: str) -> Page:
    """The page that is asked for."""
    if rows.keys is None:
        place = _place(rows.visible, after)
        found = page_behind(rows, place, PAGE_SIZE)
        return found if found.keys or not place else page_behind(rows, None, PAGE_SIZE)  # what stood there is gone
    page: Any = Paginator(rows.keys, PAGE_SIZE).get_page(number)
    return Page(list(page.object_list), page)


def all_keys(rows: Rows, most: int, at_once: int = 500) -> Iterator[list[int]]:
    """The keys of all rows in their order, some at once; up to `most`."""
    if rows.keys is not None:
        for start in range(0, len(rows.keys), at_once):
            yield rows.keys[start : start + at_once]
        return
    place = None
    for _ in range(-(-most // at_once)):
        page = page_behind(rows, place, at_once)
        yield page.keys
        place = page.behind
        if not place:
            return


def page_behind(rows: Rows, place: Place | None, size: int) -> Page:
    """The page behind a place: the next tables that have such rows, then their rows. Two statements."""
    lines = rows.lines.filter(Exists(rows.rows.filter(table=OuterRef("pk"))))
    found = rows.rows
    if place:
        lines = lines.filter(_at_or_behind(place))
        found = found.filter(~Q(table=place.table) | Q(**{f"{rows.order}__gt": place.row}))
    # Each of the tables has a row, but the first one's may all stand on the page before.
    tables = list(lines.order_by(*AS_FILED).values_list("year", "region", "code", "pk")[: size + 2])
    ranks = {table: rank for rank, (*_, table) in enumerate(tables)}
    told = found.filter(table__in=ranks).order_by().values_list("table", rows.order, "pk")
    ordered = sorted((ranks[table], order, pk) for table, order, pk in told)
    shown = ordered[:size]
    # A table may lose its rows between the two statements: a page that is short for that is not the last.
    goes_on = shown and (len(ordered) > size or len(tables) == size + 2)
    behind = Place._make((*tables[shown[-1][0]], shown[-1][1])) if goes_on else None
    return Page([pk for _, _, pk in shown], behind=behind)


def _place(visible: LineQuerySet, after: str) -> Place | None:
    """The place that an address names, also in a table that no longer passes the filters; the beginning for nonsense,
    or a table that is gone."""
    table, _, row = after.partition("-")
    if not all(each.isascii() and each.isdigit() and len(each) < 19 for each in (table, row)):
        return None
    line = visible.order_by().filter(pk=int(table)).values_list("year", "region", "code", "pk").first()
    return Place._make((*line, int(row))) if line else None


def _at_or_behind(place: Place) -> Q:
    """The lines from that one on, in the order of AS_FILED. The first part is for the index."""
    same_year = Q(year=place.year)
    same_region = same_year & Q(region=place.region)
    return Q(year__lte=place.year) & (
        Q(year__lt=place.year)
        | (same_year & Q(region__gt=place.region))
        | (same_region & Q(code__gt=place.code))
        | (same_region & Q(code=place.code, pk__gte=place.table))
    )
