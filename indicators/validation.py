"""What comes from the editor → a TableContent, or a list of what is wrong with it, each in one Chinese sentence.

Two doors, one set of rules: `from_json` for the script, `from_texts` for the plain form. What the editor does not
change (agency, number) is taken from the stored content. Plain Python, no Django: the database has no word here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from indicators.content import MONEY_FIELDS, IndicatorContent, TableContent
from indicators.limits import (
    LEVEL_LIMIT,
    LIMITS,
    MONEY_DECIMALS,
    MONEY_DIGITS,
    MOST_ROWS,
    WEIGHT_DECIMALS,
    WEIGHT_DIGITS,
)
from indicators.text import compact, normal_text

UNITS = {"元": 0, "万元": 4, "亿元": 8}  # how many places the point moves
HEAD_TEXTS = ("title", "project_name", "purpose", "goal")
ROW_TEXTS = ("level1", "level2", "level3", "description", "target")
WORDS = {
    "title": "标题", "project_name": "项目名称", "purpose": "资金用途", "goal": "绩效目标",
    "budget_total": "预算数", "fiscal_funds": "财政资金", "other_funds": "其他资金", "currency_unit": "金额单位",
    "level1": "一级指标", "level2": "二级指标", "level3": "三级指标", "description": "绩效指标描述",
    "target": "指标值", "weight": "权重",
}  # fmt: skip
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+", re.ASCII)
_MOST_DIGITS = 20  # more is no amount, and beyond 28 a Decimal begins to round


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field; `row` is the row as it was sent, counted from 0, None for the head."""

    field: str
    message: str
    row: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As the editor's script takes it."""
        return {"field": self.field, "row": self.row, "message": self.message}


