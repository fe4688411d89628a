"""A number as a worksheet shows it: percent, decimals, units and dates by its number format.

Never less than what was typed: a format adds decimals, but takes them away only from what a formula computed
(more than six decimals) and from percents; `Shown.exact` then says so. Thousands separators and currency signs are
decoration and are left out, so that amounts stay plain digits.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

# The built-in formats with a meaning, as the Chinese edition shows them (ECMA-376, 18.8.30); the rest is General.
_BUILT_IN = {
    "0": (1,),
    "0.00": (2,),
    "#,##0": (3, 37, 38, 41, 42),
    "#,##0.00": (4, 39, 40, 43, 44),
    "0%": (9,),
    "0.00%": (10,),
    "yyyy/m/d": (14,),
    "yyyy/m/d h:mm": (22,),
    "yyyy-m-d": (15,),
    "yyyy-m": (17,),
    "m-d": (16,),
    "m-d-yyyy": (30,),
    "h:mm": (18, 20),
    "h:mm:ss": (19, 21),
    "mm:ss": (45, 47),
    'yyyy"年"m"月"d"日"': (31,),
    'yyyy"年"m"月"': (27, 36, 50, 52, 57),
    'm"月"d"日"': (28, 29, 51, 53, 54, 58),
    'h"时"mm"分"': (32, 34, 55),
    'h"时"mm"分"ss"秒"': (33, 35, 56),
}
BUILT_IN = {number: code for code, numbers in _BUILT_IN.items() for number in numbers}

# Excel keeps 15 digits; the rest of a stored float is binary noise (0.28999999999999998 was typed as 0.29).
_EXCEL = Context(prec=15)
_LARGEST = 400  # powers of ten; Excel's own numbers end at 308
_LONG = 30  # beyond so many digits a number is written with its power
_TYPED_DECIMALS = 6  # 分 in 万元: no amount that a person types has more
_FIRST_DAY, _FIRST_DAY_MAC = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_SERIAL = 2958466  # the day after 9999-12-31
_WEEKDAYS = "一二三四五六日"

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|(?P<money>\[\$[^\]]*\])|(?P<bracket>\[[^\]]*\])|_.|\*.'
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]+)?|\.[0#?]+)|(?P<power>[eE][+-])|(?P<general>General)"
    r"|(?P<noon>AM/PM|A/P|上午/下午)|(?P<date>y+|m+|d+|h+|s+|a{3,4}|Y+|M+|D+|H+|S+)|(?P<percent>%)|(?P<other>.)",
    re.DOTALL,
)
_DECORATION = set("¥￥$€£")


class Token(NamedTuple):
    """One piece of a number format: what it is, and its text."""

    kind: str
    text: str


class Shown(NamedTuple):
    """A number as shown; `exact` is its full value where the format hides some of its digits."""

    text: str
    exact: str = ""


@lru_cache(maxsize=1024)
def sections(code: str) -> tuple[tuple[Token, ...], ...]:
    """The sections of a format (positive; negative; zero), each as its tokens."""
    found: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code[:512]):
        kind = match.lastgroup or "space"
        text = match.group(kind) if match.lastgroup else ""
        if kind == "other" and text == ";":
            found.append([])
        else:
            found[-1].append(Token("literal" if kind in ("quoted", "escaped", "other") else kind, text))
    return tuple(map(tuple, found))


@lru_cache(maxsize=65536)
def shown_number(raw: str, code: str, mac: bool = False) -> Shown:
    """The number that is stored as `raw`, in the format `code`; raises ValueError where it is no number."""
    try:
        number = _EXCEL.create_decimal(raw.strip())
    except ArithmeticError:
        raise ValueError(raw) from None
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST:
        raise ValueError(raw)
    tokens = _section(code, number)
    kinds = {token.kind for token in tokens}
    if "date" in kinds:
        return Shown(_date(number, tokens, mac) or plain(number))
    if "digits" not in kinds or "power" in kinds or sum(token.kind == "digits" for token in tokens) > 1:
        return Shown(plain(number))
    return _number(number, tokens)


def plain(number: Decimal) -> str:
    """All digits, without an exponent and without trailing zeros: 455000, 0.9."""
    if abs(number.adjusted()) > _LONG:
        return str(number.normalize()) if number else "0"
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _section(code: str, number: Decimal) -> tuple[Token, ...]:
    """The section for this number's sign; a zero shown as a dash has none of the digits, so the first is taken."""
    parts = sections(code)
    index = 1 if number < 0 and len(parts) > 1 else 2 if number == 0 and len(parts) > 2 else 0
    shows = any(token.kind == "date" or _shows_digits(token) for token in parts[index])
    return parts[index] if shows else parts[0]


