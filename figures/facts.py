"""Keeping the facts: agencies and years that are marked are counted again (docs/adr/0026).

Who counts takes the marks away first and reads the tables afterwards, all in one transaction: a change that was
committed too late to be read has a mark that is still there.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from figures.counting import Counts, count
from figures.improvement import NAMES
from figures.models import AgencyYear, FindingFact, LevelFact, Mark, StageFact, TableReview, TableStay
from figures.pair_facts import write_pairs
from indicators.bulk import insert, update

AT_ONCE = 10  # agencies in one transaction: on SQLite nobody else writes for that long
SECONDS = 5  # of a round of a worker's chores
RESTED = timedelta(minutes=1)  # a worker counts an agency once in so long, however often it changes meanwhile
NOTHING = {"longest_table", "since", "since_table"}  # None where nothing is to be said
# The fact's model, the fields that it is by, and where Counts has it.
BY: tuple[tuple[Any, tuple[str, ...], str], ...] = (
    (FindingFact, ("code",), "findings"),
    (LevelFact, ("category", "whole"), "levels"),
    (StageFact, ("stage",), "stages"),
)
# The rows behind the facts, table by table: their model, fields, and where Counts has them.
BEHIND: tuple[tuple[Any, tuple[str, ...], str], ...] = (
    (TableStay, ("line", "stage", "seconds", "until"), "stays"),
    (TableReview, ("line", "code", *NAMES), "reviewed"),
)


def count_facts(seconds: float = SECONDS) -> int:
    """Count what is marked, for about that long; how many agency years. Any number of processes may do it at once."""
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        some = recount_some(_rested())
        if not some:
            break
        done += some
    return done


def _rested() -> QuerySet[Mark]:
    """The marks of agency years that were not counted just now: who imports changes them again and again."""
    fresh = AgencyYear.objects.filter(
        year=OuterRef("year"), agency=OuterRef("agency"), at__gt=timezone.now() - RESTED
    )  # fmt: skip
    return Mark.objects.filter(~Exists(fresh))


def recount_some(marks: QuerySet[Mark]) -> int:
    """Count some of the agencies that have one of `marks`, all of one year; how many. 0 where others are at it."""
    year = marks.order_by("pk").values_list("year", flat=True).first()
    if year is None:
        return 0
    agencies = marks.filter(year=year).order_by("agency").values_list("agency", flat=True).distinct()
    return recount(year, list(agencies[:AT_ONCE]))


def recount(year: int, agencies: Collection[int]) -> int:
    """Count these agencies of a year, except those that somebody else is counting; how many."""
    for each in (year, year + 1):  # the year after too, for its pairs
        _give_rows(each, agencies)
    with transaction.atomic():
        rows = AgencyYear.objects.filter(year=year, agency__in=agencies).order_by("pk")
        held = dict(rows.select_for_update(skip_locked=True).values_list("agency", "pk"))
        if held:
            Mark.objects.filter(year=year, agency__in=held).delete()
            _write(year, held, count(year, held))
            write_pairs(year, held)
    return len(held)


def _give_rows(year: int, agencies: Collection[int]) -> None:
    """Each has a row that is locked. In a transaction of its own: others wait for it as short as can be."""
    known = set(AgencyYear.objects.filter(year=year, agency__in=agencies).values_list("agency", flat=True))
    missing = [AgencyYear(year=year, agency_id=agency) for agency in agencies if agency not in known]
    AgencyYear.objects.bulk_create(missing, ignore_conflicts=True)


def _write(year: int, held: dict[int, int], counted: dict[int, Counts]) -> None:
    """Put what was counted in place of what stands."""
    names, at = fields_of(AgencyYear), timezone.now()
    totals: Iterator[tuple[Any, ...]] = (
        (at, *(each.totals.get(name, 0) for name in names), held[key]) for key, each in counted.items()
    )
    update(AgencyYear, ("at", *names), totals)
    for model, by, where in BY:
        model.objects.filter(year=year, agency__in=counted).delete()
        names = fields_of(model)
        insert(model, ("agency", "year", *by, *names), _rows(year, counted, where, names))
    for model, names, where in BEHIND:
        model.objects.filter(year=year, agency__in=counted).delete()
        of_tables = ((agency, year, *row) for agency, each in counted.items() for row in getattr(each, where))
        insert(model, ("agency", "year", *names), of_tables)


def _rows(year: int, counted: dict[int, Counts], where: str, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    for agency, counts in counted.items():
        for key, fact in getattr(counts, where).items():
            keys = key if isinstance(key, tuple) else (key,)
            yield agency, year, *keys, *(fact.get(name, None if name in NOTHING else 0) for name in names)


def fields_of(model: Any) -> tuple[str, ...]:
    """The fields of a fact that are counted."""
    keys = {"id", "agency", "year", "at", "code", "category", "whole", "stage"}
    return tuple(each.name for each in model._meta.concrete_fields if each.name not in keys)
