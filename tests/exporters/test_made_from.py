"""Tables made in a browser, exported, edited offline, imported: changes, unless the table changed meanwhile."""

import dataclasses
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters.entry import Entry
from exporters.orders import Order, file_of, keys_of, place
from exporters.storing import pieces
from exporters.writers import xlsx
from exporters.writers.fill_in import FillIn
from importers.asking import confirm
from importers.models import ImportBatch, ImportTable, TableSource
from importers.preview import shown, tables_of
from importers.reading import read_document
from indicators.content import TableContent
from indicators.made_from import NAME
from indicators.models import Cause, GoalTable, Status
from indicators.starting import blank, start
from indicators.storing import content_of, digest
from indicators.storing import replace as write
from tests.conftest import People
from tests.exporters.going_out import approved, body, made
from tests.exporters.reading_back import contents, written
from tests.exporters.test_round_trip import changes
from tests.exporters.writers.test_fill_in import written as filled_in
from tests.importers.stepping import batch_of, results, work_all
from tests.tables import make_table

BEFORE, AFTER = "≥95%", "≥98%"
NAMES = ("网站监管", "道路养护")


def names_in(data: bytes) -> list[str]:
    """What each sheet of a workbook says that it was made from."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [sheet.defined_names[NAME].value.strip('"') if NAME in sheet.defined_names else "" for sheet in book]


def edited(data: bytes, sheet: int = 0, **values: str) -> bytes:
    """One target edited in a sheet, and the values put into its cells."""
    book, target = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    (cell,) = (cell for row in book.worksheets[sheet].rows for cell in row if cell.value == BEFORE)
    cell.value = AFTER
    for cell_at, value in values.items():
        book.worksheets[sheet][cell_at] = value
    book.save(target)
    return target.getvalue()


@settings(max_examples=settings.default.max_examples // 4)
@given(st.lists(contents(4), min_size=1, max_size=2))
def test_every_sheet_says_what_it_was_made_from(held: list[TableContent]) -> None:
    entries = [Entry(2025, content, digest(content)) for content in held]
    for data in (filled_in(*map(FillIn, entries)), written("xlsx", entries)):
        tables = read_document("表.xlsx", data).tables
        assert [table.made_from for table in tables] == [digest(content) for content in held]


def test_a_form_that_is_numbered_otherwise_or_not_alone_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [Entry(2025, TableContent(name, number=number), "0" * 64) for name, number in (("甲", 1), ("乙", 7))]
    assert names_in(written("xlsx", entries)) == ["0" * 64, "0" * 64]
    assert names_in(written("xlsx", entries, numbered=True)) == ["0" * 64, ""]
    monkeypatch.setattr(xlsx, "MOST_SHEETS", 1)
    assert names_in(written("xlsx", entries)) == [""]


@pytest.fixture
def tables(people: People) -> list[GoalTable]:
    """Two tables made in a browser."""
    return [make_table(people.agencies["667201"], name, number=number) for number, name in enumerate(NAMES, 1)]


@pytest.fixture
def officer(people: People, client_of: Any) -> Client:
    return client_of(people.officer)


@pytest.fixture
def workbook(tables: list[GoalTable], officer: Client) -> bytes:
    return body(officer.get("/imports/template.xlsx", {"year": 2025, "filled": "1"}))


def preview(data: bytes, name: str = "填报.xlsx") -> tuple[ImportBatch, list[Any]]:
    batch = batch_of((name, data))
    rows = sorted(shown(tables_of(batch).select_related("file")), key=lambda each: each.row.ordinal)
    return batch, rows


def states(rows: list[Any]) -> list[str]:
    return [each.row.state for each in rows]


@pytest.mark.django_db
def test_only_the_edited_field_shows_and_nobody_is_asked_why(workbook: bytes, tables: list[GoalTable]) -> None:
    assert states(preview(workbook)[1]) == ["unchanged", "unchanged"]
    batch, rows = preview(edited(workbook))
    assert states(rows) == ["changed", "unchanged"]
    assert changes(rows[0]) == [("changed", BEFORE, AFTER)]
    confirm(batch, None)
    work_all(batch)
    assert results(batch) == {NAMES[0]: "written", NAMES[1]: "left"}
    assert AFTER in [row.target for row in content_of(tables[0]).indicators]
    assert TableSource.objects.get().table == tables[0]


@pytest.mark.django_db
def test_a_table_as_it_is_begun_in_a_browser(people: People, officer: Client, tables: list[GoalTable]) -> None:
    content = blank(tables[0].framework, "桥梁养护")
    table = start(people.officer, people.agencies["667201"], 2025, content)
    data = body(officer.get("/imports/template.xlsx", {"year": 2025, "filled": "1"}))
    assert names_in(data)[:3] == [digest(content_of(each)) for each in (*tables, table)]
    _, rows = preview(edited(data))
    assert (rows[0].row.state, rows[2].row.reason) == ("changed", "")


@pytest.mark.django_db
def test_what_was_edited_in_the_system_meanwhile_is_a_conflict_that_says_so(
    workbook: bytes, tables: list[GoalTable]
) -> None:
    write(tables[0], content_of(tables[0]), Cause("edited"))
    assert states(preview(edited(workbook))[1]) == ["changed", "unchanged"]  # as it was again
    GoalTable.objects.filter(pk=tables[0].pk).update(goal="有人改过")
    row = preview(edited(workbook))[1][0].row
    assert (row.state, row.reason_code, row.takeable, row.chosen) == ("conflict", "table-edited", True, False)
    assert "工作簿导出之后，这张表在系统里又修改过" in row.reason


@pytest.mark.django_db
def test_what_was_submitted_meanwhile_stays(workbook: bytes, tables: list[GoalTable]) -> None:
    GoalTable.objects.update(status=Status.SUBMITTED)
    row = preview(edited(workbook))[1][0].row
    assert (row.state, row.reason_code, row.takeable) == ("conflict", "table-frozen", False)


@pytest.mark.django_db
@pytest.mark.parametrize("meanwhile", [{"goal": "有人改过"}, {"status": Status.SUBMITTED}])
def test_what_changes_between_preview_and_commit_is_left(
    workbook: bytes, tables: list[GoalTable], meanwhile: dict[str, str]
) -> None:
    batch, _ = preview(edited(workbook))
    GoalTable.objects.filter(pk=tables[0].pk).update(**meanwhile)
    confirm(batch, None)
    work_all(batch)
    assert results(batch)[NAMES[0]] == "left"
    assert ImportTable.objects.get(project_name=NAMES[0]).state == "conflict"
    assert BEFORE in [row.target for row in content_of(tables[0]).indicators]


@pytest.mark.django_db
def test_a_sheet_that_names_another_project_takes_nothing_with_it(workbook: bytes) -> None:
    _, rows = preview(edited(workbook, B3=NAMES[1]))
    assert [(each.row.state, each.row.reason_code) for each in rows] == [
        ("conflict", "table-edited"),
        ("conflict", "project-twice"),
    ]
    assert states(preview(edited(workbook, B3="桥梁养护"))[1]) == ["new", "unchanged"]


@pytest.mark.django_db
def test_a_table_of_its_own_says_what_it_is_now_and_another_version_does_not(
    people: People, tables: list[GoalTable], officer: Client
) -> None:
    table = approved(tables[0], people.officer)
    GoalTable.objects.update(status=Status.DRAFT)
    address = f"/tables/{table.pk}/export/xlsx/"
    now = body(officer.get(address))
    assert names_in(now) == [digest(content_of(table))]
    assert states(preview(edited(now))[1]) == ["changed"]
    for asked in ({"version": "in-force"}, {"revision": "1"}):
        assert names_in(body(officer.get(address, asked))) == [""]


@pytest.mark.django_db
def test_whoever_packs_tables_says_it_but_not_of_what_is_in_force(
    people: People, tables: list[GoalTable], tmp_path: Path
) -> None:
    approved(tables[0], people.officer)
    keys, expected = keys_of(GoalTable.objects.order_by("number")), [digest(content_of(each)) for each in tables]
    order = Order("全部", "2025 年", keys, "xlsx", "one")
    assert names_in(file_of(order).read()) == expected
    assert names_in(b"".join(pieces(made(place(order, people.officer))))) == expected
    call_command("export_tables", "--format", "xlsx", "--one-file", "--output", str(tmp_path / "全部.xlsx"))
    assert names_in((tmp_path / "全部.xlsx").read_bytes()) == expected
    assert names_in(file_of(dataclasses.replace(order, in_force=True)).read()) == [""]


@pytest.mark.django_db
def test_word_files_do_not_say_it(tables: list[GoalTable]) -> None:
    held = [Entry(2025, content_of(each), digest(content_of(each))) for each in tables]
    held[0] = held[0]._replace(content=dataclasses.replace(held[0].content, goal="离线改过"))
    row = preview(written("docx", held), "表.docx")[1][0].row
    assert (row.state, row.reason_code) == ("conflict", "table-edited")


@pytest.mark.django_db
def test_blank_sheets_and_those_of_earlier_years_say_nothing(tables: list[GoalTable], officer: Client) -> None:
    for asked in ({"year": 2025}, {"year": 2026, "filled": "earlier"}):
        assert set(names_in(body(officer.get("/imports/template.xlsx", asked)))) == {""}