def _shows_digits(token: Token) -> bool:
    return token.kind == "digits" and bool(token.text.strip("?"))  # a ? shows a blank for a zero


def _number(number: Decimal, tokens: tuple[Token, ...]) -> Shown:
    """A number with its literals: 100%, ≥100个, 455000.00."""
    placeholder = next(token.text for token in tokens if token.kind == "digits")
    percents = sum(token.kind == "percent" for token in tokens)
    if placeholder.endswith(",") or "," in placeholder.partition(".")[2]:
        return Shown(plain(number))  # shown in thousands: the full value is the sure one
    value = number.scaleb(2 * percents)
    if abs(value.adjusted()) > _LONG:
        return Shown(plain(value) + "%" * percents)
    decimals = placeholder.partition(".")[2]
    text, exact = _with_decimals(value, decimals.count("0"), len(decimals), bool(percents)), plain(value)
    words = "".join(_word(token, text.removeprefix("-")) for token in tokens)
    words = f"-{words}" if text.startswith("-") and not words.startswith("-") else words
    return Shown(words, exact + "%" * percents if Decimal(text) != value else "")


def _word(token: Token, digits: str) -> str:
    if token.kind == "digits":
        return digits
    if token.kind == "literal":
        # Brackets and the minus of a negative section are its sign, which stands before the digits already.
        return "" if token.text in _DECORATION or token.text in "()-" else token.text
    return "%" if token.kind == "percent" else ""


def _with_decimals(value: Decimal, least: int, most: int, percent: bool) -> str:
    """The digits: at least the format's zeros; rounded to its places only as the module says."""
    text = plain(value)
    own = len(text.partition(".")[2])
    if own > most and (percent or own > _TYPED_DECIMALS):
        text = plain(value.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP, Context(prec=60)))
        own = len(text.partition(".")[2])
    if own < least:
        text += "." * (own == 0) + "0" * (least - own)
    return text


def _date(number: Decimal, tokens: tuple[Token, ...], mac: bool) -> str:
    """The date or time of a serial number; "" for what can't be one."""
    elapsed = any(token.kind == "bracket" and token.text.lower().strip("[hms]") == "" for token in tokens)
    if elapsed or not 0 <= number < _LAST_SERIAL - 1500:
        return ""
    serial = number + 1 if number < 60 and not mac else number  # Excel believes in 29 February 1900
    moment = (_FIRST_DAY_MAC if mac else _FIRST_DAY) + timedelta(seconds=round(float(serial) * 86400))
    words = [_date_word(token, moment, tokens, index) for index, token in enumerate(tokens)]
    return "".join(words).strip().removesuffix(";@")


def _date_word(token: Token, moment: datetime, tokens: tuple[Token, ...], index: int) -> str:
    """One piece of a date. Years always have four digits: a short one would be a guess for the next reader."""
    if token.kind == "noon":
        return "上午" if moment.hour < 12 else "下午"
    if token.kind != "date":
        return token.text if token.kind == "literal" else ""
    letter, width = token.text[0].lower(), len(token.text)
    if letter == "a":
        return ("星期" if width == 4 else "") + _WEEKDAYS[moment.weekday()]
    if letter == "d" and width > 2:
        return "星期" + _WEEKDAYS[moment.weekday()]
    if letter == "m" and _is_minutes(tokens, index):
        letter = "minute"
    noon = any(other.kind == "noon" for other in tokens)
    hour = (moment.hour - 1) % 12 + 1 if noon else moment.hour
    values = {"y": moment.year, "m": moment.month, "d": moment.day, "h": hour, "s": moment.second}
    value = values.get(letter, moment.minute)
    return str(value).zfill(4 if letter == "y" else width if width < 3 else 1)


def _is_minutes(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether an m means minutes: right after hours or right before seconds."""
    before = next((token.text[0].lower() for token in reversed(tokens[:index]) if token.kind == "date"), "")
    after = next((token.text[0].lower() for token in tokens[index + 1 :] if token.kind == "date"), "")
    return before == "h" or after == "s"
