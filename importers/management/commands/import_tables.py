"""`manage.py import_tables PATH… --year Y`: documents → database, with what happened to every table."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from budget.clock import set_clock
from budget.heartbeat import beating
from importers import following
from importers.batches import add_document, create_batch
from importers.claims import claim
from importers.isolate import IsolatedReader
from importers.models import ImportBatch, ImportFile
from importers.paths import Progress, documents_at
from importers.planning import STATES, Outcome
from importers.reading import FileReading
from importers.work import work_off
from indicators.findings import Finding

Result = tuple[FileReading, list[Outcome]]


class DryRun(Exception):
    """Raised to take back what a dry run has written."""


def _table_json(outcome: Outcome) -> dict[str, Any]:
    content = outcome.read.content
    return {
        "ordinal": outcome.read.ordinal,
        "project_name": content.project_name or None,
        "agency_code": content.agency_code or None,
        "state": outcome.state,
        "id": outcome.table.pk if outcome.table else None,
        "reason": outcome.reason.to_json() if outcome.reason else None,
        "findings": [finding.to_json() for finding in outcome.read.findings],
    }


def as_json(results: list[Result]) -> dict[str, Any]:
    """Counts over all files, and each file with its tables."""
    outcomes = [outcome for _, some in results for outcome in some]
    counts: dict[str, int] = {state: sum(outcome.state == state for outcome in outcomes) for state in STATES}
    counts["unreadable_files"] = sum(not reading.readable for reading, _ in results)
    files = [
        {
            "path": reading.name,
            "sha256": reading.sha256,
            "state": "done" if reading.readable else "failed",
            "tables": [_table_json(outcome) for outcome in some],
            "findings": [finding.to_json() for finding in reading.findings],
        }
        for reading, some in results
    ]
    return {"counts": counts, "files": files}


class Command(BaseCommand):
    """Exit 0 if every table was taken or was there already, 1 if a file or table was not, 2 for wrong usage."""

    help = "把文件里的绩效目标表导入数据库：每个文件一个事务，再导一次不会改变任何内容"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Paths, the year that they are for, and how to tell."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件、文件夹或 .zip")
        parser.add_argument("--year", type=int, required=True, help="预算年度，例如 2025")
        parser.add_argument("--region", default="", help="区划代码或名称")
        parser.add_argument("--dry-run", action="store_true", help="只说会发生什么，不写数据库")
        words = "交给后台任务（manage.py work）在所有处理器和机器上同时处理，这里只显示进度"
        parser.add_argument("--background", action="store_true", help=words)
        parser.add_argument("--json", action="store_true", dest="as_json", help="结果以 JSON 输出")

    def handle(self, paths: list[Path], year: int, region: str, **options: Any) -> None:
        """Import, tell, and exit with 1 where something was not taken."""
        if not 1990 <= year <= 2100:
            raise CommandError(f"预算年度 {year} 不合理，应在 1990 到 2100 之间。", returncode=2)
        if options["background"]:
            self._by_workers(paths, year, region, **options)
            return
        results: list[Result] = []
        try:
            with transaction.atomic() if options["dry_run"] else nullcontext():
                self._import(paths, year, region, results)
                if options["dry_run"]:
                    raise DryRun
        except DryRun:
            pass
        self._tell(results, **options)
        if any(not reading.readable for reading, _ in results) or any(
            outcome.state in ("conflict", "failed") for _, some in results for outcome in some
        ):
            raise SystemExit(1)

    def _by_workers(self, paths: list[Path], year: int, region: str, **options: Any) -> None:
        if options["dry_run"] or options["as_json"]:
            raise CommandError("--background 不能与 --dry-run、--json 一起使用。", returncode=2)
        batch, unreadable = following.hand_in(paths, year, region)
        if not following.follow(batch, self.stderr, self.stdout):
            return
        if following.tell(batch, unreadable, self.stdout):
            raise SystemExit(1)

    def _import(self, paths: list[Path], year: int, region: str, results: list[Result]) -> None:
        batch: ImportBatch | None = None
        set_clock()
        with Progress(self.stderr, paths) as progress, IsolatedReader() as reader:
            for document in documents_at(paths):
                if isinstance(document, FileReading):
                    results.append((document, []))
                    continue
                batch = batch or create_batch(year, region, f"命令行导入 {paths[0].name}"[:200], [], unattended=True)
                results.append(self._import_one(batch, document, reader))
                progress.step(document[0], results[-1][0].tables)

    def _import_one(self, batch: ImportBatch, document: tuple[str, bytes], reader: IsolatedReader) -> Result:
        with transaction.atomic():  # so that no worker sees it waiting
            made = add_document(batch, *document, ImportFile.State.QUEUED)
            file = claim(made.pk)
        if file is None:  # the same content came before
            told = [Finding(each.code, "info", each.message) for each in made.issues.all()]
            return FileReading(made.name, made.source_id, findings=told), []
        with beating(file):
            reading, outcomes = work_off(file, reader.read)
        assert reading is not None  # archives are unpacked beforehand, and nothing waits for a preview
        return reading, outcomes

    def _tell(self, results: list[Result], **options: Any) -> None:
        summary = as_json(results)
        if options["as_json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=1))
            return
        for reading, outcomes in results:
            self._tell_file(reading, outcomes)
        counts = "，".join(f"{words} {summary['counts'][state]}" for state, words in STATES.items())
        lead = "试运行，没有写入。将会：" if options["dry_run"] else "完成："
        self.stdout.write(f"{lead}{counts}；读不了的文件 {summary['counts']['unreadable_files']}")

    def _tell_file(self, reading: FileReading, outcomes: list[Outcome]) -> None:
        self.stdout.write(reading.name)
        for finding in reading.findings:
            self.stdout.write(f"  ! {finding.message}")
        for outcome in outcomes:
            self.stdout.write(f"  {STATES[outcome.state]}  {outcome.read.ordinal}. {outcome.read.content.project_name}")
            for told in [outcome.reason] if outcome.reason else outcome.read.findings:
                self.stdout.write(f"      {told.message}")
