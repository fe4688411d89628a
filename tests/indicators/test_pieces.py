"""indicators/pieces.py: what changed inside one text."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.compare import FieldChange
from indicators.pieces import Piece, excerpt, pieces
from tests.making.contents import long_texts

SAME, GONE, NEW = "same", "removed", "added"
texts = st.text("保障网格化运行15.，。\nabc ", max_size=30) | long_texts


def text_of(found: list[Piece], *kinds: str) -> str:
    return "".join(text for kind, text in found if kind in kinds)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("保障运行", "保障运行", [(SAME, "保障运行")]),
        ("", "保障", [(NEW, "保障")]),
        ("保障", "", [(GONE, "保障")]),
        ("单价15000元", "单价16000元", [(SAME, "单价"), (GONE, "15000"), (NEW, "16000"), (SAME, "元")]),
        ("投入1,500.00元", "投入1,600.00元", [(SAME, "投入"), (GONE, "1,500.00"), (NEW, "1,600.00"), (SAME, "元")]),
        ("升级App端", "升级Web端", [(SAME, "升级"), (GONE, "App"), (NEW, "Web"), (SAME, "端")]),
        ("保障网格运行。", "保障网格平台运行。", [(SAME, "保障网格"), (NEW, "平台"), (SAME, "运行。")]),
        ("保障网格平台运行。", "保障网格运行。", [(SAME, "保障网格"), (GONE, "平台"), (SAME, "运行。")]),
        ("印刷宣传手册", "开展入户走访", [(GONE, "印刷宣传手册"), (NEW, "开展入户走访")]),
    ],
)
def test_pieces(before: str, after: str, expected: list[Piece]) -> None:
    assert pieces(before, after) == expected


def test_crumbs_between_changes_are_read_with_them() -> None:
    before, after = "全面保障服务的大厅运行，群众满意", "全面提升平台的质量运行，群众满意"
    assert pieces(before, after) == [
        (SAME, "全面"), (GONE, "保障服务的大厅"), (NEW, "提升平台的质量"), (SAME, "运行，群众满意"),
    ]  # fmt: skip


def test_a_value_is_read_as_a_whole_and_a_sentence_is_not() -> None:
    assert FieldChange("target", "指标值", "≤15000元", "15000元").pieces == [(GONE, "≤15000元"), (NEW, "15000元")]
    assert FieldChange("weight", "权重", "", "10").pieces == [(NEW, "10")]
    assert FieldChange("goal", "绩效目标", "保障网格运行", "保障平台运行").pieces[0] == (SAME, "保障")


@given(texts, texts)
def test_the_pieces_are_both_texts(before: str, after: str) -> None:
    found = pieces(before, after)
    assert text_of(found, SAME, GONE) == before
    assert text_of(found, SAME, NEW) == after
    assert all(text for _, text in found)


@given(texts, texts)
def test_no_number_is_cut(before: str, after: str) -> None:
    found = pieces(before, after)
    for kinds in ((SAME, GONE), (SAME, NEW)):
        parts = [text for kind, text in found if kind in kinds]
        for left, right in pairwise(parts):
            assert not re.fullmatch(r"\d\d", left[-1] + right[0])


@given(texts, texts)
def test_same_text_stands_between_changes(before: str, after: str) -> None:
    """No two pieces of one kind in a row, and what went always stands before what came in its place."""
    kinds = [kind for kind, _ in pieces(before, after)]
    pairs = list(pairwise(kinds))
    assert all(one != other for one, other in pairs)
    assert (NEW, GONE) not in pairs


def test_an_excerpt_leaves_out_what_is_far_from_any_change() -> None:
    before = f"{'甲' * 100}旧{'乙' * 100}旧{'丙' * 10}"
    (head, gone, new, middle, *rest) = excerpt(pieces(before, before.replace("旧", "新")))
    assert (head, gone, new) == ((SAME, f"……{'甲' * 24}"), (GONE, "旧"), (NEW, "新"))
    assert middle == (SAME, f"{'乙' * 24}……{'乙' * 24}")
    assert rest[-1] == (SAME, "丙" * 10)


@given(texts, texts)
def test_an_excerpt_keeps_every_change(before: str, after: str) -> None:
    found = pieces(before, after)
    short = excerpt(found)
    assert [kind for kind, _ in short] == [kind for kind, _ in found]
    assert [piece for piece in short if piece[0] != SAME] == [piece for piece in found if piece[0] != SAME]
    assert all(len(text) <= max(60, 24 * 2 + 2) for kind, text in short if kind == SAME)


def test_very_long_texts_are_compared_by_sentences() -> None:
    sentences = [f"第{number}项工作按时完成并通过验收。" for number in range(400)]
    before = "".join(sentences)
    after = "".join(["新增一句。", *sentences[:200], *sentences[201:], "结尾。"])
    found = pieces(before, after)
    assert (GONE, sentences[200]) in found
    assert text_of(found, SAME, NEW) == after
    assert text_of(found, SAME, GONE) == before


def test_texts_of_very_many_sentences_are_told_as_two() -> None:
    before, after = "甲。" * 3000, "乙，。" * 3000
    assert pieces(before, after) == [(GONE, before), (NEW, after)]
