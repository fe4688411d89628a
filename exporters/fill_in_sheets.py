"""Which sheets a workbook for filling in has: an agency's open tables, or those of earlier years as a base; blank ones.

Only tables that may be changed now: what comes back for the others could not be taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from budget.models import Agency
from exporters.entry import Entry
from exporters.writers.fill_in import FillIn
from indicators.content import TableContent
from indicators.models import EDITABLE, Category, Framework, GoalTable
from indicators.queries import GoalTableQuerySet
from indicators.starting import of_earlier_years
from indicators.storing import contents_of, digest
from indicators.years import with_year

BLANK_SHEETS = 5
BLANK_BESIDE = 2  # behind sheets that are filled in already


class Names(NamedTuple):
    """The names of 一级 and 二级 that one framework has, in its order."""

    firsts: tuple[str, ...]
    seconds: tuple[str, ...]


def names_by_framework() -> dict[int, Names]:
    """The names of all frameworks, by key and in their order; two queries."""
    keys = Framework.objects.values_list("pk", flat=True)
    found: dict[int, tuple[list[str], list[str]]] = {pk: ([], []) for pk in keys}
    rows = Category.objects.order_by("level", "parent__position", "position")
    for pk, level, name in rows.values_list("framework", "level", "name"):
        found[pk][level - 1].append(name)
    return {pk: Names(tuple(firsts), tuple(seconds)) for pk, (firsts, seconds) in found.items()}


def open_tables(agency: Agency, year: int) -> list[FillIn]:
    """The tables of an agency and year that may be changed, as they stand."""
    tables = GoalTable.objects.filter(project__agency=agency, project__year=year, status__in=EDITABLE)
    return list(_sheets(tables.order_by("number", "pk")))


def tables_of_earlier_years(agency: Agency, year: int) -> list[FillIn]:
    """The agency's projects of earlier years that have no table in `year`: their words for the new year, no amounts."""
    sheets = _sheets(of_earlier_years(agency, year).order_by("number", "pk"))
    return [sheet._replace(entry=_for_year(sheet.entry, year)) for sheet in sheets]


def _for_year(entry: Entry, year: int) -> Entry:
    content = with_year(entry.content, entry.year or year, year)
    return Entry(year, replace(content, number=None, budget_total=None, fiscal_funds=None, other_funds=None))


def _sheets(tables: GoalTableQuerySet) -> Iterator[FillIn]:
    """The sheets of tables, each with the names of its own framework."""
    contents, names = contents_of(tables), names_by_framework()
    for pk, framework, year in tables.values_list("pk", "framework", "project__year"):
        if pk in contents:  # made in between
            yield FillIn(Entry(year, contents[pk], digest(contents[pk])), *names[framework])


def blank_sheets(agency: Agency | None, year: int, count: int = BLANK_SHEETS) -> list[FillIn]:
    """Sheets with nothing but the agency, where one is given, and the names of the framework that it used last."""
    content = TableContent(agency_code=agency.code, agency_name=agency.name) if agency else TableContent()
    names = names_by_framework()
    chosen = names.get(_last_framework(agency), next(iter(names.values()), Names((), ())))
    return [FillIn(Entry(year, content), *chosen, f"项目{number}") for number in range(1, count + 1)]


def _last_framework(agency: Agency | None) -> int:
    """The key of the framework of the agency's latest table; 0 where it has none."""
    tables = GoalTable.objects.filter(project__agency=agency).order_by("-project__year", "-pk")
    last = tables.values_list("framework", flat=True).first() if agency else None
    return int(last or 0)
