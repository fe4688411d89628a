"""Steps of an import for tests: documents of given contents, and a worker that does all that waits, in this process."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from importers import asking
from importers.asking import confirm
from importers.batches import create_batch
from importers.bundles import bundles
from importers.models import ImportBatch, ImportFile, ImportTable
from importers.tasks import import_file
from indicators.content import IndicatorContent, TableContent
from tests.making import forms, word
from tests.making.paper import Paper

WAITING = (ImportFile.State.QUEUED, ImportFile.State.CONFIRMED, ImportFile.State.TO_UNDO)
ROWS = (
    IndicatorContent("产出指标", "数量指标", "报告数量", "完成的报告", "≥21份"),
    IndicatorContent("产出指标", "质量指标", "验收合格率", "合格的占全部的比例", "≥95%"),
    IndicatorContent("效益指标", "社会效益指标", "服务水平", "", "有效提升"),
)
CONTENT = TableContent(
    project_name="道路养护项目",
    agency_code="667201",
    agency_name="网格中心",
    number=1,
    budget_total=Decimal(100),
    fiscal_funds=Decimal(100),
    purpose="用于道路养护",
    goal="完成2025年道路养护",
    indicators=ROWS,
)


def named(name: str, **changes: Any) -> TableContent:
    """The content under another project's name."""
    return replace(CONTENT, project_name=name, **changes)


def document(*contents: TableContent) -> bytes:
    """A .docx with these tables."""
    blocks: Paper = [block for content in contents for block in forms.make(content).paper]
    return word.docx(blocks)


def batch_of(*documents: tuple[str, bytes], user: Any = None, **values: Any) -> ImportBatch:
    """A batch of documents, read up to its preview."""
    batch = create_batch(2025, "", "批次", documents, user, **values)
    work_all(batch)
    return batch


def work_all(batch: ImportBatch) -> None:
    """Do every step that waits, until none does."""
    while pks := list(batch.files.filter(state__in=WAITING).values_list("pk", flat=True)):
        for keys in bundles(pks):
            import_file.func(keys)


def imported(*documents: tuple[str, bytes], user: Any = None) -> ImportBatch:
    """A batch that was read, confirmed and written."""
    batch = batch_of(*documents, user=user)
    confirm(batch, user)
    work_all(batch)
    return batch


def undo(batch: ImportBatch, user: Any = None) -> None:
    """What the batch has written is taken back; the files find their order by themselves."""
    asking.undo(batch, user)
    work_all(batch)


def states(batch: ImportBatch) -> dict[str, str]:
    """State of each table by project name."""
    rows = ImportTable.objects.filter(file__batch=batch)
    return dict(rows.values_list("project_name", "state"))


def results(batch: ImportBatch) -> dict[str, str]:
    """What became of each table, by project name."""
    rows = ImportTable.objects.filter(file__batch=batch)
    return dict(rows.values_list("project_name", "result"))
