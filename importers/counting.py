"""The numbers that a batch shows of each of its files: what was read there, and what becomes of the tables."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from importers.models import ImportFile, ImportTable
from importers.planning import STATES, Document, Outcome
from importers.years import told_years
from indicators.bulk import update

WRITTEN = (ImportTable.Result.WRITTEN, ImportTable.Result.KEPT)
_READ = ("tables_read", "rows_read", "years")


def note_readings(documents: Sequence[Document], outcomes: Iterable[Outcome], written: Iterable[Outcome] = ()) -> None:
    """Of documents read just now: tables, rows, years told, what becomes of the tables, how many are written."""
    states: dict[int, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        states[outcome.file.pk][outcome.state] += 1
    stored = Counter(outcome.file.pk for outcome in written)
    for file, tables, _ in documents:
        contents = [table.content for table in tables]
        file.tables_read, file.rows_read = len(contents), sum(len(content.indicators) for content in contents)
        file.years = told_years(contents)
        _set(file, states[file.pk], stored[file.pk])
    files = [file for file, _, _ in documents]
    rows = ((each.tables_read, each.rows_read, json.dumps(each.years), *_numbers(each), each.pk) for each in files)
    update(ImportFile, (*_READ, *STATES, "written"), rows)


def count_states(files: Sequence[ImportFile]) -> None:
    """Count the stored rows of files by state, and those that were written."""
    states: dict[int, Counter[str]] = defaultdict(Counter)
    stored: Counter[int] = Counter()
    rows = ImportTable.objects.filter(file__in=files).order_by()
    for key, state, result in rows.values_list("file", "state", "result"):
        states[key][state] += 1
        stored[key] += result in WRITTEN
    for file in files:
        _set(file, states[file.pk], stored[file.pk])
    update(ImportFile, (*STATES, "written"), ((*_numbers(each), each.pk) for each in files))


def _set(file: ImportFile, states: Counter[str], written: int) -> None:
    for state in STATES:
        setattr(file, state, states[state])
    file.written = written


def _numbers(file: ImportFile) -> list[Any]:
    return [*(getattr(file, state) for state in STATES), file.written]
