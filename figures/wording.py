"""Values of a statistic as people read them: amounts exact in the unit asked for, shares cut after a decimal."""

from __future__ import annotations

from decimal import Decimal
from math import trunc

from budget.money import in_unit
from figures.figure import Column, Figure, Kind, Value

NOTHING = "—"  # no amount at all, or nothing to have a share of: not the same as 0


def shown(value: Value, kind: Kind, unit: str) -> str:
    """A value on screen; `unit` is that of amounts."""
    if value is None:
        return NOTHING
    if kind == Kind.MONEY:
        return in_unit(Decimal(value), unit)
    if kind == Kind.SHARE:
        return f"{trunc(round(float(value) * 1000, 6)) / 10:.1f}%"  # 100% only where it is everything
    if kind == Kind.DAYS:
        return _days(float(value))
    return f"{value:,}" if kind == Kind.COUNT else str(value)


def _days(days: float) -> str:
    """Whole where they are; what is over says so."""
    words = f"{abs(days):,.0f}" if days == int(days) else f"{abs(days):,.1f}"
    return words if days >= 0 else f"已过 {words}"


def heading(column: Column, unit: str) -> str:
    """The words of a column, with the unit of amounts."""
    return f"{column.title}（{unit}）" if column.kind == Kind.MONEY else column.title


def in_words(figure: Figure, unit: str) -> str:
    """The unit of a statistic's amounts as a sentence; blank where it has none."""
    return f"金额单位：{unit}。" if any(each.kind == Kind.MONEY for each in figure.columns) else ""
