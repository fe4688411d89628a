"""Exported, edited in another program, imported: the preview shows the edited field as changed and nothing else."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from exporters.entry import Entry
from exporters.fill_in_sheets import open_tables
from exporters.formats import FORMATS
from exporters.writers import fill_in
from importers.models import ImportBatch, ImportTable, TableSource
from importers.preview import shown, tables_of
from indicators.models import GoalTable
from indicators.storing import contents_of
from tests.exporters.reading_back import SAMPLES
from tests.importers.stepping import batch_of, imported
from tests.tools import find_libreoffice

OFFICE = find_libreoffice()
BEFORE, AFTER = "≥3000个", "1-2天，急件优先"
pytestmark = pytest.mark.django_db
State = ImportTable.State


@pytest.fixture
def stored() -> list[GoalTable]:
    """A published document, imported; one of its targets is BEFORE, once."""
    imported((SAMPLES[0].name, SAMPLES[0].read_bytes()))
    tables = list(GoalTable.objects.select_related("project__agency").order_by("number"))
    assert sum(row.target == BEFORE for table in tables for row in table.indicators.all()) == 1
    return tables


def exported(kind: str, tables: list[GoalTable]) -> bytes:
    target = io.BytesIO()
    if kind == "fill-in":
        fill_in.write(open_tables(tables[0].project.agency, 2025), target)
    else:
        contents = contents_of(GoalTable.objects.filter(pk__in=[table.pk for table in tables]))
        FORMATS[kind].write([Entry(2025, contents[table.pk]) for table in tables], target)
    return target.getvalue()


def in_word(data: bytes) -> bytes:
    document, target = docx.Document(io.BytesIO(data)), io.BytesIO()
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells if cell.text == BEFORE]
    cells[0].paragraphs[0].runs[0].text = AFTER
    document.save(target)
    return target.getvalue()


def in_excel(data: bytes) -> bytes:
    book, target = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    cells = [cell for sheet in book for row in sheet.rows for cell in row if cell.value == BEFORE]
    cells[0].value = AFTER
    book.save(target)
    return target.getvalue()


def in_an_editor(data: bytes) -> bytes:
    return data.replace(BEFORE.encode(), AFTER.encode(), 1)


KINDS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "docx": (".docx", in_word),
    "xlsx": (".xlsx", in_excel),
    "fill-in": (".xlsx", in_excel),
    "txt": (".txt", in_an_editor),
}


def preview(data: bytes, suffix: str) -> dict[str, list[Any]]:
    """What the preview of an import shows: the tables by their state."""
    batch: ImportBatch = batch_of((f"改过的{suffix}", data))
    assert not batch.files.get().issues.exists()
    found: dict[str, list[Any]] = {}
    for each in shown(tables_of(batch).select_related("file")):
        found.setdefault(each.row.state, []).append(each)
    return found


def changes(each: Any) -> list[tuple[str, str, str]]:
    assert each.difference.head == ()
    (row,) = each.difference.rows
    return [(row.kind, field.before, field.after) for field in row.fields]


@pytest.mark.parametrize("kind", KINDS)
def test_what_nobody_has_edited_is_unchanged(kind: str, stored: list[GoalTable]) -> None:
    suffix, _ = KINDS[kind]
    found = preview(exported(kind, stored), suffix)
    assert {state: len(tables) for state, tables in found.items()} == {State.UNCHANGED: len(stored)}


@pytest.mark.once
@pytest.mark.parametrize("kind", KINDS)
def test_an_edited_target_is_all_that_changed(kind: str, stored: list[GoalTable]) -> None:
    suffix, edit = KINDS[kind]
    found = preview(edit(exported(kind, stored)), suffix)
    (changed,) = found[State.CHANGED]
    assert changes(changed) == [("changed", BEFORE, AFTER)]
    assert len(found.get(State.UNCHANGED, [])) == len(stored) - 1


@pytest.mark.skipif(not OFFICE, reason="needs LibreOffice")
@pytest.mark.once
@pytest.mark.parametrize("kind", ["docx", "fill-in"])
def test_another_program_saves_it_and_only_the_edit_shows(kind: str, stored: list[GoalTable], tmp_path: Path) -> None:
    suffix, edit = KINDS[kind]
    if kind == "fill-in":  # as if made in a browser: only what the saved workbook was made from tells that it is new
        TableSource.objects.all().delete()
    source, target = tmp_path / f"edited{suffix}", tmp_path / "saved"
    source.write_bytes(edit(exported(kind, stored)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), "--headless", "--norestore", profile, "--convert-to", suffix[1:], "--outdir", str(target)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=100)
    found = preview((target / source.name).read_bytes(), suffix)
    (changed,) = found[State.CHANGED]
    assert changes(changed) == [("changed", BEFORE, AFTER)]
    assert len(found.get(State.UNCHANGED, [])) == len(stored) - 1
