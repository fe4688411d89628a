"""What readers found in documents, as lists and statistics call it; checks have names of their own."""

from __future__ import annotations

from indicators.checks import CHECKS

READ = {
    "unplaced-text": "导入时没有归入栏目的文字",
    "amount-unreadable": "导入时读不出的金额",
    "currency-unit-missing": "导入时没有写明金额单位",
    "row-cells": "导入时格数不符的行",
}
OTHERS, OTHERS_KEY = "导入时的其他提示", "-"  # the key in an address: they have many codes
KNOWN = frozenset({*CHECKS, *READ})


def check_words(code: str) -> str:
    """What a check, or what a reader found, is called."""
    return CHECKS[code].name if code in CHECKS else READ.get(code, OTHERS)
