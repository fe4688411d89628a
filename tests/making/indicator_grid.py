"""The indicator rows of a form as rows of boxes, in any order of columns, with the levels merged, blank or repeated."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from indicators.content import IndicatorContent, TableContent
from tests.making import wording
from tests.making.paper import Box, Down

if TYPE_CHECKING:
    from tests.making.forms import Form

_PARTS = re.compile(r"([≥≤=><]?)(\d+(?:\.\d+)?)([^\d\s][^\n]*)?")
# The columns of the ten-column form that are wider than one: 三级 3, 描述 3, 指标值 2.
_SINGLE_SPANS = {"level3": 3, "description": 3, "target": 2}


def expected(row: IndicatorContent, columns: tuple[str, ...]) -> IndicatorContent:
    """The row without what the columns have no place for."""
    if "description" not in columns:
        row = dataclasses.replace(row, description="")
    return row if "weight" in columns else dataclasses.replace(row, weight=None)


def split_target(text: str) -> tuple[str, str, str]:
    """Sign, value and unit as a form with three columns has them; a text is all value."""
    match = _PARTS.fullmatch(text)
    return (match[1], match[2], match[3] or "") if match else (wording.QUALITATIVE, text, "")


def rows(content: TableContent, form: Form, width: int) -> list[list[Box]]:
    """The header row and the rows of the indicators, `width` grid columns wide."""
    spans = _spans(form.columns, width)
    lines = [[Box(form.words[key], span) for key, span in zip(form.columns, spans, strict=True)]]
    levels = _levels(content, form)
    for row, (level1, level2) in zip(content.indicators, levels, strict=True):
        values = _values(row, form.columns)
        boxes = [level1, level2, *(values[key] for key in form.columns[2:])]
        lines.append([dataclasses.replace(box, span=span) for box, span in zip(boxes, spans, strict=True)])
    if form.fillers and content.indicators:
        lines += [_filler(form, spans, text) for text in ("指标1：", "……", "")]
    return lines


def _spans(columns: tuple[str, ...], width: int) -> list[int]:
    spans = [1] * len(columns)
    if width == 10 and len(columns) == 5 and set(_SINGLE_SPANS) <= set(columns):
        return [_SINGLE_SPANS.get(key, 1) for key in columns]
    spans[2] += width - len(columns)
    return spans


def _filler(form: Form, spans: list[int], text: str) -> list[Box]:
    """A row of the blank form that nobody filled in: its levels cover nothing, its name is a placeholder."""
    boxes = [Box(), Box(), *(Box(text) if key == "level3" else Box() for key in form.columns[2:])]
    return [dataclasses.replace(box, span=span) for box, span in zip(boxes, spans, strict=True)]


def _values(row: IndicatorContent, columns: tuple[str, ...]) -> dict[str, Box]:
    sign, value, unit = split_target(row.target) if {"sign", "unit"} & set(columns) else ("", row.target, "")
    if "sign" not in columns and sign != wording.QUALITATIVE:
        value = sign + value
    if "unit" not in columns:
        value += unit
    weight = Box("") if row.weight is None else Box(format(row.weight, "f"), value=row.weight)
    texts = {"level3": row.level3, "description": row.description, "sign": sign, "unit": unit}
    return {key: Box(text) for key, text in texts.items()} | {"target": _number_box(value), "weight": weight}


def _number_box(text: str) -> Box:
    """The text of a target, with the number that a workbook holds for it: 90% is 0.9 there."""
    if re.fullmatch(r"[1-9]\d{0,8}", text):
        return Box(text, value=Decimal(text))
    percent = re.fullmatch(r"([1-9]\d{0,2})(\.\d)?%", text)
    if percent:
        return Box(text, value=Decimal(text[:-1]) / 100, format="0.0%" if percent[2] else "0%")
    return Box(text)


def _levels(content: TableContent, form: Form) -> list[tuple[Box, Box]]:
    """The two level boxes of each row. A new 一级 always writes its 二级 again, as a merge can't cross it."""
    names = [(row.level1, row.level2) for row in content.indicators]
    pairs = []
    for number, (level1, level2) in enumerate(names):
        before = names[number - 1] if number else ("", "")
        after = names[number + 1] if number + 1 < len(names) else ("", "")
        same1, same2 = before[0] == level1, before == (level1, level2)
        first = _level_box(form, level1, same1, after[0] == level1)
        second = _level_box(form, level2, same2, after == (level1, level2))
        pairs.append((first, second))
    return pairs


def _level_box(form: Form, name: str, same: bool, goes_on: bool) -> Box:
    if form.levels == "repeated" or not same:
        down: Down = "start" if form.levels == "merged" and goes_on else ""
        return Box(form.level_noise(name), down=down)
    return Box(down="covered" if form.levels == "merged" else "")
