"""Usual targets and those far from them: quartiles against the standard library, the rule by examples."""

from __future__ import annotations

from decimal import Decimal
from statistics import median, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.usual import FEWEST, Outlier, Row, Usual, in_words, plain, quantile, usual_targets

NUMBERS = st.decimals(min_value=0, max_value=10**9, places=4)


def _rows(*numbers: object, unit: str = "%", key: str = "质量|合格率", start: int = 1) -> list[Row]:
    return [
        Row(key, unit, Decimal(str(number)), start + place, 1, "合格率", f"≥{number}{unit}")
        for place, number in enumerate(numbers)
    ]


def _told(rows: list[Row]) -> tuple[list[Usual], list[Outlier]]:
    found = list(usual_targets(sorted(rows, key=lambda row: row.key)))
    return [each for usual, _ in found for each in usual], [each for _, far in found for each in far]


def test_what_is_usual() -> None:
    (usual,), far = _told(_rows(90, 95, 95, 98, 100))
    assert usual == Usual("质量|合格率", "%", "合格率", 5, 5, *map(Decimal, (90, 95, 95, 98, 100)), 1)  # type: ignore[arg-type]
    assert [each.row.number for each in far] == [90]
    assert in_words(usual) == "95～98%，中位数 95%（5 个）"


@given(st.lists(NUMBERS, min_size=2, max_size=40))
def test_quartiles_are_those_of_the_standard_library(numbers: list[Decimal]) -> None:
    found = [quantile(sorted(numbers), quarter) for quarter in (1, 2, 3)]
    assert found == pytest.approx(quantiles(numbers, n=4, method="inclusive"), rel=Decimal("1e-9"))
    assert found[1] == pytest.approx(median(numbers), rel=Decimal("1e-9"))


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_no_outlier_stands_between_the_quartiles(numbers: list[Decimal]) -> None:
    usual, far = _told(_rows(*numbers))
    assert bool(usual) == (len(numbers) >= FEWEST)
    for each in far:
        (one,) = usual
        assert not one.low <= each.row.number <= one.high or each.reason == "scale"
        assert one.lowest <= one.low <= one.median <= one.high <= one.highest
    assert sum(each.outliers for each in usual) >= len(far)


def test_another_scale_is_told_though_all_others_are_the_same() -> None:
    (usual,), far = _told(_rows(5, 5, 5, 5, 5, 5, 50, "0.5", 6))
    assert [(each.row.number, each.reason) for each in far] == [(50, "scale"), (Decimal("0.5"), "scale")]
    assert usual.outliers == 2


def test_no_scale_beside_nothing() -> None:
    _, far = _told(_rows(0, 0, 0, 0, 0, 7))
    assert not far  # a median of 0 has no scale, and without a distance of the quartiles nothing is far


def test_another_unit_than_nearly_all_others() -> None:
    usual, far = _told([*_rows(*[10] * 8, unit="个"), *_rows(10, unit="万个", start=20)])
    assert [each.unit for each in usual] == ["个"]
    assert [(each.row.unit, each.reason, each.usual) for each in far] == [("万个", "unit", "10个，中位数 10个（8 个）")]
    _, far = _told([*_rows(*[10] * 8, unit="个"), *_rows(*[10] * 3, unit="万个", start=20)])
    assert not far  # more than a fifth


def test_few_alike_ones_and_other_keys_are_left_alone() -> None:
    assert _told([*_rows(1, 2, 3, 400), *_rows(1, 2, 3, 4, key="数量|人数")]) == ([], [])


def test_numbers_as_people_write_them() -> None:
    told = [plain(Decimal(each)) for each in ("95.0000000000", "0.5", "10000", "-0.00001", "3.14159", "1E+3")]
    assert told == ["95", "0.5", "10000", "0", "3.1416", "1000"]
