"""Findings of checks, which know rows and fields, with the cells of the sheet that the table was read from.

A check judges a content wherever it comes from; only who has read a workbook knows that the target is in E12.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from importers.reading_types import Cells, ReadTable
from indicators.findings import Finding, Place
from indicators.locating import rows_of_findings


def placed(read: ReadTable, findings: Sequence[Finding]) -> list[Finding]:
    """The findings with their cells, where the table stood in a sheet and they are about something in it."""
    if read.cells is None:
        return list(findings)
    rows = rows_of_findings(read.content, findings)
    return [_placed(read.place, read.cells, finding, row) for finding, row in zip(findings, rows, strict=True)]


def _placed(sheet: Place, cells: Cells, finding: Finding, position: int | None) -> Finding:
    if position is None:
        row, column = cells.head.get(finding.field, (0, 0))
    else:
        row = cells.rows[position] if position < len(cells.rows) else 0
        column = cells.columns.get(finding.field) or cells.columns.get("level3", 0)
    return replace(finding, place=replace(sheet, row=row, column=column)) if row and column else finding
