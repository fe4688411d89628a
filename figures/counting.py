"""Counting the tables of some agencies in a year: what their facts should say. It only reads, and always with the same
few statements, however many agencies and tables there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from figures.improvement import NAMES, improvements
from figures.models import BUCKETS
from figures.stays import Move, Stay, stage_of, stays_of
from indicators.indicator_filters import QUANTIFIED
from indicators.models import Indicator, TableFinding, TableLine
from reviews.models import ReviewEvent
from reviews.states import Action

SUMS = ("indicators", "qualitative", "blocks", "warns", "infos", "kept")
OPEN = Q(blocks__gt=0) | Q(warns__gt=0) | Q(infos__gt=0)
TABLES = {
    "tables": Q(),
    "open_tables": OPEN,
    "block_tables": Q(blocks__gt=0),
    "warn_tables": Q(warns__gt=0),
    "info_tables": Q(infos__gt=0),
    "kept_tables": Q(kept__gt=0),
    "clean_tables": ~OPEN,
    "text_tables": Q(qualitative__gt=0),
    "wordy_tables": Q(indicators__gt=0, indicators=F("qualitative")),
    "approved_tables": Q(in_force=True),
}


@dataclass(slots=True)
class Counts:
    """What was counted of one agency: the fields of the facts, by check, node of a framework, and stage; and the rows
    behind them (figures/models/rows.py), table by table."""

    totals: dict[str, int] = field(default_factory=dict)
    findings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    levels: dict[tuple[int | None, bool], dict[str, Any]] = field(default_factory=dict)
    stages: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    stays: list[tuple[Any, ...]] = field(default_factory=list)
    reviewed: list[tuple[Any, ...]] = field(default_factory=list)


def count(year: int, agencies: Collection[int]) -> dict[int, Counts]:
    """The counts of each of the agencies."""
    counted = {agency: Counts() for agency in agencies}
    of_them = {"agency__in": agencies, "year": year}
    for row in _totals(of_them):
        agency = row.pop("agency")
        counted[agency].totals = {name: number or 0 for name, number in row.items()}
    through = {f"table__line__{name}": value for name, value in of_them.items()}
    for row in _findings(through):
        counted[row.pop("agency_key")].findings[row.pop("code")].update(row)
    for agency, table, by_code in improvements(year, agencies):
        for code, numbers in by_code.items():
            counted[agency].findings[code].update(numbers)
            counted[agency].reviewed.append((table, code, *(numbers[name] for name in NAMES)))
    for whole in (False, True):
        for row in _levels(through, whole):
            agency, node = row.pop("agency_key"), row.pop("node")
            counted[agency].levels[node, whole] = row | {"weights": row["weights"] or 0}
    _add_stages(counted, of_them, through)
    return counted


def _totals(of_them: dict[str, Any]) -> Iterable[Any]:
    sums = {name: Sum(name) for name in SUMS}
    tables = {name: Count("pk", filter=which or None) for name, which in TABLES.items()}
    # The tables first: where sums have the names of their columns, conditions can't name these any more.
    return TableLine.objects.filter(**of_them).order_by().values("agency").annotate(**tables).annotate(**sums)


def _findings(through: dict[str, Any]) -> Iterable[Any]:
    still_open = Q(kept__isnull=True)
    rows = TableFinding.objects.filter(**through).order_by().values("code", agency_key=F("table__line__agency"))
    return rows.annotate(
        open=Count("pk", filter=still_open),
        open_tables=Count("table", filter=still_open, distinct=True),
        kept_tables=Count("table", filter=~still_open, distinct=True),
        kept=Count("pk", filter=~still_open),  # the last: from here on it is no longer the column
    )


def _levels(through: dict[str, Any], whole: bool) -> Iterable[Any]:
    """By node; or with all that is below it, by node of the first level."""
    kinds = {f"{kind}s": Count("pk", filter=Q(kind=kind)) for kind in ("number", "date", "text")}
    node = Coalesce("category__parent", "category") if whole else F("category")
    rows = Indicator.objects.filter(**through, **({"category__isnull": False} if whole else {})).order_by()
    return rows.values(node=node, agency_key=F("table__line__agency")).annotate(
        tables=Count("table", distinct=True),
        quantified_tables=Count("table", filter=QUANTIFIED, distinct=True),
        text_tables=Count("table", filter=~QUANTIFIED, distinct=True),
        weighted=Count("weight"),
        weights=Sum("weight"),
        **kinds,
    )


def _add_stages(counted: dict[int, Counts], of_them: dict[str, Any], through: dict[str, Any]) -> None:
    """Two statements: the tables, and what moved them."""
    moves = ReviewEvent.objects.filter(**through, action__in=list(Action)).order_by("table", "position")
    rows = moves.values_list("table", "action", "after", "at")
    by_table = {key: [Move(*row[1:]) for row in same] for key, same in groupby(rows, key=itemgetter(0))}
    tables = TableLine.objects.filter(**of_them).order_by("pk")
    values = ("pk", "agency", "status", "in_force", "table__created_at")
    for key, agency, status, in_force, created_at in tables.values_list(*values):
        moved = by_table.get(key, [])
        stages = counted[agency].stages
        stays, since = stays_of(created_at, moved)
        for stay in stays:
            _add_stay(stages[stay.stage], stay, key)
            counted[agency].stays.append((key, *stay))
        _add_now(stages[stage_of(status, in_force)], since, key)


def _add_stay(fact: dict[str, Any], stay: Stay, table: int) -> None:
    fact["stays"] = fact.get("stays", 0) + 1
    fact["seconds"] = fact.get("seconds", 0) + stay.seconds
    if stay.seconds > fact.get("longest", -1):
        fact |= {"longest": stay.seconds, "longest_table": table}
    bucket = bucket_of(stay.seconds)
    fact[bucket] = fact.get(bucket, 0) + 1


def bucket_of(seconds: int) -> str:
    """The field of StageFact that counts stays of this length."""
    return next((f"within_{days}" for days in BUCKETS if seconds <= days * 86_400), "longer")


def _add_now(fact: dict[str, Any], since: datetime, table: int) -> None:
    fact["now"] = fact.get("now", 0) + 1
    if "since" not in fact or since < fact["since"]:
        fact |= {"since": since, "since_table": table}
