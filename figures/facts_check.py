"""Whether facts say what the tables say: for `manage.py check_data`. What is marked is known to be out of date."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from figures.counting import Counts, count
from figures.facts import BEHIND, BY, fields_of
from figures.models import AgencyYear, Mark
from indicators.models import TableLine

AT_ONCE = 20  # agencies


def flaws_of_facts() -> Iterator[str]:
    """A sentence for the agency years whose facts are wrong, where there are any."""
    wrong = [each for year in _years() for each in _wrong(year)]
    if wrong:
        agency, year = wrong[0]
        yield f"{len(wrong)} 个单位年度的统计与表不一致，如单位 {agency} 的 {year} 年度"


def _years() -> list[int]:
    counted = AgencyYear.objects.values_list("year", flat=True)
    return sorted({*counted, *TableLine.objects.order_by().values_list("year", flat=True).distinct()})


def _wrong(year: int) -> Iterator[tuple[int, int]]:
    marked = set(Mark.objects.filter(year=year).values_list("agency", flat=True))
    known = set(AgencyYear.objects.filter(year=year).values_list("agency", flat=True))
    there = set(TableLine.objects.filter(year=year).order_by().values_list("agency", flat=True).distinct())
    unmarked = sorted((known | there) - marked)
    for start in range(0, len(unmarked), AT_ONCE):
        agencies = unmarked[start : start + AT_ONCE]
        told, stored = count(year, agencies), _stored(year, agencies)
        still = set(Mark.objects.filter(year=year, agency__in=agencies).values_list("agency", flat=True))
        yield from (
            (agency, year) for agency in agencies if _said(told[agency]) != stored[agency] and agency not in still
        )


def _said(counts: Counts) -> dict[Any, Any]:
    """All that the facts of an agency should say, without what is nothing and the tables of extremes, which may tie."""
    said: dict[Any, Any] = {("totals", name): value for name, value in counts.totals.items()}
    for _, _, where in BY:
        for key, fact in getattr(counts, where).items():
            said |= {(where, key, name): value for name, value in fact.items() if not name.endswith("_table")}
    for _, _, where in BEHIND:
        said |= {(where, row): True for row in getattr(counts, where)}
    return _something(said)


def _stored(year: int, agencies: Collection[int]) -> dict[int, dict[Any, Any]]:
    """The same of what is stored."""
    of_them = {"year": year, "agency__in": agencies}
    found: dict[int, dict[Any, Any]] = {agency: {} for agency in agencies}
    names = fields_of(AgencyYear)
    for agency, *values in AgencyYear.objects.filter(**of_them).values_list("agency", *names):
        found[agency] |= {("totals", name): value for name, value in zip(names, values, strict=True)}
    for model, by, where in BY:
        names = tuple(name for name in fields_of(model) if not name.endswith("_table"))
        for agency, *row in model.objects.filter(**of_them).values_list("agency", *by, *names):
            keys = tuple(row[: len(by)])
            key = keys if len(by) > 1 else keys[0]
            values = row[len(by) :]
            found[agency] |= {(where, key, name): value for name, value in zip(names, values, strict=True)}
    for model, names, where in BEHIND:
        for agency, *row in model.objects.filter(**of_them).values_list("agency", *names):
            found[agency][where, tuple(row)] = True
    return {agency: _something(said) for agency, said in found.items()}


def _something(said: dict[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in said.items() if value}
