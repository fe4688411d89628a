"""Marking words in texts: every part of the text is there once, and what is marked is a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.search.marking import GAP, LONGEST, SHORT, extract, marked, spans

TEXTS = st.text(alphabet="满意度Aa95%_\\.*(é\n😀 ", max_size=400)
WORDS = st.lists(st.text(alphabet="满意度Aa95%_\\.*(é😀", min_size=1, max_size=4), min_size=1, max_size=3)


def test_what_overlaps_or_touches_is_one_mark() -> None:
    assert spans("满意度", ["满意", "意度"]) == [(0, 3)]
    assert spans("aaaa b", ["aa"]) == [(0, 4)]
    assert marked("对满意度", ["满意", "度"]) == [(False, "对"), (True, "满意度")]


def test_letters_in_both_cases_and_signs_are_taken_as_they_are() -> None:
    assert marked("PM2.5 pm2x5", ["pm2.5"]) == [(True, "PM2.5"), (False, " pm2x5")]
    assert spans("a%b_c", ["%", "_"]) == [(1, 2), (3, 4)]


@given(TEXTS, WORDS)
def test_parts_are_the_text(text: str, words: list[str]) -> None:
    parts = marked(text, words)
    assert "".join(part for _, part in parts) == text
    assert all(part for _, part in parts)
    assert sum(len(part) for is_word, part in parts if is_word) == sum(end - start for start, end in spans(text, words))


@given(TEXTS, WORDS)
def test_an_extract_is_short_and_keeps_a_word(text: str, words: list[str]) -> None:
    parts = extract(text, words)
    length = sum(len(part) for _, part in parts if part != GAP)
    assert length <= max(SHORT, LONGEST) * 2
    assert any(is_word for is_word, _ in parts) == bool(spans(text, words))
    flat = text.replace("\n", " ")
    assert all(part in flat for _, part in parts if part != GAP)


def test_a_long_text_is_cut_around_its_words() -> None:
    text = "一" * 200 + "满意度" + "二" * 200
    assert extract(text, ["满意度"]) == [
        (False, GAP),
        (False, "一" * 30),
        (True, "满意度"),
        (False, "二" * 30),
        (False, GAP),
    ]
    assert extract("长" * 500, ["长"])[0] == (True, "长" * LONGEST)


@pytest.mark.parametrize("text", ["短的文字", "长" * 130])
def test_a_text_without_a_word_is_its_beginning(text: str) -> None:
    assert extract(text, ["没有"])[0] == (False, text[:SHORT])
