"""What is the same where it should differ: goal and purpose, rows of different projects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from indicators.checks.registry import Context, Hit, check
from indicators.checks.view import folded, row_key
from indicators.content import TableContent

_NUMBERING = re.compile(
    r"(?m)^\s*(?:目标)?(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?(?:[.、．:：](?!\d)|(?<=[)）]))|[①-⑳])\s*"
)
_LABEL = re.compile(r"^\s*(?:年度|总体|绩效)?目标[：:]")
_IDLE = re.compile(r"[\s，。；、,.;:：!！]")
# From so many equal rows on, or from half of the rows on, a table was copied; under three it may be chance.
MANY, FEW = 6, 3


def _bare(text: str) -> str:
    return folded(_IDLE.sub("", _NUMBERING.sub("", _LABEL.sub("", text))))


@check(
    "goal-copies-purpose",
    "info",
    "完整性",
    "绩效目标照抄资金用途",
    "目标应写清预期的产出和效果，照抄用途等于没有写目标。",
)
def check_goal_copies_purpose(content: TableContent, context: Context) -> Iterator[Hit]:
    """The goal's text equals the purpose, numbering and punctuation aside."""
    if (
        content.goal
        and len(content.goal) < len(content.purpose) * 2 + 40
        and _bare(content.goal) == _bare(content.purpose)
    ):
        message = "绩效目标与资金用途文字相同，请在绩效目标里写明预期的产出和效果。"
        yield Hit(message, found=content.goal, expected="预期的产出和效果")


@check(
    "duplicate-row-other-table",
    "info",
    "相关性",
    "指标与其他项目雷同",
    "不同的项目用同一组指标，说明指标没有结合项目内容。",
    beside=True,
)
def check_duplicate_row_other_table(content: TableContent, context: Context) -> Iterator[Hit]:
    """Six or more rows, or half of them, identical with a table of another project; told once, for the closest."""
    if not context.siblings:
        return
    keys = {row_key(row) for row in content.indicators if row.level3}
    places = context.rows_of_siblings
    shared = Counter(position for key in keys for position in places.get(key, ()))
    names = ((context.siblings[position].project_name, count) for position, count in shared.items())
    # Of several equally close ones the first by name: whoever asks, in whatever order the siblings come.
    others = [(-count, name) for name, count in names if name != content.project_name]
    fewest, other = min(others, default=(0, ""))
    count = -fewest
    if count >= MANY or (count >= FEW and count * 2 >= len(keys)):
        message = f"有 {count} 条指标与项目“{other}”完全相同，请结合本项目的内容设置指标。"
        yield Hit(message, found=f"{count} 条相同", expected="结合本项目内容的指标")
