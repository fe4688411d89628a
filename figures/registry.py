"""Which statistics there are: a function of (user, selection) that makes a Figure, in a section of the page.

A module that has some says so with @figure and is named in MODULES; the page, the exports and the API find it here.
Sections are pages of their own, so that each stays quick.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from figures.figure import Figure
from figures.selection import Selection

Maker = Callable[[Any, Selection], Figure]


@dataclass(frozen=True)
class Section:
    """A page of statistics: `/statistics/<key>/`."""

    key: str
    title: str
    says: str


@dataclass(frozen=True)
class Entry:
    """A statistic in its section; `make` counts it."""

    key: str
    section: str
    make: Maker


# In the order of the page.
SECTIONS = {
    each.key: each
    for each in (
        Section("money", "资金", "预算总额、财政拨款和其他资金，按部门、单位和年度汇总。"),
        Section("states", "进度", "各部门、单位的绩效目标表处在哪个环节，谁还没有提交。"),
        Section("stages", "用时", "每个环节用了多少天。"),
        Section("findings", "疑点", "检查发现了哪些疑点，审核前后各有多少。"),
        Section("indicators", "指标", "各级指标的数量、定量指标的比例、同类指标常用的指标值。"),
        Section("changes", "同比", "同一单位、同一项目与上一年度相比的变化。"),
    )
}
# Where @figure stands; imported when the first statistic is asked for, in the order of each section.
MODULES = [
    "figures.money", "figures.states", "figures.submission", "figures.due_dates", "figures.stages", "figures.stay_list",
    "figures.findings", "figures.reviewed", "figures.reviewed_list", "figures.indicators", "figures.targets",
    "figures.changes",
]  # fmt: skip
_entries: dict[str, Entry] = {}


def figure(key: str, section: str) -> Callable[[Maker], Maker]:
    """Register a statistic. Its key is its name in addresses and for other systems, and the key of its Figure."""

    def register(make: Maker) -> Maker:
        if section not in SECTIONS or key in _entries:
            raise ValueError(f"statistic {key}: unknown section {section}, or registered before")
        _entries[key] = Entry(key, section, make)
        return make

    return register


@cache
def _load() -> None:
    for module in MODULES:
        import_module(module)


def entries() -> dict[str, Entry]:
    """All statistics by key, section by section."""
    _load()
    order = list(SECTIONS)
    return {each.key: each for each in sorted(_entries.values(), key=lambda each: order.index(each.section))}


def entries_of(section: str) -> list[Entry]:
    """The statistics of a section."""
    return [each for each in entries().values() if each.section == section]


def sections() -> list[Section]:
    """The sections that have statistics."""
    used = {each.section for each in entries().values()}
    return [each for each in SECTIONS.values() if each.key in used]
