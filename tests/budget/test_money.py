"""Money on screen: exact in every unit, blank where blank."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.money import UNITS, in_unit
from budget.templatetags.money import money, plain


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        ("3600000", "元", "3,600,000.00"),
        ("3600000", "万元", "360.00"),
        ("3570001.5", "万元", "357.00015"),
        ("0", "万元", "0.00"),
        ("12345678901234.123456", "元", "12,345,678,901,234.123456"),
        ("1", "亿元", "0.00000001"),
    ],
)
def test_in_unit(amount: str, unit: str, shown: str) -> None:
    assert in_unit(Decimal(amount), unit) == shown


def test_blank_stays_blank() -> None:
    assert in_unit(None) == ""
    assert money(None) == ""
    assert money("") == ""  # what a template finds where a project has no budget


@given(st.decimals(min_value=0, max_value=10**13, places=6), st.sampled_from(list(UNITS)))
def test_no_unit_rounds(amount: Decimal, unit: str) -> None:
    assert Decimal(in_unit(amount, unit).replace(",", "")) * UNITS[unit] == amount


@pytest.mark.parametrize(("stored", "shown"), [("2.5000", "2.5"), ("10.0000", "10"), ("0.0000", "0")])
def test_plain_numbers_lose_only_the_zeros_of_the_column(stored: str, shown: str) -> None:
    assert plain(Decimal(stored)) == shown
    assert plain(None) == ""
