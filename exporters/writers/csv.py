"""A row for each indicator, with the head of its table in front: for sums and filters in any program.

Loss-free: `entries` is the reverse, since 表序 and 指标序 say what belongs together, and a table without indicators has
a row too. UTF-8 with the mark that Excel needs. No cell can be taken for a formula (`escaped`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import IO, TypeVar

from exporters import form
from exporters.entry import Entry, Facts
from indicators.content import MONEY_FIELDS, IndicatorContent, TableContent, money_text

TEXTS = ("number", "title", "agency_code", "agency_name", "project_name", "currency_unit", "purpose", "goal")
HEADINGS = (
    "表序", "年度", "编号", "标题", "单位代码", "单位名称", "项目名称", "金额单位", "资金用途", "绩效目标",
    "预算数（元）", "财政资金（元）", "其他资金（元）",
    "指标序", "一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "权重",
    "符号", "数值", "计量单位", "完成时限",
)  # fmt: skip
_MONEY, _ORDER, _FIRST, _WEIGHT = 10, 13, 14, 19  # columns, from 0

# What spreadsheets take for the beginning of a formula: the full-width signs too, in Chinese and Japanese editions.
_RISKY = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
ESCAPE = "'"
Kind = TypeVar("Kind")


def escaped(text: str) -> str:
    """A text that no spreadsheet takes for a formula; a number is none, even with a minus."""
    return ESCAPE + text if text.startswith(ESCAPE) or _RISKY.match(text) else text


def plain(text: str) -> str:
    """The reverse of `escaped` for every text."""
    return text.removeprefix(ESCAPE)


def write(entries: Iterable[Entry], target: IO[bytes], facts: Facts) -> None:
    """All rows below one row of headings."""
    target.write("\ufeff".encode())
    target.write(_lines([HEADINGS]))
    for position, entry in enumerate(entries, 1):
        head = (str(position), *_head(entry))
        rows = enumerate(entry.content.indicators, 1)
        written = [(*head, str(order), *_row(row)) for order, row in rows] or [head]
        target.write(_lines(written))


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    for row in rows:
        cells = [text if _NUMBER.fullmatch(text) else escaped(text) for text in row]
        writer.writerow(cells + [""] * (len(HEADINGS) - len(cells)))
    return written.getvalue().encode()


def _head(entry: Entry) -> list[str]:
    content = entry.content
    texts = [getattr(content, name) for name in TEXTS]
    money = [money_text(getattr(content, name)) for name in MONEY_FIELDS]
    return ["" if value is None else str(value) for value in (entry.year, *texts, *money)]


def _row(row: IndicatorContent) -> tuple[str, ...]:
    reading = row.reading
    number = "" if reading.number is None else format(reading.number, "f")
    due = reading.due.isoformat() if reading.due else ""
    weight = form.weight_text(row.weight)
    texts = (row.level1, row.level2, row.level3, row.description, row.target, weight)
    return (*texts, reading.sign or "", number, reading.unit or "", due)


def entries(data: bytes) -> Iterator[Entry]:
    """What `write` wrote, table by table."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    next(rows)
    cells = ([plain(text) for text in row] for row in rows)
    for _, group in groupby(cells, key=lambda row: row[0]):
        table = list(group)
        yield _entry(table[0], tuple(_indicator(row) for row in table if row[_ORDER]))


def _entry(row: list[str], indicators: tuple[IndicatorContent, ...]) -> Entry:
    texts = dict(zip(TEXTS, row[2:_MONEY], strict=True))
    number = texts.pop("number")
    money = {name: _blank_or(Decimal, text) for name, text in zip(MONEY_FIELDS, row[_MONEY:_ORDER], strict=True)}
    content = TableContent(number=_blank_or(int, number), indicators=indicators, **texts, **money)  # type: ignore[arg-type]
    return Entry(_blank_or(int, row[1]), content)


def _indicator(row: list[str]) -> IndicatorContent:
    level1, level2, level3, description, target, weight = row[_FIRST : _WEIGHT + 1]
    return IndicatorContent(level1, level2, level3, description, target, _blank_or(Decimal, weight))


def _blank_or(kind: Callable[[str], Kind], text: str) -> Kind | None:
    return kind(text) if text else None
