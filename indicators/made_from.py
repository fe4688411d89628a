"""What a sheet of an exported workbook was made from: the digest of its table's content, in a hidden name of the sheet.

When the sheet comes back edited, an import can tell that nobody has worked on the stored table meanwhile. Excel, WPS
and LibreOffice keep such a name when they save, and when a sheet is copied. A hint and never content: whatever else
stands there is no digest, and nothing is told of it. Plain Python, no Django.
"""

from __future__ import annotations

import re

NAME = "_perfgoals_base"
_TEXT = re.compile(r'"([0-9a-f]{64})"')


def as_formula(digest: str) -> str:
    """What the name stands for in the workbook: a text."""
    return f'"{digest}"'


def digest_in(formula: str) -> str:
    """The digest, "" for a formula that is none."""
    found = _TEXT.fullmatch(formula.strip())
    return found[1] if found else ""
