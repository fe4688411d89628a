"""Charts as geometry: what templates/figures/_chart.html writes as SVG (docs/adr/0024).

Lengths along the width are percents, so that bars take what a window gives them while words keep their size; heights
are pixels. Nothing here is HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from heapq import nlargest

from figures.figure import Chart, Column, Figure, Row, Rows, Shape, Value
from figures.wording import shown

NAME_LINE, BAR, GAP = 18, 12, 12  # pixels: the words above a bar, the bar, what is free below it
LINE_HEIGHT, LINE_TOP, LINE_LEFT = 180, 24, 4  # pixels, pixels, percent


@dataclass(frozen=True)
class Series:
    """A column that is drawn: its place (from 1) decides the colour, unless the key has one of its own."""

    place: int
    key: str
    title: str


@dataclass(frozen=True)
class Bar:
    """A piece of a bar in percent and pixels, and what it says."""

    series: Series
    x: str
    y: int
    width: str
    words: str


@dataclass(frozen=True)
class Name:
    """The words above a bar: the name on the left, cut off where there is no room, and the value on the right."""

    y: int
    name: str
    value: str


@dataclass(frozen=True)
class Point:
    """A value of a line; `to_x` and `to_y` are the next one's."""

    series: Series
    x: str
    y: int
    value: str
    to_x: str = ""
    to_y: int = 0


@dataclass(frozen=True)
class Tick:
    """A name below a line chart."""

    x: str
    name: str


@dataclass(frozen=True)
class Drawing:
    """A chart: `words` says all of it, `caption` which rows are drawn where these are not all."""

    height: int
    series: tuple[Series, ...]
    words: str
    caption: str
    bars: tuple[Bar, ...] = ()
    names: tuple[Name, ...] = ()
    points: tuple[Point, ...] = ()
    ticks: tuple[Tick, ...] = ()


def drawing_of(figure: Figure, unit: str) -> Drawing | None:
    """The chart of a statistic; None where it has none, or nothing to draw."""
    if figure.chart is None or not figure.rows:
        return None
    plan = _Plan(figure, figure.chart, unit)
    if not plan.largest:
        return None
    return plan.lines() if figure.chart.shape == Shape.LINE else plan.bars()


class _Plan:
    """What is drawn, and how long the longest is."""

    def __init__(self, figure: Figure, chart: Chart, unit: str) -> None:
        self.figure, self.chart, self.unit = figure, chart, unit
        self.places = [figure.place(key) for key in chart.columns]
        self.columns: list[Column] = [figure.columns[place] for place in self.places]
        self.series = tuple(Series(number, each.key, each.title) for number, each in enumerate(self.columns, 1))
        self.rows = self._drawn()
        self.largest = max((self._size(row) for row in self.rows), default=0.0)

    def _drawn(self) -> Sequence[Row]:
        rows, most = self.figure.rows, self.chart.most
        if not self.chart.largest:
            return rows[:most]
        return rows.largest(most, self._size) if isinstance(rows, Rows) else nlargest(most, rows, key=self._size)

    def _size(self, row: Row) -> float:
        """How long a row is: all of it where pieces stand behind each other, its longest bar otherwise."""
        values = [_number(row[place].value) for place in self.places]
        return sum(values) if self.chart.shape == Shape.STACKED else max(values)

    def _shown(self, row: Row, number: int) -> str:
        return shown(row[self.places[number]].value, self.columns[number].kind, self.unit)

    def _words(self) -> str:
        rows = (f"{_name(row)}：{self._values(row)}" for row in self.rows)
        return "；".join(rows) + "。"

    def _values(self, row: Row) -> str:
        """The values with their names; what is 0 is left out, as it can't be seen either."""
        drawn = [number for number, place in enumerate(self.places) if _number(row[place].value)]
        return "，".join(f"{self.columns[number].title} {self._shown(row, number)}" for number in drawn) or "没有"

    def _beside(self, row: Row) -> str:
        """What stands at the right of a name: the sum of a stacked bar, else each value."""
        if self.chart.shape != Shape.STACKED:
            return " / ".join(self._shown(row, number) for number in range(len(self.places)))
        values = [Decimal(value) for place in self.places if (value := row[place].value) is not None]
        return shown(sum(values, Decimal()), self.columns[0].kind, self.unit)

    def _caption(self) -> str:
        number = len(self.figure.rows)
        if number <= len(self.rows):
            return ""
        which = f"最大的 {len(self.rows)} 个" if self.chart.largest else f"前 {len(self.rows)} 个"
        return f"图中是{which}，全部 {number} 个见下表。"

    def bars(self) -> Drawing:
        """A line of words above each bar, or each group of bars."""
        bars: list[Bar] = []
        names: list[Name] = []
        y = 0
        for row in self.rows:
            names.append(Name(y, str(row[0].value), self._beside(row)))
            y += NAME_LINE
            found, y = self._row_of_bars(row, y)
            bars += found
            y += GAP
        return Drawing(y - GAP + 2, self.series, self._words(), self._caption(), tuple(bars), tuple(names))

    def _row_of_bars(self, row: Row, y: int) -> tuple[list[Bar], int]:
        """The bars of a row, and where the next thing may begin."""
        stacked = self.chart.shape == Shape.STACKED
        bars, x = [], 0.0
        for number, place in enumerate(self.places):
            width = _number(row[place].value) / self.largest * 100
            words = f"{_name(row)} {self.columns[number].title} {self._shown(row, number)}"
            if width > 0:
                bars.append(Bar(self.series[number], _percent(x), y, _percent(width), words))
            x, y = (x + width, y) if stacked else (0.0, y + BAR + 2)
        return bars, y + BAR if stacked else y

    def lines(self) -> Drawing:
        """A point for each value, joined with the one beside it; a value that is missing leaves a hole."""
        points = [point for number in range(len(self.places)) for point in self._line(number)]
        ticks = tuple(Tick(self._across(at), _name(row)) for at, row in enumerate(self.rows))
        height = LINE_TOP + LINE_HEIGHT + 28
        return Drawing(height, self.series, self._words(), self._caption(), points=tuple(points), ticks=ticks)

    def _across(self, at: int) -> str:
        wide = 100 - 2 * LINE_LEFT
        return _percent(LINE_LEFT + (wide * at / (len(self.rows) - 1) if len(self.rows) > 1 else wide / 2))

    def _line(self, number: int) -> list[Point]:
        values = [row[self.places[number]].value for row in self.rows]
        found = []
        for at, value in enumerate(values):
            if value is None:
                continue
            following = values[at + 1] if at + 1 < len(values) else None
            to = (self._across(at + 1), self._down(following)) if following is not None else ("", 0)
            words = self._shown(self.rows[at], number)
            found.append(Point(self.series[number], self._across(at), self._down(value), words, *to))
        return found

    def _down(self, value: Value) -> int:
        return LINE_TOP + round(LINE_HEIGHT * (1 - _number(value) / self.largest))


def _number(value: Value) -> float:
    """A length; what is less than nothing has none."""
    return max(0.0, float(value)) if isinstance(value, int | float | Decimal) else 0.0


def _percent(number: float) -> str:
    return f"{number:.3f}%"


def _name(row: Row) -> str:
    return str(row[0].value)
