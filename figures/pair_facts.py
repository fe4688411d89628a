"""Keeping the projects beside themselves in the year before: part of counting an agency and year (figures/facts.py).

A pair of years is written by who holds the lock of the agency's row of the later one. So who counts the earlier year
takes that lock too; where somebody else has it, a mark has the pair counted once more. The year after is written even
where it has no tables yet: when its first ones come, what other agencies no longer have is already there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any

from budget.money import DECIMALS
from figures.models import AgencyYear, ChangeFact, Mark, ProjectChange
from figures.pairing import Funded, Pair, pairs_of
from indicators.bulk import insert
from indicators.models import TableLine

_ROW = (
    "agency", "year", "change", "name", "before_table", "now_table", "before_total", "now_total", "difference", "size",
    "before_indicators", "now_indicators",
)  # fmt: skip
_SUMS = ("projects", "before", "now", "with_before", "with_now", "before_indicators", "now_indicators")


def write_pairs(year: int, agencies: Collection[int]) -> None:
    """What became of the projects of these agencies since the year before, and until the year after.

    Their rows of `year` are locked already, those of the year after exist.
    """
    _write(year, agencies)
    _write(year + 1, _held_after(year, agencies))


def _held_after(year: int, agencies: Collection[int]) -> list[int]:
    """Those whose row of the next year is locked now; the others of that year are marked."""
    rows = AgencyYear.objects.filter(year=year + 1, agency__in=agencies).order_by("pk")
    held = _locked(rows)
    others = set(rows.values_list("agency", flat=True)) - set(held)
    Mark.objects.bulk_create(Mark(agency_id=agency, year=year + 1) for agency in sorted(others))
    return held


def _locked(rows: Any) -> list[int]:
    """The agencies of those rows that nobody else has locked."""
    return list(rows.select_for_update(skip_locked=True).values_list("agency", flat=True))


def _write(year: int, agencies: Collection[int]) -> None:
    if not agencies:
        return
    tables = _tables(year, agencies)
    pairs = {agency: pairs_of(tables[agency, year - 1], tables[agency, year], year) for agency in agencies}
    models: tuple[Any, ...] = (ProjectChange, ChangeFact)
    for model in models:
        model.objects.filter(year=year, agency__in=agencies).delete()
    insert(ProjectChange, _ROW, (_row(agency, year, pair) for agency, each in pairs.items() for pair in each))
    insert(ChangeFact, ("agency", "year", "change", *_SUMS), _facts(year, pairs))


def _tables(year: int, agencies: Collection[int]) -> defaultdict[tuple[int, int], list[Funded]]:
    """The tables of both years by agency and year, in one statement."""
    found: defaultdict[tuple[int, int], list[Funded]] = defaultdict(list)
    lines = TableLine.objects.filter(agency__in=agencies, year__in=(year - 1, year)).order_by("pk")
    for agency, of, *values in lines.values_list("agency", "year", "pk", "name", "total", "indicators"):
        found[agency, of].append(Funded(*values))
    return found


def _row(agency: int, year: int, pair: Pair) -> tuple[Any, ...]:
    before, now, difference = pair.before, pair.now, pair.difference
    named = now or before
    assert named
    return (
        agency, year, pair.change.value, named.name, before and before.table, now and now.table,
        before and before.total, now and now.total, difference, abs(difference or Decimal(0)),
        before.indicators if before else 0, now.indicators if now else 0,
    )  # fmt: skip


def _facts(year: int, pairs: dict[int, list[Pair]]) -> Iterator[tuple[Any, ...]]:
    for agency, each in pairs.items():
        by_change: defaultdict[str, list[Pair]] = defaultdict(list)
        for pair in each:
            by_change[pair.change.value].append(pair)
        for change, same in by_change.items():
            yield agency, year, change, len(same), *_sums(same)


def _sums(pairs: Iterable[Pair]) -> tuple[int, ...]:
    before = [each.before for each in pairs if each.before]
    now = [each.now for each in pairs if each.now]
    amounts = [[each.total for each in side if each.total is not None] for side in (before, now)]
    millionths = [int(sum(some, Decimal(0)).scaleb(DECIMALS)) for some in amounts]
    indicators = [sum(each.indicators for each in side) for side in (before, now)]
    return (*millionths, *map(len, amounts), *indicators)
