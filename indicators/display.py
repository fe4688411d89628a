"""The unit of money in which a page shows a table: that of the table, or the one that is asked for."""

from __future__ import annotations

from django.http import HttpRequest

from budget.money import UNITS


def unit_asked(request: HttpRequest, default: str = "元") -> str:
    """The unit of money that is asked for; a wrong one is as good as none."""
    asked = request.GET.get("unit", "")
    return asked if asked in UNITS else default


def unit_choices(own_unit: str) -> tuple[str, ...]:
    """The units that a page offers: 元 and 万元, and 亿元 for a table that is written in it."""
    return ("元", "万元", "亿元") if own_unit == "亿元" else ("元", "万元")
