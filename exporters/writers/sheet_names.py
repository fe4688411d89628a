"""Names of sheets: what Excel allows, each once."""

from __future__ import annotations

import re

LONGEST = 31  # UTF-16 units
_FORBIDDEN = re.compile(r"[\[\]:*?/\\：？＊／＼\x00-\x1f\ufffe\uffff]+")
_RESERVED = frozenset({"history", "历史记录"})


class SheetNames:
    """Gives each sheet its name; they differ without regard to capitals."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def name(self, wish: str) -> str:
        """The wished name or the nearest that is free: cut to length, with (2) behind a second one."""
        base = _FORBIDDEN.sub(" ", wish.replace("\n", " ")).strip(" '") or "绩效目标表"
        name = _cut(base, LONGEST)
        while not name or name.casefold() in self._taken or name.casefold() in _RESERVED:
            number = self._next[base] = self._next.get(base, 1) + 1
            behind = f"({number})"
            name = _cut(base, LONGEST - len(behind)) + behind
        self._taken.add(name.casefold())
        return name


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le", "replace")[: 2 * units].decode("utf-16-le", "ignore").strip(" '")
