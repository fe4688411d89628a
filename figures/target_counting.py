"""Counting the usual targets: over all tables in the background, over some tables right now."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from figures.models import TargetCount, TargetOutlier, UsualTarget
from figures.usual import Outlier, Row, Usual, usual_targets
from indicators.bulk import insert
from indicators.library.building import mark_of_tables
from indicators.models import Indicator, TableTally

SOONEST = timedelta(minutes=1)  # between two countings
RESTS = 20  # times as long as one takes
_VALUES = ("library_key", "unit", "number", "table", "table__line__agency", "name", "target")
_USUAL = ("year", *Usual._fields)
_OUTLIER = ("year", "table", "agency", "key", "unit", "name", "target", "reason", "far", "usual")


def rows_of(key: str = "", **tables: Any) -> Iterator[Row]:
    """The indicators with a number (of one key) whose tables' lines fit, in the order of their keys."""
    which: QuerySet[Any, Any] = Indicator.objects.filter(
        **{f"table__line__{name}": each for name, each in tables.items()}
    )
    which = which.filter(kind="number", number__isnull=False).exclude(library_key="")
    if key:
        which = which.filter(library_key=key)
    for values in which.order_by("library_key", "pk").values_list(*_VALUES).iterator():
        yield Row(*values)


def count_targets() -> bool:
    """Count all tables, if they have changed and it is time for it; whether it was done."""
    last = TargetCount.objects.get_or_create(pk=1)[0]
    mark = mark_of_tables()
    if last.at and (
        last.mark == mark or timezone.now() - last.at < max(SOONEST, RESTS * timedelta(seconds=last.seconds))
    ):
        return False
    count_targets_now(last, mark)
    return True


def count_targets_now(last: TargetCount | None = None, mark: str = "") -> None:
    """Count all tables. They are read before anything is written: on SQLite nobody else could write meanwhile."""
    last = last or TargetCount.objects.get_or_create(pk=1)[0]
    begun = time.monotonic()
    usual: list[tuple[Any, ...]] = []
    outliers: list[tuple[Any, ...]] = []
    for year in TableTally.objects.years():
        for listed, far in usual_targets(rows_of(year=year)):
            usual += [(year, *each) for each in listed]
            outliers += [_stored(year, each) for each in far]
    with transaction.atomic():
        now = TargetCount.objects.select_for_update().get(pk=last.pk)
        if now.at != last.at:
            return  # somebody else was faster
        _replace(usual, outliers)
        now.at, now.seconds, now.mark = timezone.now(), time.monotonic() - begun, mark or mark_of_tables()
        now.save()


def _replace(usual: Iterable[tuple[Any, ...]], outliers: Iterable[tuple[Any, ...]]) -> None:
    UsualTarget.objects.all().delete()
    TargetOutlier.objects.all().delete()
    insert(UsualTarget, _USUAL, usual)
    insert(TargetOutlier, _OUTLIER, outliers)


def _stored(year: int, outlier: Outlier) -> tuple[Any, ...]:
    row = outlier.row
    return (
        year,
        row.table,
        row.agency,
        row.key,
        row.unit,
        row.name,
        row.target,
        outlier.reason,
        outlier.far,
        outlier.usual,
    )
