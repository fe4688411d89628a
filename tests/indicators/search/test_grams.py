"""Pairs of characters: every word that a text has is found by them, and nothing is joined that stands apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.search.grams import folded, grams, is_plain

TEXTS = st.text(alphabet="满意度养护≥95%aAkZ（） \n𠮷＃é", max_size=30)


@given(TEXTS, TEXTS, TEXTS)
def test_a_word_in_a_text_has_no_pair_that_the_text_lacks(before: str, word: str, after: str) -> None:
    text = folded(before + word + after)
    for each in word.split():
        assert grams(folded(each)) <= grams(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 0), ("满", 0), ("满意", 1), ("满意满意", 2), ("满 意", 0), ("满\n意", 0), ("𠮷", 1), ("95%", 2)],
)
def test_pairs_are_those_of_neighbours(text: str, number: int) -> None:
    assert len(grams(text)) == number


def test_pairs_are_told_apart_by_both_characters_and_their_order() -> None:
    texts = ["满意", "意满", "满度", "意度", "aa", "a1", "１１", "11"]
    assert len(set().union(*map(grams, texts))) == len(texts)


def test_only_latin_letters_are_made_small() -> None:
    assert folded("PM2.5 ≥95% É Ａ Σ 𠮷\ud800") == "pm2.5 ≥95% É Ａ Σ 𠮷\ud800"


@pytest.mark.parametrize(
    ("word", "plain"), [("满意度", True), ("≥95%", True), ("PM2.5", True), ("é", False), ("Ａ", False)]
)
def test_words_that_the_database_must_compare(word: str, plain: bool) -> None:
    assert is_plain(word) is plain
