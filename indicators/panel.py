"""The panel of findings beside a table: open ones by severity and check, those that are explained apart.

It only says what may be done with each (keep, mend); finding_views does it and looks again whether it may be done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from indicators.checks import CHECKS
from indicators.checks.view import group_of
from indicators.content import IndicatorContent
from indicators.mending import is_mendable
from indicators.models import TableFinding
from indicators.paper_findings import PaperFinding

AnyStored = TableFinding | PaperFinding

HEAD_FIELDS = ("project_name", "budget_total", "fiscal_funds", "other_funds", "purpose", "goal")
READING = "读取文件时发现"
# What is said about a table as a whole begins somewhere: at a field of the head, or at the first row of a group.
_BEGINS: dict[str, str] = {
    "funds-mismatch": "head-budget_total",
    "goal-copies-purpose": "head-goal",
    "cost-budget-gap": "cost",
    "cost-not-checkable": "cost",
    "benefits-all-qualitative": "benefit",
}
_RANKS = {severity: rank for rank, (severity, _) in enumerate(TableFinding.SEVERITIES)}


class ShownFinding(NamedTuple):
    """A finding, the anchor of the row or head cell that it is about ("" where there is none), and what may be done.

    `more` says what was found and expected, where the message does not.
    """

    finding: AnyStored
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


def panel(rows: Iterable[IndicatorContent], findings: Iterable[AnyStored], may_edit: bool) -> Panel:
    """The findings as they are shown, the worst first, in the order in which they were made."""
    shown = shown_findings(rows, findings, may_edit)
    still_open = sorted((each for each in shown if not each.finding.kept), key=lambda one: _RANKS[one.finding.severity])
    return Panel(
        [
            Group(severity, dict(TableFinding.SEVERITIES)[severity], _blocks(group))
            for severity, group in groupby(still_open, key=lambda each: each.finding.severity)
        ],
        [each for each in shown if each.finding.kept],
    )


def shown_findings(
    rows: Iterable[IndicatorContent], findings: Iterable[AnyStored], may_edit: bool = False
) -> list[ShownFinding]:
    """The findings in their order, with where they lead and what may be done; those that are frozen or not stored can
    only be read."""
    anchors = _Anchors(rows)
    return [_shown(each, anchors, may_edit) for each in findings]


class _Anchors:
    """Where on the page the rows and the groups of rows begin."""

    def __init__(self, rows: Iterable[IndicatorContent]) -> None:
        self.rows: dict[str, str] = {}
        self.groups: dict[str, str] = {}
        for position, row in enumerate(rows, 1):
            self.groups.setdefault(group_of(row.level1, row.level2), f"row-{position}")
            if row.level3:
                self.rows[row.level3] = f"row-{position}"

    def of(self, finding: AnyStored) -> str:
        """The anchor of what a finding is about; "" where it is nowhere."""
        if finding.level3:
            return self.rows.get(finding.level3, "")
        if finding.field in HEAD_FIELDS:
            return f"head-{finding.field}"
        place = _BEGINS.get(finding.code, "")
        return place if place.startswith("head-") else self.groups.get(place, "")


def _shown(finding: AnyStored, anchors: _Anchors, may_edit: bool) -> ShownFinding:
    return ShownFinding(
        finding,
        name_of(finding.code),
        anchors.of(finding),
        _more(finding),
        may_keep=may_edit and finding.severity != "block",
        may_mend=may_edit and is_mendable(finding),
    )


def name_of(code: str) -> str:
    """The name of a check; what readers find has one name for all."""
    return CHECKS[code].name if code in CHECKS else READING


def side_of(code: str) -> str:
    """The side of the review form that a check belongs to; "" for what readers find."""
    return CHECKS[code].side if code in CHECKS else ""


def _more(finding: AnyStored) -> str:
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
