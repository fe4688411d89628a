"""Tables of a document that are no forms: what tells them, and what is told of them. Plain Python, no Django."""

from __future__ import annotations

from collections.abc import Iterator

from importers.cells import SourceTable
from importers.labels import column_label, head_label
from indicators.findings import Finding


def has_labels(table: SourceTable) -> bool:
    """Whether any label of a form stands in a table: without one it is there for the layout only, or no form."""
    return any(head_label(text) or column_label(text) for row in table.rows for text in row.texts)


def not_recognised(table: SourceTable, file: str) -> Iterator[Finding]:
    """One finding for a table that is no form, with all its text, so that nothing disappears."""
    texts = [text for row in table.rows for text in row.texts if text]
    if texts:
        place = table.place(file)
        message = f"{place}不是绩效目标表，没有读取，请核对（开头是“{texts[0][:30]}”）。"
        yield Finding("unplaced-text", "info", message, place, found="\n".join(texts), expected="绩效目标表")
