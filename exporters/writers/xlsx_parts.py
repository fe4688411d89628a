"""The parts of a workbook that are the same in every export: styles, and the list of its sheets at the end."""

from __future__ import annotations

from collections.abc import Sequence

from exporters.writers.package import Package, content_types, relationships, xml_text
from indicators.made_from import NAME, as_formula

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

# Styles of cells, by their place in the list below.
TITLE, AGENCY, UNIT, LABEL, TEXT, MIDDLE, MONEY, HEADING, FREE, COUNT, DATE, WORD, ASKED, BEYOND = range(1, 15)
# Cells of texts are in the format of texts (@): else Excel makes a day of a corrected 1-2, and 7 of 007.
_MONEY_FORMAT, _DATE_FORMAT, _TEXT_FORMAT = 164, 165, 49
_FONTS = (("仿宋", 10.5, ""), ("宋体", 16, "<b/>"), ("宋体", 10.5, "<b/>"))  # first the one of all other cells
# (number format, font, bordered, horizontal, grey) of each style. All but the first stand in the middle; texts wrap,
# and amounts get smaller where they are too long: a number that finds no room is shown as ####.
_STYLES: tuple[tuple[int, int, int, str, int], ...] = (
    (_TEXT_FORMAT, 1, 0, "center", 0), (_TEXT_FORMAT, 0, 0, "left", 0), (0, 0, 0, "right", 0), (0, 2, 1, "center", 0),
    (_TEXT_FORMAT, 0, 1, "left", 0), (0, 0, 1, "center", 0), (_MONEY_FORMAT, 0, 1, "center", 0),
    (0, 2, 1, "center", 0), (0, 0, 1, "left", 0), (_MONEY_FORMAT, 0, 1, "right", 0), (_DATE_FORMAT, 0, 1, "center", 0),
    (_TEXT_FORMAT, 0, 1, "center", 0), (0, 2, 1, "center", 1), (_TEXT_FORMAT, 0, 0, "left", 0),
)  # fmt: skip


def _styles() -> str:
    fonts = "".join(
        f'<font>{bold}<sz val="{size}"/><name val="{name}"/><family val="3"/><charset val="134"/></font>'
        for name, size, bold in _FONTS
    )
    lines = "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom"))
    cells = "".join(_style(*style) for style in _STYLES)
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="{_MONEY_FORMAT}" formatCode="#,##0.00####"/>'
        f'<numFmt numFmtId="{_DATE_FORMAT}" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        f'<fonts count="{len(_FONTS)}">{fonts}</fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill><fill><patternFill patternType="solid"><fgColor rgb="FFF2F4F7"/><bgColor indexed="64"/></patternFill>'
        '</fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
        f'<border>{lines}<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" '
        f'borderId="0"/></cellStyleXfs><cellXfs count="{len(_STYLES) + 1}"><xf numFmtId="0" fontId="0" fillId="0" '
        f'borderId="0" xfId="0"/>{cells}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" '
        'builtinId="0"/></cellStyles></styleSheet>'
    )


def _style(number: int, font: int, border: int, horizontal: str, grey: int) -> str:
    shown = 'applyNumberFormat="1" ' if number else ""
    shown += 'applyFill="1" ' if grey else ""
    shown += f'fontId="{font}" fillId="{2 * grey}" borderId="{border}"'
    fitted = "shrinkToFit" if number == _MONEY_FORMAT else "wrapText"
    return (
        f'<xf numFmtId="{number}" xfId="0" {shown} applyFont="1" '
        f'applyBorder="1" applyAlignment="1"><alignment horizontal="{horizontal}" vertical="center" {fitted}="1"/></xf>'
    )


def made_from_name(place: int, digest: str) -> str:
    """The hidden name that says what a sheet was made from; `place` counts the sheets from 0, "" gives none."""
    if not digest:
        return ""
    return f'<definedName name="{NAME}" localSheetId="{place}" hidden="1">{xml_text(as_formula(digest))}</definedName>'


def write_parts(package: Package, names: Sequence[str], defined: str = "") -> None:
    """All parts but the sheets, which are xl/worksheets/sheet1.xml and so on in the order of their names.

    `defined` are names: of ranges that Excel itself wants beside a filter or repeated rows, and those above.
    """
    numbers = range(1, len(names) + 1)
    parts = {"xl/workbook.xml": f"{_TYPE}.sheet.main+xml", "xl/styles.xml": f"{_TYPE}.styles+xml"}
    parts |= {f"xl/worksheets/sheet{number}.xml": f"{_TYPE}.worksheet+xml" for number in numbers}
    links = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    sheets = "".join(
        f'<sheet name="{xml_text(name).replace(chr(34), "&quot;")}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    ranges = f"<definedNames>{defined}</definedNames>" if defined else ""
    package.write("xl/styles.xml", _styles())
    package.write(
        "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{R}"><sheets>{sheets}</sheets>{ranges}</workbook>'
    )
    package.write("xl/_rels/workbook.xml.rels", relationships([*links, ("styles", "styles.xml")]))
    package.write("_rels/.rels", relationships([("officeDocument", "xl/workbook.xml")]))
    package.write("[Content_Types].xml", content_types(parts))
