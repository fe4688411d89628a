"""A workbook for offices that fill in offline: a sheet for each table and blank ones, with lists and hints in cells.

What the importers read back exactly; a sheet that stays blank is no table for them. The official form, with its merged
levels, is xlsx.py: in merged cells nobody can sort, fill down or insert rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, NamedTuple

from exporters.entry import Entry
from exporters.writers.fill_in_form import COLUMNS, HEADER, WIDTHS, FillInForm
from exporters.writers.fill_in_guides import validations
from exporters.writers.package import DECLARATION, Package, xml_text
from exporters.writers.sheet_names import SheetNames
from exporters.writers.xlsx_parts import BEYOND, MAIN, made_from_name, write_parts

# Points. A taller head would fill a small screen and leave no row to scroll.
MOST_FROZEN = 250


class FillIn(NamedTuple):
    """One sheet: its table, the names of levels to choose from, and its name where the project has none."""

    entry: Entry
    firsts: tuple[str, ...] = ()
    seconds: tuple[str, ...] = ()
    name: str = "绩效目标表"


def write(sheets: Iterable[FillIn], target: IO[bytes]) -> None:
    """The workbook; at least one sheet must be given."""
    package, names = Package(target), SheetNames()
    written: list[str] = []
    defined = ""
    for place, sheet in enumerate(sheets):
        written.append(names.name(sheet.entry.content.project_name or sheet.name))
        defined += made_from_name(place, sheet.entry.made_from) + _repeated(place, written[place])
        _write_sheet(package, place + 1, FillInForm(sheet.entry, sheet.firsts, sheet.seconds))
    write_parts(package, written, defined)
    package.close()


def _repeated(number: int, name: str) -> str:
    """The header of the grid on every printed page."""
    quoted = xml_text(name.replace("'", "''"))
    return (
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{number}">\'{quoted}\'!${HEADER}:${HEADER}</definedName>'
    )


def _write_sheet(package: Package, number: int, form: FillInForm) -> None:
    rows = "".join(form.rows())  # first, since what stands before and behind them follows from them
    with package.part(f"xl/worksheets/sheet{number}.xml") as part:
        part.write((_start(form, number == 1) + rows + _end(form)).encode())


def _start(form: FillInForm, selected: bool) -> str:
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" style="{BEYOND}" customWidth="1"/>'
        for at, width in enumerate(WIDTHS[: form.last + 1], 1)
    )
    below = f"A{HEADER + 1}"
    frozen = f'<pane ySplit="{HEADER}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
    pane = frozen if form.head_height <= MOST_FROZEN else ""
    shown = ' tabSelected="1"' if selected else ""
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        f'<sheetView showGridLines="0"{shown} workbookViewId="0">{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="22" customHeight="1"/><cols>{columns}</cols><sheetData>'
    )


def _end(form: FillInForm) -> str:
    """What stands behind the rows, in the schema's order. Numbers as text are meant: no green corners."""
    merged = "".join(f'<mergeCell ref="{merge}"/>' for merge in form.merges)
    area = f"A1:{COLUMNS[form.last]}{form.end}"
    return (
        f'</sheetData><mergeCells count="{len(form.merges)}">{merged}</mergeCells>{validations(form.guides())}'
        '<printOptions horizontalCentered="1"/><pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" '
        'footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C— &amp;P —</oddFooter></headerFooter>"
        f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    )
