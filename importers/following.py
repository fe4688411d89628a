"""A batch handed to the workers by the shell command: shown while it is worked on, and told at its end."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from budget.worker_signs import processes_alive
from importers.batches import add_document, create_batch, enqueue
from importers.models import ImportBatch, ImportFile, ImportTable
from importers.paths import Progress, documents_at
from importers.planning import STATES
from importers.progress import progress_of
from importers.reading import FileReading

LOOK_EVERY = 1.0  # seconds


def hand_in(paths: Sequence[Path], year: int, region: str) -> tuple[ImportBatch, list[FileReading]]:
    """The documents as a batch that needs no confirmation, handed to the workers; and those that can't be opened.

    Document by document, so that nobody waits for the database meanwhile; what is in it is worked on in any case.
    """
    if not processes_alive():
        raise CommandError("没有后台任务在运行：请先运行 manage.py work，或去掉 --background。", returncode=2)
    batch = create_batch(year, region, f"命令行导入 {paths[0].name}"[:200], [], unattended=True)
    unreadable = []
    for document in documents_at(paths):
        if isinstance(document, FileReading):
            unreadable.append(document)
        else:
            add_document(batch, *document, ImportFile.State.QUEUED)
    enqueue(batch)
    return batch, unreadable


def follow(batch: ImportBatch, screen: Any, out: Any) -> bool:
    """Show how far it is until nobody works on it; False where the person who looks on has had enough."""
    with Progress(screen, []) as shown:
        try:
            while (progress := progress_of([batch])[batch.pk]).is_working:
                shown.total = progress.total
                shown.tell(progress.read, progress.sums["tables_read"], progress.sums["rows_read"])
                if not processes_alive():
                    words = f"后台任务都停止了，文件在等待；再运行 manage.py work 就会继续，见 /imports/{batch.pk}/ 。"
                    raise CommandError(words, returncode=1)
                time.sleep(LOOK_EVERY)
        except KeyboardInterrupt:
            out.write(f"\n不再等待；后台任务继续处理，进度见 /imports/{batch.pk}/ 。")
            return False
    return True


def tell(batch: ImportBatch, unreadable: Sequence[FileReading], out: Any) -> bool:
    """What became of the batch; whether anything was not taken."""
    for reading in unreadable:
        _tell_findings(reading.name, [finding.message for finding in reading.findings], out)
    failed = batch.files.filter(state=ImportFile.State.FAILED).order_by("pk").prefetch_related("issues")
    for file in failed:
        _tell_findings(file.name, [issue.message for issue in file.issues.all()], out)
    left = ImportTable.objects.filter(file__batch=batch, state__in=("conflict", "failed")).order_by("pk")
    for name, reason in left.values_list("file__name", "reason"):
        _tell_findings(name, [reason], out)
    sums = progress_of([batch])[batch.pk].sums
    counts = "，".join(f"{words} {sums[state]}" for state, words in STATES.items())
    bad = len(failed) + len(unreadable)
    out.write(f"完成：{counts}；读不了的文件 {bad}。批次见 /imports/{batch.pk}/ 。")
    return bool(bad or sums["conflict"] or sums["failed"])


def _tell_findings(name: str, messages: Sequence[str], out: Any) -> None:
    out.write(name)
    for message in messages:
        out.write(f"  ! {message}")
