"""`manage.py check_tables [--year Y] [--agency CODE] [--json] [FILE…]`: the checks on documents or on the database.

With `--recompute` the findings that the database keeps are made anew, and nothing is listed.
It stands in perfgoals because it needs both the checks (indicators) and the readers (importers).
"""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from importers.isolate import IsolatedReader
from importers.paths import Progress, documents_at
from importers.reading import FileReading
from indicators.checks import CHECKS, Context, run_checks
from indicators.content import TableContent
from indicators.findings import Finding
from indicators.judging import judge
from indicators.models import GoalTable
from indicators.queries import GoalTableQuerySet
from indicators.rechecking import recompute
from indicators.storing import contents_of

_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
SEVERITIES = {"block": "须改正", "warn": "需说明", "info": "提示"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A table to check: where it is from (a file's name or a primary key), its region, year and content."""

    origin: dict[str, Any]
    region: str
    year: int | None
    content: TableContent


def suggested_year(contents: Iterable[TableContent]) -> int | None:
    """The year that most titles, names, goals and targets speak of; None where none is told."""
    told: Counter[int] = Counter()
    for content in contents:
        texts = [content.title, content.project_name, content.goal, *(row.target for row in content.indicators)]
        told.update(int(year) for text in texts for year in _YEAR.findall(text))
        told.update(int(year) for year in re.findall(r"^(20\d\d)(?!\d)", content.project_name))
    return max(told, key=lambda year: (told[year], year), default=None)


def checked(subjects: Iterable[Subject]) -> Iterator[tuple[Subject, Finding]]:
    """All findings, each table seen beside the others of its agency and year."""
    subjects = list(subjects)
    agencies: dict[tuple[str, str, int | None], list[TableContent]] = defaultdict(list)
    for one in subjects:
        agencies[one.region, one.content.agency_code or one.content.agency_name, one.year].append(one.content)
    contexts = {key: Context(key[2], tuple(contents)) for key, contents in agencies.items()}
    for one in subjects:
        context = contexts[one.region, one.content.agency_code or one.content.agency_name, one.year]
        for finding in run_checks(one.content, context):
            yield one, finding


def as_json(subject: Subject, finding: Finding) -> dict[str, Any]:
    """One finding with the table that it is about."""
    return {
        **subject.origin,
        "number": subject.content.number,
        "code": finding.code,
        "severity": finding.severity,
        "side": CHECKS[finding.code].side,
        "level3": finding.level3 or None,
        "field": finding.field or None,
        "message": finding.message,
        "found": finding.found or None,
        "expected": finding.expected or None,
    }


class Command(BaseCommand):
    """Exit 0 if nothing blocks, 1 if something does or a file could not be read, 2 for wrong usage."""

    help = "检查绩效目标表（给出文件则检查文件，否则检查数据库），列出疑点；有须改正的疑点时退出码为 1"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to check, and how to tell."""
        parser.add_argument(
            "paths", nargs="*", type=Path, metavar="FILE", help="文档、压缩包或文件夹；不写则检查数据库"
        )
        parser.add_argument("--year", type=int, help="预算年度；检查文件时不写则按内容推断")
        parser.add_argument("--agency", default="", metavar="CODE", help="只检查这个单位代码的表")
        parser.add_argument("--json", action="store_true", dest="as_json", help="以 JSON 输出")
        parser.add_argument(
            "--recompute", action="store_true", help="把数据库里保存的疑点按现在的规则重新检查一遍，不列出疑点"
        )

    def handle(self, paths: list[Path], year: int | None, agency: str, **options: Any) -> None:
        """Print the findings, or make the stored ones anew."""
        if year is not None and not 1990 <= year <= 2100:
            raise CommandError(f"预算年度 {year} 不合理，应在 1990 到 2100 之间。", returncode=2)
        if options["recompute"] and paths:
            raise CommandError("--recompute 只用于数据库里的表，不能同时给出文件。", returncode=2)
        if options["recompute"]:
            self._recompute(_tables(year, agency))
        else:
            self._list(paths, year, agency, options["as_json"])

    def _recompute(self, tables: GoalTableQuerySet) -> None:
        done = recompute(tables)
        changes = f"新增 {done.added} 条，去掉 {done.removed} 条"
        self.stdout.write(f"检查了 {done.tables} 张表，{done.changed} 张表的疑点有变化：{changes}。")

    def _list(self, paths: list[Path], year: int | None, agency: str, as_json: bool) -> None:
        self.refused = False
        checks = checked(self._from_files(paths, year)) if paths else _in_database(year, agency)
        found = [one for one in checks if not agency or one[0].content.agency_code == agency]
        self._print_json(found) if as_json else self._print_text(found)
        if self.refused or any(finding.severity == "block" for _, finding in found):
            raise SystemExit(1)

    def _from_files(self, paths: list[Path], year: int | None) -> Iterator[Subject]:
        with Progress(self.stderr, paths) as progress, IsolatedReader() as reader:
            for document in documents_at(paths):
                reading = document if isinstance(document, FileReading) else reader.read(*document)
                self._tell_unreadable(reading)
                contents = [table.content for table in reading.tables if table.kind == "project"]
                told = year or suggested_year(contents)
                yield from (Subject({"file": reading.name}, "", told, content) for content in contents)
                progress.step(reading.name, reading.tables)

    def _tell_unreadable(self, reading: FileReading) -> None:
        if not reading.readable:
            self.refused = True
            for finding in reading.findings:
                self.stderr.write(finding.message)

    def _print_json(self, found: list[tuple[Subject, Finding]]) -> None:
        self.stdout.write(json.dumps([as_json(*one) for one in found], ensure_ascii=False, indent=1))

    def _print_text(self, found: list[tuple[Subject, Finding]]) -> None:
        heading = None
        for subject, finding in found:
            if heading is not subject:
                heading = subject
                origin = "".join(map(str, subject.origin.values()))
                self.stdout.write(f"{origin}  {subject.content.number or ''} {subject.content.project_name}")
            self.stdout.write(f"  {SEVERITIES[finding.severity]} {CHECKS[finding.code].name}：{finding.message}")
        counts: Counter[str] = Counter(finding.severity for _, finding in found)
        self.stdout.write("，".join(f"{label} {counts[name]}" for name, label in SEVERITIES.items()))


def _tables(year: int | None, agency: str) -> GoalTableQuerySet:
    """The tables of a year and of an agency, where they are given; siblings are of one agency, so none is missing."""
    tables = GoalTable.objects.order_by(
        "project__agency__region", "project__year", "project__agency__code", "number", "pk"
    )
    if year:
        tables = tables.filter(project__year=year)
    if agency:
        tables = tables.filter(project__agency__code=agency)
    return tables


def _in_database(year: int | None, agency: str) -> Iterator[tuple[Subject, Finding]]:
    """All findings of stored tables, as the settings of their regions have them."""
    tables = _tables(year, agency)
    contents = contents_of(tables)
    facts = tables.values_list("project__agency__region", "project__year", "pk")
    for (region, told), same in groupby(facts, key=lambda fact: fact[:2]):
        keys = [pk for _, _, pk in same]
        for pk, findings in zip(keys, judge(region, told, [contents[pk] for pk in keys]), strict=True):
            subject = Subject({"table": pk}, region, told, contents[pk])
            yield from ((subject, finding) for finding in findings)
