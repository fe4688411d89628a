"""Helpers for tests of what goes out: approved tables, orders, packages made in this process, and what came back."""

import io
import zipfile
from typing import Any

from django.db import transaction
from openpyxl import load_workbook

from accounts.models import User
from exporters import tasks
from exporters.models import Export
from exporters.writers import json
from indicators.models import GoalTable, Status
from indicators.revisions import freeze


def approved(table: GoalTable, by: User, status: str = Status.APPROVED) -> GoalTable:
    """The table as it stands becomes what is in force."""
    with transaction.atomic():
        table.in_force, table.status = freeze(table, by), status
        table.save()
    return table


def body(response: Any) -> bytes:
    """All bytes of a file that was answered."""
    assert response.status_code == 200, response
    return b"".join(response.streaming_content) if response.streaming else response.content


def projects(data: bytes) -> list[str]:
    """The projects in a JSON export, in their order."""
    return [entry.content.project_name for entry in json.entries(data)]


def unzipped(data: bytes) -> dict[str, bytes]:
    """The files of a zip, which must be whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        assert files.testzip() is None
        return {name: files.read(name) for name in files.namelist()}


def index_of(data: bytes) -> list[tuple[Any, ...]]:
    """The rows of 目录.xlsx below the headings."""
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return list(sheet.iter_rows(min_row=2, values_only=True))


def made(export: Export) -> Export:
    """The package after a worker has had it."""
    tasks.make_export.func(export.pk)
    export.refresh_from_db()
    return export
