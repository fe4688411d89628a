"""The usual form in its many shapes: one TableContent → paper, by a Form that says how it is laid out.

Every choice here is one that some agency has made; the choices are free of each other, so that a test can mix them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from indicators.content import TableContent
from tests.making import indicator_grid, wording
from tests.making.paper import Box, Grid, Line, Made, Paper, fill

HEAD_WIDTH = 7
SINGLE_WIDTH = 10


@dataclass(frozen=True, slots=True)
class Form:
    """How one form words things and where it puts them."""

    tables: Literal["two", "single"] = "two"
    words: Mapping[str, str] = field(default_factory=lambda: wording.STANDARD)
    noise: wording.Noise = wording.LABEL_NOISE[0]
    level_noise: wording.Noise = wording.NAME_NOISE[0]
    columns: tuple[str, ...] = ("level1", "level2", "level3", "description", "target")
    levels: Literal["merged", "blank", "repeated"] = "merged"
    title: Literal["heading", "paragraph", "row", "none"] = "heading"
    agency: Literal["joined", "labelled", "name", "none"] = "joined"
    unit: Literal["cell", "paragraph", "label", "none"] = "cell"
    money: Literal["row", "stacked"] = "row"
    thousands: bool = False
    fillers: bool = False
    trailing: tuple[str, ...] = ()
    unknown_head: tuple[str, ...] = ()

    def label(self, key: str) -> str:
        """The label as this form writes it."""
        return self.noise(self.words[key])


def expected(content: TableContent, form: Form) -> TableContent:
    """The part of the content that the form has places for."""
    blank: dict[str, object] = {}
    if form.title in ("none", "row"):
        blank["number"] = None
    if form.title == "none":
        blank["title"] = ""
    if form.agency in ("name", "none"):
        blank["agency_code"] = ""
    if form.agency == "none":
        blank["agency_name"] = ""
    if form.unit == "none":
        blank["currency_unit"] = "元"
    rows = tuple(indicator_grid.expected(row, form.columns) for row in content.indicators)
    return dataclasses.replace(content, **blank, indicators=rows)  # type: ignore[arg-type]


def make(content: TableContent, form: Form = Form()) -> Made:
    """The content on this form."""
    wide = SINGLE_WIDTH if form.tables == "single" else HEAD_WIDTH
    wide = max(wide, len(form.columns))
    head = head_rows(content, form, wide)
    rows = indicator_grid.rows(content, form, wide if form.tables == "single" else len(form.columns))
    below = Grid(rows).width
    rows += [
        fill([Box(label), Box(text)], below) for label, text in zip(("备注", "填表人"), form.trailing, strict=False)
    ]
    paper: Paper = [*title_lines(content, form)]
    paper += [Grid(head + rows)] if form.tables == "single" else [Grid(head), Line(" "), Grid(rows)]
    return Made(paper, [expected(content, form)], [*form.trailing, *form.unknown_head])


def title_lines(content: TableContent, form: Form) -> list[Line]:
    """The paragraphs before the first table."""
    lines = []
    if form.title in ("heading", "paragraph") and content.title:
        number = "" if content.number is None else f"{content.number}."
        lines.append(Line(number + content.title, heading=form.title == "heading"))
    if form.unit == "paragraph":
        lines.append(Line(f"单位：{content.currency_unit}"))
    return lines


def money_box(amount: Decimal | None, form: Form, unit: str) -> Box:
    """An amount in the unit of the form, as agencies write it."""
    if amount is None:
        return Box(" ")
    value = amount / 10000 if unit == "万元" else amount
    decimals = max(2, -int(value.normalize().as_tuple().exponent))
    return Box(f"{value:,.{decimals}f}" if form.thousands else f"{value:.{decimals}f}", value=value)


def head_rows(content: TableContent, form: Form, wide: int) -> list[list[Box]]:
    """The block above the indicators."""
    rows = [[Box(content.title, wide)]] if form.title == "row" and content.title else []
    rows += agency_rows(content, form, wide)
    rows.append(fill([Box(form.label("project")), Box(content.project_name)], wide))
    rows += [fill([Box(f"未知标签{number}"), Box(text)], wide) for number, text in enumerate(form.unknown_head)]
    rows += stacked_money(content, form, wide) if form.money == "stacked" else money_row(content, form, wide)
    rows.append(fill([Box(form.label("goal")), Box(content.goal)], wide))
    return rows


def agency_rows(content: TableContent, form: Form, wide: int) -> list[list[Box]]:
    """Who hands the form in, and the unit of its amounts."""
    unit = [Box(f"单位：{content.currency_unit}", 3)] if form.unit == "cell" else []
    code, name = content.agency_code, content.agency_name
    match form.agency:
        case "joined":
            return [[Box(code + name, wide - 3), *unit] if unit else [Box(code + name, wide)]]
        case "labelled":
            pair = [Box(form.label("code")), Box(code), Box(form.label("name")), Box(name, wide - 6)]
            return [[*pair, *unit] if unit else fill(pair, wide)]
        case "name":
            pair = [Box(form.label("name")), Box(name, wide - 4)]
            return [[*pair, *unit] if unit else fill(pair, wide)]
        case _:
            return [[Box("", wide - 3), *unit]] if unit else []


def money_labels(content: TableContent, form: Form) -> list[str]:
    """The labels of the three amounts, with the unit in them where the form puts it there."""
    unit = f"（{content.currency_unit}）" if form.unit == "label" else ""
    return [form.noise(form.words[key] + unit) for key in ("total", "fiscal", "other")]


def money_row(content: TableContent, form: Form, wide: int) -> list[list[Box]]:
    """Three amounts beside each other, the purpose below them without a label of its own."""
    unit = "元" if form.unit == "none" else content.currency_unit
    amounts = (content.budget_total, content.fiscal_funds, content.other_funds)
    row = [Box(form.label("block"), down="start")]
    for label, amount in zip(money_labels(content, form), amounts, strict=True):
        row += [Box(label), money_box(amount, form, unit)]
    return [fill(row, wide), fill([Box(down="covered"), Box(content.purpose)], wide)]


def stacked_money(content: TableContent, form: Form, wide: int) -> list[list[Box]]:
    """Three amounts below each other, and the purpose with its label."""
    unit = "元" if form.unit == "none" else content.currency_unit
    amounts = (content.budget_total, content.fiscal_funds, content.other_funds)
    rows = []
    for number, (label, amount) in enumerate(zip(money_labels(content, form), amounts, strict=True)):
        block = Box(down="covered") if number else Box(form.label("block"), down="start")
        rows.append(fill([block, Box(label), money_box(amount, form, unit)], wide))
    return [*rows, fill([Box(form.label("purpose")), Box(content.purpose)], wide)]
