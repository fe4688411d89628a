"""Merged level cells are a view of equal neighbours."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.layout import grid


class Row(NamedTuple):
    level1: str
    level2: str


def spans(*rows: tuple[str, str]) -> list[tuple[int, int]]:
    return [(laid.level1_span, laid.level2_span) for laid in grid(Row(*row) for row in rows)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([("产出", "数量")], [(1, 1)]),
        ([("产出", "数量"), ("产出", "数量"), ("产出", "质量")], [(3, 2), (0, 0), (0, 1)]),
        ([("产出", "同名"), ("效益", "同名")], [(1, 1), (1, 1)]),  # never across two 一级
        ([("产出", "数量"), ("产出", "质量"), ("产出", "数量")], [(3, 1), (0, 1), (0, 1)]),
        ([("产出", "数量"), ("效益", "社会"), ("产出", "数量")], [(1, 1), (1, 1), (1, 1)]),
        ([("", ""), ("", "")], [(2, 2), (0, 0)]),
    ],
)
def test_spans(rows: list[tuple[str, str]], expected: list[tuple[int, int]]) -> None:
    assert spans(*rows) == expected


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"))))
def test_every_row_is_covered_once_by_an_equal_name(rows: list[tuple[str, str]]) -> None:
    for level in (0, 1):
        covered = [rows[at][level] for at, span in enumerate(spans(*rows)) for _ in range(span[level])]
        assert covered == [row[level] for row in rows]
