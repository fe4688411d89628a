"""The years that the texts of a table name: counted, and changed where somebody asks for that. Plain Python, no Django.

2024年, 2024-12-31 and 2024.12 name a year; 2024 in a longer number, in a document's 〔2024〕 or at the end of a range
(2023-2024年) does not, since there only a reader knows what is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from indicators.content import IndicatorContent, TableContent

_NAMED = r"(?<![\d.])(?<![\d年][-–—~～至到]){year}(?=\s*年|[-./]\d{{1,2}}(?!\d))"


def years_named(content: TableContent, year: int) -> int:
    """In how many places the texts name a year."""
    places = 0

    def count(text: str) -> str:
        nonlocal places
        places += len(_pattern(year).findall(text))
        return text

    _with_texts(content, count)
    return places


def with_year(content: TableContent, old: int, new: int) -> TableContent:
    """The content with another year in these places."""
    return _with_texts(content, lambda text: moved(text, old, new))


def moved(text: str, old: int, new: int) -> str:
    """A text with another year in the places where it names one."""
    return _pattern(old).sub(str(new), text)


def _pattern(year: int) -> re.Pattern[str]:
    return re.compile(_NAMED.format(year=year))


def _with_texts(content: TableContent, change: Callable[[str], str]) -> TableContent:
    head: dict[str, Any] = {
        name: change(getattr(content, name)) for name in ("title", "project_name", "purpose", "goal")
    }
    rows = (_row_with_texts(row, change) for row in content.indicators)
    return replace(content, **head, indicators=tuple(rows))


def _row_with_texts(row: IndicatorContent, change: Callable[[str], str]) -> IndicatorContent:
    texts: dict[str, Any] = {name: change(getattr(row, name)) for name in ("level3", "description", "target")}
    return replace(row, **texts)
