"""The money of tables, added up from the tally: exact on every database, and no amount is not an amount of 0."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, F, Sum
from django.db.models.functions import Cast

from budget.money import DECIMALS
from indicators.lines import TallyQuerySet

# In the order of the columns; the words are those of the form.
MONEY = {"total": "预算数", "fiscal_funds": "财政资金", "other_funds": "其他资金"}


def _zeros() -> dict[str, int]:
    return dict.fromkeys(MONEY, 0)


@dataclass
class Amounts:
    """Tables and their money: in millionths of a 元, and how many tables have an amount at all."""

    tables: int = 0
    millionths: dict[str, int] = field(default_factory=_zeros)
    given: dict[str, int] = field(default_factory=_zeros)

    def add(self, other: Amounts) -> None:
        """Count the tables of another one too."""
        self.tables += other.tables
        for name in MONEY:
            self.millionths[name] += other.millionths[name]
            self.given[name] += other.given[name]

    def of(self, name: str) -> Decimal | None:
        """A sum in 元; None where no table has an amount."""
        return Decimal(self.millionths[name]).scaleb(-DECIMALS) if self.given[name] else None

    def share_of(self, whole: Amounts) -> float | None:
        """Which part of the budgets of `whole` this is, from 0 to 1."""
        all_of_it = whole.millionths["total"]
        return self.millionths["total"] / all_of_it if all_of_it and self.given["total"] else None

    @property
    def without_total(self) -> int:
        """How many tables have no budget."""
        return self.tables - self.given["total"]


def amounts_by(tally: TallyQuerySet, *names: str) -> dict[tuple[Any, ...], Amounts]:
    """The amounts of a tally by some of its columns, in one query; only of what has tables."""
    sums: dict[str, Any] = {"number": Sum("tables")}
    for name in MONEY:
        # Whole numbers: sums of decimals are floating numbers in SQLite.
        sums[f"sum_{name}"] = Sum(Cast(F(f"exact_{name}"), BigIntegerField()))
        sums[f"given_{name}"] = Sum(f"with_{name}")
    rows = tally.filter(tables__gt=0).order_by().values(*names).annotate(**sums)
    return {tuple(row[name] for name in names): _from(row) for row in rows}


def _from(row: dict[str, Any]) -> Amounts:
    millionths = {name: int(row[f"sum_{name}"]) for name in MONEY}
    return Amounts(row["number"], millionths, {name: row[f"given_{name}"] for name in MONEY})


def sum_of(parts: Iterable[Amounts]) -> Amounts:
    """All together."""
    whole = Amounts()
    for each in parts:
        whole.add(each)
    return whole
