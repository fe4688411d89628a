"""Cells of a worksheet as strings of XML. Text is typed as text, so that "=100%" and "007" stay what they are."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from exporters.writers.package import xml_text

LONGEST = 32_767  # UTF-16 units in a cell; Excel calls a file with more of them damaged
CUT = "……（过长，以下略）"
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what Excel would take for a character's code
_DIGITS, _DECIMALS = 15, 6  # what Excel and our reader keep of a number
_DAY_ZERO = date(1899, 12, 30)


def text_cell(place: str, text: str, style: int) -> str:
    """A cell with a text; where it is blank, only its borders."""
    if not text:
        return f'<c r="{place}" s="{style}"/>'
    if len(text) > LONGEST // 2:
        text = _cut(text)
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{xml_text(text)}</t></is></c>'


def _cut(text: str) -> str:
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", "ignore") + CUT


def is_exact(number: Decimal) -> bool:
    """Whether a workbook keeps every digit of a number; one that it would round is written as a text."""
    _, digits, exponent = number.normalize().as_tuple()
    return isinstance(exponent, int) and exponent >= -_DECIMALS and len(digits) + max(exponent, 0) <= _DIGITS


def number_cell(place: str, number: Decimal, style: int) -> str:
    """A cell with a number, which is_exact."""
    return f'<c r="{place}" s="{style}"><v>{number:f}</v></c>'


def date_cell(place: str, day: date, style: int) -> str:
    """A cell with a day."""
    return f'<c r="{place}" s="{style}"><v>{(day - _DAY_ZERO).days}</v></c>'


def row(number: int, cells: str, height: float | None = None) -> str:
    """A row of a sheet; `height` in points, left to the program where it is None."""
    high = "" if height is None else f' ht="{height:g}" customHeight="1"'
    return f'<row r="{number}"{high}>{cells}</row>'
