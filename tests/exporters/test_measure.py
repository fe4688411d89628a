"""Lines that a text takes."""

import pytest

from exporters.measure import ems, lines


@pytest.mark.parametrize(("text", "expected"), [("汉字", 2), ("ab", 1), ("汉a", 1.5), ("", 0)])
def test_a_latin_character_is_half_as_wide(text: str, expected: float) -> None:
    assert ems(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("", 1), ("汉" * 5, 1), ("汉" * 11, 3), ("a" * 10, 1), ("汉\n汉", 2)])
def test_lines_of_a_cell_five_wide(text: str, expected: int) -> None:
    assert lines(text, 5) == expected
