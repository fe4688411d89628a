"""Which names of indicators are alike: the key that the library groups by, `二级|name`, kept with each indicator.

Deterministic and cheap, since every stored row gets one. Names that differ in what the key leaves out are shown as
spellings of one indicator; whatever might be another indicator (人数, 人次, 数量) stays different.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from indicators.matching import level_name, second_name

LONGEST = 120  # of a key: names that agree so far are alike, and the index stays small
_FEWEST = 2  # letters that must be left of a name: one says nothing

# 1. （二） ③ 指标4： count the rows of one table. A bare number stays, since 12345热线 and 5G基站 are names.
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_NUMBERING = re.compile(
    rf"\s*(?:指标)?\s*(?:[①-⑳]|[(（]\s*(?:{_NUMBER})\s*[)）]|(?:{_NUMBER})\s*[.、．:：)）](?!\d))[.、．:：]?\s*"
)
# The same indicator comes again every year: 2025年培训人数, 2024-2025年度培训人数.
_YEARS = re.compile(r"(?:(?:19|20)\d\d年?[-–—~至到])?(?:19|20)\d\d年度?")
# Brackets, quotes, dashes and white space are how one writes, not what; the point of 5.5 stays.
_IDLE = re.compile(r"[^\w.]|_|(?<!\d)\.|\.(?!\d)")
# 监管项目, 监管工作 and 监管 name one thing; 指标 only says what the cell is.
_ENDINGS = re.compile(r"(?:项目|工作|指标)+$")


# Most names are of plain letters only: nothing but their ending can be left out, and a look is cheaper than the rules.
_PLAIN = re.compile("[\u4e00-\u9fff]+")


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """What is left of a name for comparing; "" where it says nothing."""
    folded = name if _PLAIN.fullmatch(name) else _folded(name)
    shorter = _ENDINGS.sub("", folded) if folded.endswith(("目", "作", "标")) else folded
    best = shorter if len(shorter) >= _FEWEST else folded
    return best if len(best) >= _FEWEST else ""


def _folded(name: str) -> str:
    """The name without numbering, years, punctuation and white space."""
    numbered = _NUMBERING.match(name)
    bare = name[numbered.end() :] if numbered else name
    # NFKC and case: ％ is %, ＷＩＦＩ is wifi, whatever keyboard was used.
    same = "".join(unicodedata.normalize("NFKC", bare).casefold().split())
    return _IDLE.sub("", _YEARS.sub("", same))


def second_of(level1: str, level2: str) -> str:
    """The name of the 二级 as names are compared; that of the 一级 where there is none."""
    return second_name(level2) if level2 else level_name(level1)


def key_of(level1: str, level2: str, name: str) -> str:
    """The key of an indicator; "" for one that is left out of the library, since its name says nothing."""
    words = name_key(name)
    return f"{second_of(level1, level2)}|{words}"[:LONGEST] if words else ""


def split(key: str) -> tuple[str, str]:
    """The 二级 and the name of a key."""
    second, _, words = key.partition("|")
    return second, words
