"""Compare what was read with what was made; a form without a number of its own may be numbered by its place."""

from __future__ import annotations

import dataclasses

from importers.reading import FileReading
from indicators.content import TableContent


def contents_of(reading: FileReading, expected: list[TableContent]) -> list[TableContent]:
    """The contents that were read. Where nothing was written as the number, the ordinal in the file counts as none."""
    found = [table.content for table in reading.tables]
    return [
        dataclasses.replace(content, number=None)
        if ordinal <= len(expected) and expected[ordinal - 1].number is None and content.number == ordinal
        else content
        for ordinal, content in enumerate(found, 1)
    ]
