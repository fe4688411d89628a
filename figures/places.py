"""Facts by department and by agency, for statistics that have a row for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import F

from budget.leafing import part
from figures.figure import Cell, Column, Row, Rows
from figures.selection import Selection

Numbers = dict[str, Any]
DEPARTMENT, AGENCY = Column("department", "主管部门"), Column("agency", "单位")


class Place(NamedTuple):
    """A department or an agency in words, how the list of tables is asked for it, and its numbers."""

    words: str
    where: dict[str, object]
    numbers: Numbers


def by_agency(rows: Iterable[Numbers], selection: Selection) -> list[Place]:
    """Rows that have an `agency` each, in the order of the agencies; those that are nobody's any more are left out."""
    found = {row["agency"]: row for row in rows}
    return [
        Place(str(agency), {"agency": agency.pk}, found[agency.pk])
        for agency in selection.agencies
        if agency.pk in found
    ]  # fmt: skip


def by_department(rows: Iterable[Numbers], selection: Selection) -> list[Place]:
    """The same, added up by department."""
    found = {row["agency"]: row for row in rows}
    departments: dict[str, list[Numbers]] = {}
    for agency in selection.agencies:
        if agency.pk in found:
            departments.setdefault(selection.department_of[agency.pk], []).append(found[agency.pk])
    return [
        Place(selection.department_words(key), {"department": key}, added(same))
        for key, same in sorted(departments.items())
    ]


def added(rows: Sequence[Numbers]) -> Numbers:
    """The sums of some rows."""
    return {name: sum(row[name] or 0 for row in rows) for name in rows[0] if name != "agency"} if rows else {}


def place_rows(
    places: Sequence[Place], cells: Callable[[Numbers, dict[str, object]], Sequence[Cell]], drawn: Sequence[str] = ()
) -> Rows[Place]:
    """A row for each place: its words, and the cells that its numbers make. `drawn` numbers make a bar of its chart."""

    def row(each: Place) -> Row:
        return Cell(each.words), *cells(each.numbers, each.where)

    def size(each: Place) -> float:
        return sum(each.numbers[name] for name in drawn)

    return Rows(places, row, size if drawn else None)


def total_row(places: Sequence[Place], cells: Callable[[Numbers, dict[str, object]], Sequence[Cell]]) -> Row | None:
    """All places together; None where there is none."""
    return (Cell("合计"), *cells(added([each.numbers for each in places]), {})) if places else None


def linked(number: int, address: str) -> Cell:
    """A number that leads to what it counts, where there is anything."""
    return Cell(number, address if number else "")


def share(part: int, whole: int) -> Cell:
    """A share; nothing where there is nothing to have a share of."""
    return Cell(part / whole if whole else None)


def with_lines(rows: Any, which: slice, number: int) -> list[Any]:
    """A part of an ordered query of rows that have a line, of so many in all: with their lines, in two statements.

    A table that was moved is told among the others of its agency, as soon as these are counted again. That is asked of
    the part alone: PostgreSQL would think that hardly a table is still where it was, and put all rows in order.
    """
    keys = part(rows.values_list("pk", flat=True), which, number)
    same = rows.model.objects.filter(line__agency=F("agency")).select_related("line__agency")
    found = same.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def project_words(line: Any, selection: Selection) -> str:
    """What a table's project is called in a list; with its year, where tables of several are listed."""
    name: str = line.name
    return name if selection.year else f"{name}（{line.year} 年度）"
