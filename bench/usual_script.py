"""The script that one would write: python-docx `row.cells`, positions instead of labels, one save() per row.

It reads only the one layout of bench/documents.py, so it does less than our import, and is still the comparison.
Import only after django.setup().
"""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import docx

from budget.models import Agency, Budget, Project
from indicators.models import Framework, GoalTable, Indicator
from indicators.target import read_target


def run(data: bytes) -> None:
    """Store every table of the document, each row as it comes."""
    document = docx.Document(io.BytesIO(data))
    framework = Framework.objects.first()
    texts = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    for head, grid in zip(texts[::2], texts[1::2], strict=True):
        _rows(_table(head, framework), grid[1:])


def _table(head: list[list[str]], framework: Framework | None) -> GoalTable:
    agency_text = head[0][0]
    agency, _ = Agency.objects.get_or_create(region="", code=agency_text[:6], defaults={"name": agency_text[6:]})
    project = Project(agency=agency, year=2025, name=head[1][1], purpose=head[3][1])
    project.save()
    amounts: list[Any] = [Decimal(text) if (text := head[2][column].strip()) else None for column in (2, 4, 6)]
    Budget(project=project, total=amounts[0], fiscal_funds=amounts[1], other_funds=amounts[2]).save()
    table = GoalTable(project=project, framework=framework, title=f"{project.name}绩效目标表", goal=head[4][1])
    table.save()
    return table


def _rows(table: GoalTable, rows: list[list[str]]) -> None:
    for position, (level1, level2, name, description, target) in enumerate(rows, 1):
        indicator = Indicator(table=table, position=position, level1=level1, level2=level2, name=name)
        indicator.description, indicator.target = description, target
        reading = read_target(target)
        indicator.kind, indicator.sign, indicator.unit = reading.kind, reading.sign or "", reading.unit or ""
        indicator.number, indicator.due = reading.number, reading.due
        indicator.save()