class Invalid(Exception):
    """Nothing can be made of what was sent; `problems` say why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("；".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Parsed:
    """A content, and for each of its rows which one it was among the rows that were sent, blank ones included."""

    content: TableContent
    rows: tuple[int, ...]
    sent: int


def from_json(values: object, stored: TableContent) -> Parsed:
    """The content that the script sends, amounts in 元; raises Invalid."""
    head = _mapping(values, "内容")
    rows = head.get("indicators", [])
    if not isinstance(rows, list):
        raise Invalid(Problem("indicators", "提交的指标不是一个列表，没有保存。"))
    names = (*HEAD_TEXTS, *MONEY_FIELDS, "currency_unit")
    texts = {name: _text(head.get(name), name, None) for name in names}
    _limit_rows(rows)
    laid = [_row_of_json(row, position) for position, row in enumerate(rows)]
    return from_texts(texts, laid, stored, dict.fromkeys(MONEY_FIELDS, "元"))


def _row_of_json(row: object, position: int) -> dict[str, str]:
    values = _mapping(row, f"第 {position + 1} 行")
    return {name: _text(values.get(name), name, position) for name in (*ROW_TEXTS, "weight")}


def _mapping(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Invalid(Problem("", f"提交的{what}格式不对，没有保存。请刷新页面后再试。"))
    return value


def _text(value: object, name: str, row: int | None) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid(Problem(name, f"{_where(row)}{WORDS[name]}应是文字，没有保存。", row))
    return value


def from_texts(
    head: Mapping[str, str], rows: Sequence[Mapping[str, str]], stored: TableContent, units: Mapping[str, str]
) -> Parsed:
    """The content of texts as they were typed; `units` says in which unit each amount was. Raises Invalid."""
    _limit_rows(rows)
    problems: list[Problem] = []
    values: dict[str, Any] = {name: normal_text(head.get(name, "")) for name in HEAD_TEXTS}
    values["currency_unit"] = head.get("currency_unit") or stored.currency_unit
    problems += _head_problems(values)
    for name in MONEY_FIELDS:
        values[name] = _taken(problems, partial(money_of, head.get(name, ""), units[name]), name)
    kept = [(position, row) for position, row in enumerate(rows) if not _is_blank(row)]
    indicators = tuple(_indicator(row, position, problems) for position, row in kept)
    if problems:
        raise Invalid(*problems)
    content = replace(stored, **values, indicators=indicators)
    return Parsed(content, tuple(position for position, _ in kept), len(rows))


def _limit_rows(rows: Sequence[object]) -> None:
    if len(rows) > MOST_ROWS:
        message = f"一张表最多 {MOST_ROWS} 条指标，现在有 {len(rows)} 条，请分成几张表或删去多余的行。"
        raise Invalid(Problem("indicators", message))


def _is_blank(row: Mapping[str, str]) -> bool:
    return not any(value.strip() for value in row.values())


def _head_problems(values: Mapping[str, Any]) -> list[Problem]:
    found = []
    if not values["project_name"].strip():
        found.append(Problem("project_name", "请填写项目名称，没有名称的表无法保存。"))
    if values["currency_unit"] not in UNITS:
        found.append(Problem("currency_unit", "金额单位只能是元、万元或亿元。"))
    for name in ("project_name", "title"):
        limit, words = LIMITS[name]
        if len(values[name]) > limit:
            found.append(Problem(name, f"{words}有 {len(values[name])} 个字，最多 {limit} 个字，请缩短。"))
    return found


def _indicator(row: Mapping[str, str], position: int, problems: list[Problem]) -> IndicatorContent:
    """One row; names of levels without white space, as everywhere."""
    texts = {name: row.get(name, "") for name in ROW_TEXTS}
    for name in ("level1", "level2"):
        texts[name] = compact(normal_text(texts[name]))
        if len(texts[name]) > LEVEL_LIMIT:
            message = f"{_where(position)}{WORDS[name]}有 {len(texts[name])} 个字，最多 {LEVEL_LIMIT} 个字，请缩短。"
            problems.append(Problem(name, message, position))
    weight = _taken(problems, partial(weight_of, row.get("weight", "")), "weight", position)
    return IndicatorContent(**texts, weight=weight)


def _taken(
    problems: list[Problem], make: Callable[[], Decimal | None], name: str, row: int | None = None
) -> Decimal | None:
    """A number, or None and one problem more."""
    try:
        return make()
    except ValueError as refusal:
        problems.append(Problem(name, f"{_where(row)}{WORDS[name]}{refusal}", row))
        return None


def _where(row: int | None) -> str:
    return "" if row is None else f"第 {row + 1} 行的"


def money_of(text: str, unit: str = "元") -> Decimal | None:
    """An amount in 元 from what was typed in `unit`; None where blank. Raises ValueError: the rest of a sentence."""
    number = _number(text)
    if number is None:
        return None
    amount = number.scaleb(UNITS.get(unit, 0))
    return _fitting(amount, text, MONEY_DIGITS, MONEY_DECIMALS)


def weight_of(text: str) -> Decimal | None:
    """A weight; None where blank. Raises ValueError with the rest of a sentence."""
    number = _number(text.strip().removesuffix("%").removesuffix("％"))
    return None if number is None else _fitting(number, text, WEIGHT_DIGITS, WEIGHT_DECIMALS)


def _number(text: str) -> Decimal | None:
    plain = "".join(unicodedata.normalize("NFKC", text).replace("，", ",").split())
    if not plain:
        return None
    if plain[0] in "-−－":
        raise ValueError(f"“{text.strip()[:30]}”是负数，不能小于零。")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"“{text.strip()[:30]}”不是数字，请写成 1234.5 或 1,234.50 这样的数。")
    if sum(map(str.isdigit, plain)) > _MOST_DIGITS:
        raise ValueError(f"“{text.strip()[:30]}”超过 {_MOST_DIGITS} 位数字，请核对。")
    return Decimal(plain.replace(",", ""))


def _fitting(number: Decimal, text: str, digits: int, decimals: int) -> Decimal:
    """The number, where its column holds it without rounding."""
    if number >= Decimal(10) ** (digits - decimals):
        raise ValueError(f"“{text.strip()[:30]}”太大，请核对位数和单位。")
    exact = number.quantize(Decimal(1).scaleb(-decimals))
    if exact != number:
        raise ValueError(f"“{text.strip()[:30]}”的小数位太多，最多保留 {decimals} 位小数。")
    return number
