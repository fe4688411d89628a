"""What Word and WPS do to a living document: each dialect rewrites the XML and leaves the final text as it was.

A dialect takes the document's root and a Random, and changes the tree in place. Word's own words for things are
the names of the functions in dialects_*.py; this module lists them and makes a file in some of them.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from lxml import etree

from tests.making import dialects_blocks, dialects_package, dialects_runs, dialects_text, word
from tests.making.paper import Paper

Dialect = Callable[[etree._Element, Random], None]

# Not among ALL: a form inside a cell is another layout, tried by itself.
LAYOUT: Dialect = dialects_blocks.layout_table
# In this order: what cuts runs comes first, what wraps cells and rows comes last.
ALL: tuple[Dialect, ...] = (
    dialects_text.symbols,
    dialects_text.tabs,
    dialects_text.hyphens,
    dialects_text.soft_breaks,
    dialects_text.carriage_returns,
    dialects_runs.split_runs,
    dialects_runs.clutter,
    dialects_runs.old_properties,
    dialects_runs.tracked_insertions,
    dialects_runs.tracked_deletions,
    dialects_runs.moves,
    dialects_runs.content_controls,
    dialects_runs.hyperlinks,
    dialects_runs.smart_tags,
    dialects_runs.simple_fields,
    dialects_runs.complex_fields,
    dialects_runs.mathematics,
    dialects_text.comments_in_text,
    dialects_blocks.text_boxes,
    dialects_blocks.deleted_marks,
    dialects_blocks.inserted_marks,
    dialects_blocks.deleted_last_marks,
    dialects_blocks.deleted_cells,
    dialects_blocks.deleted_paragraphs,
    dialects_blocks.deleted_rows,
    dialects_blocks.nested_tables,
    dialects_blocks.grid_before,
    dialects_blocks.old_merges,
    dialects_blocks.controls_around_paragraphs,
    dialects_blocks.controls_around_cells,
    dialects_blocks.controls_around_rows,
    dialects_blocks.controls_around_tables,
    dialects_blocks.custom_xml,
    dialects_text.pretty_print,
)


def docx(paper: Paper, dialects: list[Dialect], random: Random, finish: str = "plain") -> bytes:
    """The paper as a Word file in these dialects; `finish` is one of dialects_package.FINISHES."""
    root = etree.fromstring(word.document_xml(paper).encode())
    for dialect in ALL:
        if dialect in dialects:
            dialect(root, random)
    if LAYOUT in dialects:
        LAYOUT(root, random)
    return dialects_package.FINISHES[finish](root)
