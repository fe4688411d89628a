"""A small world for tests of the interface: a reviewed table with all that can belong to one, and every address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from api.interface import interface
from exporters.claims import KEPT
from exporters.models import Export, ExportTable, Shape, State
from importers.models import ImportBatch, ImportFile, SourceFile
from indicators.models import GoalTable, KeptWarning, TableFinding
from tests.conftest import People
from tests.reviews.stage import set_stage

MARK = "独有的字样"  # stands in every text that belongs to the table
ROWS = (
    ("产出指标", "数量指标", f"{MARK}数量", "≥10000个", f"{MARK}描述"),
    ("产出指标", "质量指标", f"{MARK}质量", "≥95%", ""),
    ("效益指标", "社会效益指标", f"{MARK}效益", "有效提升", ""),
)


@dataclass
class World:
    """The table, what hangs on it, and the people: `officer` and `reader` are of its agency, `stranger` is not."""

    table: GoalTable
    people: dict[str, Any]
    batch: ImportBatch
    export: Export

    @property
    def keys(self) -> dict[str, int | str]:
        """What stands in addresses."""
        return {
            "table": self.table.pk,
            "number": 1,
            "batch": self.batch.pk,
            "export": self.export.pk,
            "statistic": "money-years",
        }


def set_world(people: People) -> World:
    """A table that was submitted, forwarded and approved, with findings, one of them kept; an export and a batch."""
    stage = set_stage(people)
    table = stage.table
    table.project.name = f"{MARK}项目"
    table.project.save()
    table.indicators.all().delete()
    from indicators.models import Indicator

    for position, (level1, level2, name, target, description) in enumerate(ROWS, 1):
        values = {"level1": level1, "level2": level2, "name": name, "target": target, "description": description}
        Indicator.objects.create(table=table, position=position, **values)
    stage.reach("approved")
    officer = stage.people["officer"]
    TableFinding.objects.filter(table=table).delete()
    kept = KeptWarning.objects.create(
        table=table, code="vague-target", basis="0" * 64, reason=f"{MARK}理由", by=officer
    )
    for code, severity, reason in (("vague-target", "warn", kept), ("generic-name", "info", None), ("", "block", None)):
        values = {"code": code or "unplaced-text", "severity": severity, "message": f"{MARK}疑点", "kept": reason}
        TableFinding.objects.create(table=table, found=f"{MARK}原文", **values)
    return World(stage.fresh(), stage.people, _batch(officer), _export(officer, table))


def _batch(by: Any) -> ImportBatch:
    batch = ImportBatch.objects.create(year=2025, name=f"{MARK}批次", created_by=by)
    source = SourceFile.objects.create(sha256="1" * 64, name="a.txt", size=1, content=b"a")
    ImportFile.objects.create(batch=batch, source=source, name="a.txt", state=ImportFile.State.DONE, new=1, written=1)
    return batch


def _export(by: Any, table: GoalTable) -> Export:
    values = {"format": "docx", "shape": Shape.ONE, "total": 1, "name": "导出.docx"}
    ends = {"expires_at": timezone.now() + KEPT, "finished_at": timezone.now() - timedelta(hours=1)}
    export = Export.objects.create(by=by, state=State.DONE, title=f"{MARK}导出", **values, **ends)
    ExportTable.objects.create(export=export, position=1, table=table, agency=table.project.agency)
    return export


@pytest.fixture
def world(people: People) -> World:
    return set_world(people)


def operations(method: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(path, description) of every operation with this method."""
    for path, methods in interface.get_openapi_schema()["paths"].items():
        if method in methods:
            yield path, methods[method]


def address(path: str, keys: dict[str, int | str]) -> str:
    """A path with its keys; a parameter that is not known fails the test."""
    return re.sub(r"{(\w+)}", lambda found: str(keys[found[1]]), path)
