"""What a blank form prints into its own cells, for somebody to write over: no content of anybody.

Plain Python, no Django.
"""

from __future__ import annotations

import re

_FILLER = re.compile(
    r"(?:(?:三级)?指标(?:内容|名称)?(?:\d{1,2}|[一二三四五六七八九十])?[:：]?|[….·。]+|\d{1,2}[.、]?|[-—/]+)?"
)


def is_filler(text: str) -> bool:
    """Whether a cell of a blank form row holds nothing but the form's own 指标1：, …… and the like."""
    return len(text) < 12 and _FILLER.fullmatch(text) is not None
