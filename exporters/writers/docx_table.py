"""One 绩效目标表 as the official form in Word: heading, head table, indicator table."""

from __future__ import annotations

from collections.abc import Iterator

from exporters import form
from exporters.measure import lines
from exporters.writers.docx_cell import cell, covered, properties, row, table
from exporters.writers.docx_parts import CELL_MARGIN
from exporters.writers.package import xml_text
from indicators.content import IndicatorContent, TableContent
from indicators.layout import GridRow, grid

# Twips; both tables are as wide as the page between its margins.
HEAD = (1300, 980, 1640, 1360, 1640, 1078, 1640)
GRID = (1300, 1480, 2200, 3058, 1600)
WEIGHTED = (1250, 1480, 2000, 2758, 1450, 700)
WIDTH = sum(HEAD)
EM = 210  # twips, at 10.5 points
# A longer row may be broken over pages: kept whole it would leave half a page blank, or fit none.
WHOLE = 24
GAP = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'
_OPEN = "".join(f'<w:{side} w:val="nil"/>' for side in ("top", "left", "right"))
_NO_BORDERS = f"<w:tcBorders>{_OPEN}</w:tcBorders>"


def heading(title: str, bookmark: str, number: int, breaks: bool) -> str:
    """The title with the bookmark that the table of contents points to; `breaks` begins a new page."""
    page = "<w:pageBreakBefore/>" if breaks else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="1"/>{page}</w:pPr><w:bookmarkStart w:id="{number}" w:name="{bookmark}"/>'
        f'<w:r><w:t xml:space="preserve">{xml_text(title)}</w:t></w:r><w:bookmarkEnd w:id="{number}"/></w:p>'
    )


def form_tables(content: TableContent) -> str:
    """The two tables, a narrow gap between them."""
    weights = form.has_weights(content)
    widths = WEIGHTED if weights else GRID
    return f"{table(HEAD, _head(content))}{GAP}{table(widths, _grid(content, widths, weights))}"


def ems(width: int) -> float:
    """How many characters a cell of this width takes beside each other."""
    return (width - 2 * CELL_MARGIN) / EM


def _head(content: TableContent) -> Iterator[str]:
    yield _agency_row(content)
    label, rest = properties(HEAD[0]), properties(WIDTH - HEAD[0], 6)
    yield row((cell(label, form.PROJECT, "Label"), cell(rest, content.project_name, "Text")))
    yield _amounts_row(content)
    yield row(
        (covered(properties(HEAD[0], 1, "continue")), cell(rest, content.purpose, "Text")), _fits(content.purpose)
    )
    yield row((cell(label, form.GOAL, "Label"), cell(rest, content.goal, "Text")), _fits(content.goal))


def _fits(text: str) -> bool:
    return len(text) < WHOLE or lines(text, ems(WIDTH - HEAD[0])) <= WHOLE


def _agency_row(content: TableContent) -> str:
    """The agency on the left and 单位：元 on the right."""
    cells = form.agency(content)
    spans = (5,) if len(cells) == 1 else (1, 1, 1, 2)
    firsts = [sum(spans[:order]) for order in range(len(spans))]
    named = [_open_cell(first, span, text, "Text") for first, span, text in zip(firsts, spans, cells, strict=True)]
    return row([*named, _open_cell(5, 2, form.unit_line(content), "Unit")])


def _open_cell(first: int, span: int, text: str, style: str) -> str:
    """A cell above the form: without borders but the one below, which is the form's own."""
    return cell(properties(sum(HEAD[first : first + span]), span, "", _NO_BORDERS), text, style)


def _amounts_row(content: TableContent) -> str:
    parts = [cell(properties(HEAD[0], 1, "restart"), form.FUNDS, "Label")]
    amounts = zip(form.AMOUNTS, form.amounts(content), HEAD[1::2], HEAD[2::2], strict=True)
    for label, amount, width, wide in amounts:
        parts.append(cell(properties(width), label, "Label"))
        parts.append(cell(properties(wide), form.amount_text(amount), "Middle"))
    return row(parts)


def _grid(content: TableContent, widths: tuple[int, ...], weights: bool) -> Iterator[str]:
    starts = [properties(width) for width in widths]
    header = zip(starts, form.columns(weights), strict=True)
    yield row([cell(start, text, "Label") for start, text in header], header=True)
    for laid in grid(content.indicators):
        yield _indicator(laid, starts, widths, weights)


def _indicator(laid: GridRow[IndicatorContent], starts: list[str], widths: tuple[int, ...], weights: bool) -> str:
    values = form.values(laid.row, weights)
    parts = [
        _level(laid.row.level1, laid.level1_span, widths[0]),
        _level(laid.row.level2, laid.level2_span, widths[1]),
        cell(starts[2], values[0], "Text"),
        cell(starts[3], values[1], "Text"),
        *(cell(start, text, "Middle") for start, text in zip(starts[4:], values[2:], strict=True)),
    ]
    whole = all(len(text) < 150 for text in values) or rows_of(values, widths) <= WHOLE
    return row(parts, whole)


def _level(name: str, span: int, width: int) -> str:
    """A level's cell: it begins a merge, stands alone, or is covered."""
    if not span:
        return covered(properties(width, 1, "continue"))
    return cell(properties(width, 1, "restart" if span > 1 else ""), name, "Middle")


def rows_of(values: tuple[str, ...], widths: tuple[int, ...]) -> int:
    """How many lines the highest of an indicator's own cells has."""
    return max(lines(text, ems(width)) for text, width in zip(values, widths[2:], strict=True))
