"""Names of files: what no system takes is gone, none is longer than it may be, and none occurs twice."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.names import LONGEST, Names, clean


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("网格化管理", "网格化管理.docx"),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j.docx"),
        ("../../etc/passwd", "_.._etc_passwd.docx"),
        ("  两端 的\n空白. ", "两端 的 空白.docx"),
        ("con", "_con.docx"),
        ("NUL .txt", "_NUL .txt.docx"),
        ("Com1", "_Com1.docx"),
        ("\u202e倒写\u200b", "倒写.docx"),
        ("", "未命名.docx"),
        ("...", "未命名.docx"),
        ("consul", "consul.docx"),
    ],
)
def test_clean(stem: str, name: str) -> None:
    assert clean(stem, ".docx") == name


@given(stem=st.text(max_size=300))
def test_any_text_makes_a_name_for_windows(stem: str) -> None:
    name = clean(stem, ".xlsx")
    assert len(name.encode()) <= LONGEST
    assert name.endswith(".xlsx")
    assert not re.search(r'[\x00-\x1f"<>|:*?/\\]', name)
    assert name[0] not in " ."
    assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name)


@given(stems=st.lists(st.sampled_from(["项目", "A", "a", "甲" * 100, "甲" * 99, "A（2）"]), max_size=12))
def test_no_name_is_given_twice(stems: list[str]) -> None:
    names = Names()
    given_out = [names.give(stem, ".docx") for stem in stems]
    assert len({name.casefold() for name in given_out}) == len(stems)
    assert all(len(name.encode()) <= LONGEST for name in given_out)
