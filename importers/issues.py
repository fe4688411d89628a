"""Findings of a file that belong to no stored table → rows that are kept with the file."""

from __future__ import annotations

from collections.abc import Iterable

from importers.models import ImportFile, ImportIssue
from indicators.bulk import insert_objects
from indicators.findings import Finding


def store_issues(file: ImportFile, findings: Iterable[Finding]) -> None:
    """Keep these findings with the file, instead of those that were there."""
    store_issues_of([(file, findings)])


def store_issues_of(found: Iterable[tuple[ImportFile, Iterable[Finding]]]) -> None:
    """Keep findings with their files, instead of those that were there."""
    pairs = list(found)
    ImportIssue.objects.filter(file__in=[file for file, _ in pairs]).delete()
    insert_objects([ImportIssue(file=file, **each.stored()) for file, findings in pairs for each in findings])
