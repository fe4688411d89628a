"""Money on screen and in the database: Decimal in 元, never float, never rounded in data (DESIGN 14)."""

from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models

UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
CURRENCY_UNITS = [(unit, unit) for unit in ("元", "万元", "亿元")]

# Six decimals: an amount given in 万元 with as many digits as forms use stays exact in 元.
MAX_DIGITS, DECIMALS = 20, 6


class MoneyField(models.DecimalField[Any, Any]):
    """An amount in 元, never negative; null where the form was left blank."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_digits": MAX_DIGITS, "decimal_places": DECIMALS, "null": True, "blank": True}
        kwargs.setdefault("validators", [MinValueValidator(0)])
        super().__init__(*args, **kwargs)


def in_unit(amount: Decimal | None, unit: str = "元") -> str:
    """An amount in 元 as it is shown in `unit`: thousands separators, two decimals, more where needed to be exact."""
    if amount is None:
        return ""
    shown = amount / UNITS[unit]
    exponent = shown.normalize().as_tuple().exponent
    decimals = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{shown:,.{decimals}f}"
