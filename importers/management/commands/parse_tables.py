"""`manage.py parse_tables FILE…`: what the importer reads in documents, as JSON, without touching the database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from importers.isolate import IsolatedReader
from importers.paths import Progress, documents_at
from importers.reading import FileReading


def as_json(reading: FileReading) -> dict[str, Any]:
    """One document: its tables, and all findings in their order."""
    return {
        "path": reading.name,
        "sha256": reading.sha256,
        "tables": [table.to_json() for table in reading.tables],
        "findings": [finding.to_json() for finding in reading.all_findings],
    }


class Command(BaseCommand):
    """Exit 0 if every file was read, 1 if one could not be, 2 for wrong usage."""

    help = "读取文件里的绩效目标表，结果以 JSON 输出到标准输出（不写数据库）"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, folders and archives."""
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="FILE", help=".docx、.txt、.xlsx、.doc、.zip 或文件夹"
        )

    def handle(self, paths: list[Path], **options: Any) -> None:
        """Print one JSON object; progress goes to stderr."""
        files, refused = [], False
        with Progress(self.stderr, paths) as progress, IsolatedReader() as reader:
            for document in documents_at(paths):
                reading = document if isinstance(document, FileReading) else reader.read(*document)
                refused |= not reading.readable
                files.append(as_json(reading))
                progress.step(reading.name, reading.tables)
        self.stdout.write(json.dumps({"files": files}, ensure_ascii=False, indent=1))
        if refused:
            raise SystemExit(1)
