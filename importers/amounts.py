"""Amounts of money as they are written in forms → Decimal in 元. Plain Python."""

from __future__ import annotations

import re
from decimal import Decimal

from importers.labels import fold

_FACTORS = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_FACTORS |= {"万": _FACTORS["万元"], "亿": _FACTORS["亿元"]}
_AMOUNT = re.compile(r"[¥￥]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(元|千元|万元|亿元|万|亿)?(?:整|人民币)?")
# What people write into a cell that has no amount.
_BLANK = frozenset({"", "—", "-", "–", "--", "——", "/", "\\", "无", "*", "空", "不涉及"})
# An amount must fit MoneyField (20 digits, 6 of them decimals); what does not is a slip, not a budget.
_LARGEST, _DECIMALS = Decimal(10) ** 13, 6


def is_amount(text: str) -> bool:
    """Whether a text is an amount, or what stands for none."""
    folded = fold(text)
    return folded in _BLANK or bool(_AMOUNT.fullmatch(folded))


def is_share(text: str) -> bool:
    """Whether a text is a rate such as 98.5%."""
    return text[-1:] in ("%", "％") and fold(text[:-1]).replace(".", "", 1).isdecimal()


def is_blank_amount(text: str) -> bool:
    """Whether a text says that there is no amount."""
    return fold(text) in _BLANK


def read_amount(text: str, unit: str) -> Decimal | None:
    """An amount in 元; `unit` holds where the text names none. None for what is no amount that can be stored."""
    found = _AMOUNT.fullmatch(fold(text))
    if not found:
        return None
    digits = found[1].replace(",", "")
    amount = Decimal(digits) * _FACTORS[found[2] or unit or "元"]
    decimals = len(digits.partition(".")[2].rstrip("0"))
    if amount >= _LARGEST or (decimals > _DECIMALS and decimals > _decimals_of(found[2] or unit)):
        return None
    return amount


def _decimals_of(unit: str) -> int:
    """How many decimals an amount in this unit may have, so that it is exact in the database."""
    return _DECIMALS + _FACTORS[unit or "元"].adjusted()
