"""Which row of a table a finding is about: findings name their row, and names may stand twice or not at all.

Plain Python, no Django.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from indicators.basis import AnyFinding
from indicators.content import IndicatorContent, TableContent

_ROW_FIELDS = ("level1", "level2", "level3", "description", "target", "weight")
_TOLD_AT_THE_SECOND = "duplicate-row"


def rows_of_findings(content: TableContent, findings: Iterable[AnyFinding]) -> list[int | None]:
    """The row of each finding, counted from 0; None for what is about the head or the table as a whole.

    Equal findings about rows of one name go to these rows in turn.
    """
    named: dict[str, list[int]] = defaultdict(list)
    for position, row in enumerate(content.indicators):
        named[row.level3].append(position)
    turns: dict[tuple[str, ...], int] = defaultdict(int)
    return [_row(finding, named, content.indicators, turns) for finding in findings]


def _row(
    finding: AnyFinding,
    named: dict[str, list[int]],
    rows: Sequence[IndicatorContent],
    turns: dict[tuple[str, ...], int],
) -> int | None:
    if not finding.level3 and finding.field not in _ROW_FIELDS:
        return None
    candidates = named.get(finding.level3, [])
    if finding.code == _TOLD_AT_THE_SECOND and candidates[1:]:
        candidates = candidates[1:]
    fitting = [position for position in candidates if _fits(rows[position], finding)] or candidates
    if not fitting:
        return None
    turn = (finding.code, finding.level3, finding.field, finding.found)
    turns[turn] += 1
    return fitting[min(turns[turn], len(fitting)) - 1]


def _fits(row: IndicatorContent, finding: AnyFinding) -> bool:
    """Whether the row has what was found, in the field that is named; a blank field where nothing was found."""
    return finding.field in row.TEXT_FIELDS and getattr(row, finding.field) == finding.found
