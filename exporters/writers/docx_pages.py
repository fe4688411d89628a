"""How many pages a form takes in Word, reckoned from its texts.

The table of contents is there before anybody has laid out a page. Programs only count when asked to (F9), and a
document that makes them count on opening is met with a warning about foreign files; so the numbers are reckoned. On
207 forms of 1 to 5 pages LibreOffice counted one page more or less four times.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporters import form
from exporters.measure import lines
from exporters.writers.docx_parts import LINE
from exporters.writers.docx_table import GRID, HEAD, WEIGHTED, WHOLE, WIDTH, ems, rows_of
from indicators.content import TableContent
from indicators.layout import grid

PAGE = 16838 - 2 * 1134  # twips between the margins
_PADDING, _LEAST, _GAP = 70, 440, 120
_TITLE_LINE, _TITLE_EM, _TITLE_AFTER = 420, 320, 160


def pages(title: str, content: TableContent) -> int:
    """The pages of one form, which begins on a new one."""
    count, used = 1, lines(title, WIDTH / _TITLE_EM) * _TITLE_LINE + _TITLE_AFTER
    weights = form.has_weights(content)
    header = _height(1)
    for height, repeats in _heights(content, weights):
        if used + height > PAGE:
            count, used = count + 1, header * repeats
            if height > LINE * WHOLE:  # such a row is broken: it goes on where it began
                count, height = count + (height // PAGE), height % PAGE
        used += height
    return count


def _height(count: int) -> int:
    return max(_LEAST, count * LINE + _PADDING)


def _heights(content: TableContent, weights: bool) -> Iterator[tuple[int, bool]]:
    """Each row's height, and whether the header of its table is repeated on a new page."""
    wide = ems(WIDTH - HEAD[0])
    amounts = [form.amount_text(amount) for amount in form.amounts(content)]
    most = max(2, *(lines(text, ems(HEAD[2])) for text in amounts))
    yield _height(lines("".join(form.agency(content)), ems(sum(HEAD[:5])))), False
    yield _height(lines(content.project_name, wide)), False
    yield _height(most), False
    for text in (content.purpose, content.goal):
        yield _height(lines(text, wide)), False
    yield _GAP, False
    yield _height(1), False
    widths = WEIGHTED if weights else GRID
    for laid in grid(content.indicators):
        row = laid.row
        own = rows_of(form.values(row, weights), widths)
        level = lines(row.level2, ems(widths[1])) if laid.level2_span == 1 else 1
        yield _height(max(own, level)), True
