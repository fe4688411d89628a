"""A statistic as a value: JSON, words, and what its chart draws."""

from __future__ import annotations

from decimal import Decimal

import pytest

from figures.charts import drawing_of
from figures.figure import Cell, Chart, Column, Figure, Kind, Shape
from figures.registry import figure
from figures.wording import heading, shown

COLUMNS = (
    Column("name", "单位"), Column("tables", "表", Kind.COUNT), Column("total", "预算数", Kind.MONEY),
    Column("other", "其他", Kind.MONEY),
)  # fmt: skip


def make(chart: Chart | None = None, rows: int = 3) -> Figure:
    made = tuple(
        (Cell(f"单位{number}"), Cell(number, "/tables/?year=2025"), Cell(Decimal(number * 10)), Cell(None))
        for number in range(rows)
    )
    return Figure("x", "题目", "说明", COLUMNS, made, chart=chart)


def test_json_keeps_amounts_and_links() -> None:
    found = make(rows=2).to_json()
    assert found["columns"][2] == {"key": "total", "title": "预算数", "kind": "money"}
    assert found["rows"][1] == {
        "values": {"name": "单位1", "tables": 1, "total": "10", "other": None},
        "links": {"tables": "/tables/?year=2025"},
    }
    assert (found["total"], found["in_all"]) == (None, 2)


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (None, Kind.MONEY, "—"),
        (Decimal(0), Kind.MONEY, "0.00"),
        (Decimal("-12345.678"), Kind.MONEY, "-1.2345678"),
        (1234567, Kind.COUNT, "1,234,567"),
        (0, Kind.COUNT, "0"),
        (0.9999, Kind.SHARE, "99.9%"),
        (1.0, Kind.SHARE, "100.0%"),
        (0.29, Kind.SHARE, "29.0%"),
        (-0.1234, Kind.SHARE, "-12.3%"),
        (None, Kind.SHARE, "—"),
        (3, Kind.DAYS, "3"),
        (2.25, Kind.DAYS, "2.2"),
        (-4, Kind.DAYS, "已过 4"),
        ("1,000", Kind.TEXT, "1,000"),
    ],
)
def test_values_in_words(value: object, kind: Kind, words: str) -> None:
    assert shown(value, kind, "万元") == words  # type: ignore[arg-type]


def test_headings_have_the_unit_of_amounts_only() -> None:
    assert [heading(each, "亿元") for each in COLUMNS[1:3]] == ["表", "预算数（亿元）"]


def test_bars_are_as_long_as_what_they_stand_for() -> None:
    drawing = drawing_of(make(Chart(Shape.BARS, ("tables",))), "元")
    assert drawing
    assert [(bar.width, bar.words) for bar in drawing.bars] == [
        ("50.000%", "单位1 表 1"), ("100.000%", "单位2 表 2"),
    ]  # fmt: skip
    assert [(name.name, name.value) for name in drawing.names] == [("单位0", "0"), ("单位1", "1"), ("单位2", "2")]
    assert drawing.words == "单位0：没有；单位1：表 1；单位2：表 2。"
    assert drawing.caption == ""
    assert all(bar.y + 12 <= drawing.height for bar in drawing.bars)


def test_stacked_bars_stand_behind_each_other() -> None:
    rows = tuple(
        (Cell(name), Cell(1), Cell(Decimal(a)), Cell(Decimal(b))) for name, a, b in (("甲", 30, 10), ("乙", 5, 15))
    )
    drawing = drawing_of(Figure("x", "t", "s", COLUMNS, rows, chart=Chart(Shape.STACKED, ("total", "other"))), "元")
    assert drawing
    assert [(bar.x, bar.width, bar.series.key) for bar in drawing.bars] == [
        ("0.000%", "75.000%", "total"), ("75.000%", "25.000%", "other"),
        ("0.000%", "12.500%", "total"), ("12.500%", "37.500%", "other"),
    ]  # fmt: skip
    assert [name.value for name in drawing.names] == ["40.00", "20.00"]
    assert drawing.bars[0].y == drawing.bars[1].y < drawing.bars[2].y


def test_a_long_table_draws_its_first_or_its_largest() -> None:
    first = drawing_of(make(Chart(Shape.BARS, ("tables",), most=2), rows=4), "元")
    assert first
    assert [name.name for name in first.names] == ["单位0", "单位1"]
    assert first.caption == "图中是前 2 个，全部 4 个见下表。"
    largest = drawing_of(make(Chart(Shape.BARS, ("tables",), most=2, largest=True), rows=4), "元")
    assert largest
    assert [name.name for name in largest.names] == ["单位3", "单位2"]
    assert largest.caption == "图中是最大的 2 个，全部 4 个见下表。"


def test_lines_join_what_is_known() -> None:
    rows = tuple((Cell(f"{2020 + at} 年"), Cell(value)) for at, value in enumerate((4, 2, None, 1)))
    columns = (Column("year", "年度"), Column("days", "天", Kind.DAYS))
    drawing = drawing_of(Figure("x", "t", "s", columns, rows, chart=Chart(Shape.LINE, ("days",))), "元")
    assert drawing
    assert [(point.value, point.to_x != "") for point in drawing.points] == [("4", True), ("2", False), ("1", False)]
    assert drawing.points[0].y < drawing.points[1].y < drawing.points[2].y
    assert (drawing.points[0].to_x, drawing.points[0].to_y) == (drawing.points[1].x, drawing.points[1].y)
    assert [tick.name for tick in drawing.ticks] == ["2020 年", "2021 年", "2022 年", "2023 年"]


def test_nothing_to_draw() -> None:
    assert drawing_of(make(), "元") is None
    assert drawing_of(make(Chart(Shape.BARS, ("tables",)), rows=0), "元") is None
    assert drawing_of(make(Chart(Shape.BARS, ("other",))), "元") is None


def test_a_statistic_has_one_key_and_a_known_section() -> None:
    with pytest.raises(ValueError, match="money-years"):
        figure("money-years", section="money")(lambda user, selection: make())
    with pytest.raises(ValueError, match="unknown"):
        figure("other", section="unknown")(lambda user, selection: make())
