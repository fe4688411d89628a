"""Money and numbers in templates: {{ amount|money:"万元" }}, {{ weight|plain }}."""

from decimal import Decimal

from django import template

from budget.money import in_unit

register = template.Library()


@register.filter
def money(amount: object, unit: str = "元") -> str:
    """An amount in 元 shown in `unit`, exact; blank where there is none (a project may have no budget at all)."""
    return in_unit(amount, unit) if isinstance(amount, Decimal) else ""


@register.filter
def plain(number: object) -> str:
    """A number without the zeros that its column adds: 2.5 for 2.5000, 10 for 10.00."""
    return f"{number.normalize():f}" if isinstance(number, Decimal) else ""
