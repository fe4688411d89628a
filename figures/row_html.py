"""A row of a statistic as HTML, written at once: a page has thousands of cells, and a template that is asked for each
takes longer than counting everything."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe

from figures.figure import Kind, Row
from figures.wording import shown


def row_html(row: Row, kinds: list[Kind], labels: list[str], unit: str) -> SafeString:
    """The cells of a row: the first is its heading; `labels`, escaped already, name the others where columns don't fit.

    Amounts are shown in `unit`.
    """
    words = [_words(shown(cell.value, kind, unit), cell.link) for cell, kind in zip(row, kinds, strict=True)]
    others = (
        f'<td{_class(kind, cell.value is None or cell.value == 0)} data-label="{label}">{text}</td>'
        for cell, kind, label, text in zip(row[1:], kinds[1:], labels[1:], words[1:], strict=True)
    )
    return mark_safe(f'<th scope="row">{words[0]}</th>{"".join(others)}')  # noqa: S308 - each part of it is escaped


def _words(text: str, link: str) -> str:
    return f'<a href="{escape(link)}">{escape(text)}</a>' if link else escape(text)


def _class(kind: Kind, is_nothing: bool) -> str:
    if kind == Kind.TEXT:
        return ""
    return ' class="n zero"' if is_nothing else ' class="n"'
