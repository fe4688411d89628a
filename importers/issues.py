"""Findings of a file that belong to no stored table → rows that are kept with the file."""

from __future__ import annotations

from collections.abc import Iterable

from importers.models import ImportFile, ImportIssue
from indicators.bulk import insert_objects
from indicators.findings import Finding


def store_issues(file: ImportFile, findings: Iterable[Finding]) -> None:
    """Keep these findings with the file, instead of those that were there."""
    file.issues.all().delete()
    insert_objects([ImportIssue(file=file, **finding.stored()) for finding in findings])
