"""The panel of findings beside a table: open ones by severity and check, those that are explained apart.

It only says what may be done with each (keep, mend); finding_views does it and looks again whether it may be done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from indicators.checks import CHECKS
from indicators.mending import is_mendable
from indicators.models import Indicator, TableFinding

HEAD_FIELDS = ("project_name", "budget_total", "fiscal_funds", "other_funds", "purpose", "goal")
READING = "读取文件时发现"
_RANKS = {severity: rank for rank, (severity, _) in enumerate(TableFinding.SEVERITIES)}


class ShownFinding(NamedTuple):
    """A finding, the anchor of the row or head cell that it is about ("" where there is none), and what may be done.

    `more` says what was found and expected, where the message does not.
    """

    finding: TableFinding
    name: str
    anchor: str
    more: str
    may_keep: bool
    may_mend: bool


@dataclass(frozen=True)
class Block:
    """The findings of one check: its name, its side of the review form, why it is asked."""

    name: str
    side: str
    why: str
    findings: list[ShownFinding]

    @property
    def mendable(self) -> list[int]:
        """The keys of those that can be mended together."""
        return [each.finding.pk for each in self.findings if each.may_mend]


@dataclass(frozen=True)
class Group:
    """The open findings of one severity, and its words."""

    severity: str
    words: str
    blocks: list[Block]

    @property
    def count(self) -> int:
        """How many findings."""
        return sum(len(block.findings) for block in self.blocks)


@dataclass(frozen=True)
class Panel:
    """All findings of a table."""

    groups: list[Group]
    kept: list[ShownFinding]


def panel(rows: Iterable[Indicator], findings: Iterable[TableFinding], may_edit: bool) -> Panel:
    """The findings as they are shown, the worst first, in the order in which they were made."""
    anchors = {row.name: f"row-{row.position}" for row in rows if row.name}
    shown = [_shown(each, anchors, may_edit) for each in findings]
    still_open = sorted((each for each in shown if not each.finding.kept), key=lambda one: _RANKS[one.finding.severity])
    return Panel(
        [
            Group(severity, dict(TableFinding.SEVERITIES)[severity], _blocks(group))
            for severity, group in groupby(still_open, key=lambda each: each.finding.severity)
        ],
        [each for each in shown if each.finding.kept],
    )


def _shown(finding: TableFinding, anchors: dict[str, str], may_edit: bool) -> ShownFinding:
    return ShownFinding(
        finding,
        name_of(finding.code),
        _anchor_of(finding, anchors),
        _more(finding),
        may_keep=may_edit and finding.severity != "block",
        may_mend=may_edit and is_mendable(finding),
    )


def name_of(code: str) -> str:
    """The name of a check; what readers find has one name for all."""
    return CHECKS[code].name if code in CHECKS else READING


def _anchor_of(finding: TableFinding, anchors: dict[str, str]) -> str:
    if finding.level3:
        return anchors.get(finding.level3, "")
    return f"head-{finding.field}" if finding.field in HEAD_FIELDS else ""


def _more(finding: TableFinding) -> str:
    parts = (("原文", finding.found), ("应为", finding.expected))
    told = [f"{label}：{text}" for label, text in parts if text and text not in finding.message]
    return "；".join(told)


def _blocks(group: Iterable[ShownFinding]) -> list[Block]:
    """The findings by their checks, in the order in which these come first."""
    by_name: dict[str, list[ShownFinding]] = {}
    for each in group:
        by_name.setdefault(each.name, []).append(each)
    blocks = []
    for name, findings in by_name.items():
        check = CHECKS.get(findings[0].finding.code)
        blocks.append(Block(name, check.side if check else "", check.why if check else "", findings))
    return blocks
